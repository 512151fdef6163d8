import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeWholeApi, noDatabase, wholeApi } from './whole-app.ts'

const UUID = '019a0000-0000-7000-8000-000000000001'
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
const paths = describeWholeApi().paths ?? {}
const ambiguous = Object.entries(paths)
  .filter(([path]) => /^\/api\/(ig|relations)\//.test(path))
  .flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [[method, path] as const] : [])),
  )
const Samples = z.array(z.object({ value: z.number(), labels: z.record(z.string(), z.string()) }))

test.for(ambiguous)('%s %s is reached by its path', async ([method, path]) => {
  const metrics = new Registry()
  const app = wholeApi({ db: noDatabase(), apiKey: 'a-key', metrics })
  const asked = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => sampleOf(path, name))

  await app.request(asked, {
    method: method.toUpperCase(),
    headers: { authorization: 'Bearer a-key', 'content-type': 'application/json' },
    ...(method === 'get' || method === 'delete' ? {} : { body: '{}' }),
  })

  const counter = await metrics.getSingleMetric('gramd_http_requests_total')?.get()
  const routes = Samples.parse(counter?.values).map(({ labels }) => labels['route'])
  expect(routes).toEqual([path.replaceAll(/\{(\w+)\}/g, ':$1')])
})

/** A value that fits the parameter, as the document describes it. */
function sampleOf(path: string, name: string): string {
  const parameters = METHODS.flatMap((method) => paths[path]?.[method]?.parameters ?? [])
  const parameter = parameters.find((each) => 'name' in each && each.name === name)
  const schema = parameter && 'schema' in parameter ? parameter.schema : undefined
  const isId = schema !== undefined && 'type' in schema && schema.type === 'integer'
  return isId ? '7' : UUID
}
