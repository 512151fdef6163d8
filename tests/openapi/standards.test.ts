import { expect, test } from 'vitest'
import { METHODS } from '../../src/http/description/document.ts'
import { TAGS } from '../../src/http/description/openapi.ts'
import { describeWholeApi } from './whole-app.ts'

const document = describeWholeApi()
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = item[method]
    return operation ? [{ where: `${method} ${path}`, operation }] : []
  }),
)

test('the document has what the standard rules of Spectral ask for', () => {
  expect(document.info.contact).toBeDefined()
  expect(document.tags).toEqual(
    Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  )
  const problems = operations.flatMap(({ where, operation }) => [
    ...(operation.description ? [] : [`${where} has no description`]),
    ...(operation.tags ?? []).flatMap((tag) =>
      tag in TAGS ? [] : [`${where}: unknown tag ${tag}`],
    ),
    ...(operation.security ?? []).flatMap((each) =>
      (each['bearer'] ?? []).map((scope) => `${where}: ${scope} is no scope of a bearer token`),
    ),
  ])
  expect(problems).toEqual([])
})

test('scopes are in x-scopes and in the description', () => {
  const scoped = operations.filter(({ operation }) => 'x-scopes' in operation)
  expect(scoped.length).toBeGreaterThan(250)
  for (const { operation } of scoped)
    for (const scope of 'x-scopes' in operation ? operation['x-scopes'] : [])
      expect([scope, operation.description]).toEqual([
        scope,
        expect.stringContaining(`\`${scope}\``),
      ])
})

type Schema = Record<string, unknown>
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

/** The places of every `default` in a schema. */
function defaultsIn(
  value: unknown,
  place: string,
  seen: ReadonlySet<unknown> = new Set(),
): string[] {
  if (!isSchema(value) || seen.has(value)) return []
  const ref = value['$ref']
  if (typeof ref === 'string') {
    const name = ref.slice(ref.lastIndexOf('/') + 1)
    return defaultsIn(
      document.components?.schemas?.[name],
      `${place} > ${name}`,
      new Set([...seen, value]),
    )
  }
  const own = 'default' in value && !place.endsWith('properties') ? [place] : []
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, part]) =>
      defaultsIn(part, `${place}.${key}`, new Set([...seen, value])),
    ),
  ]
}

test('a field of a request with a default is not required, for generators of clients too', () => {
  const found = operations.flatMap(({ where, operation: { requestBody } }) =>
    requestBody && 'content' in requestBody
      ? Object.values(requestBody.content).flatMap(({ schema }) => defaultsIn(schema, where))
      : [],
  )
  expect(found).toEqual([])
  const schema = document.components?.schemas?.['AccountImport']
  expect(schema).toMatchObject({
    required: ['text'],
    properties: { dry_run: { type: 'boolean', description: 'Only check it. Default: false' } },
  })
})
