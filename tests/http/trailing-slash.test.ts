import { z } from 'zod'
import { describeApi } from '../../src/http/description/openapi.ts'
import { expect, test } from '../fixtures/test.ts'
import { noDatabase, wholeApi } from '../openapi/whole-app.ts'

const KEY = 'a-key-of-the-tests'
const headers = { authorization: `Bearer ${KEY}` }
const Problem = z.object({ status: z.int(), code: z.string() })

test('every path with a slash at its end answers as without it', async () => {
  const app = wholeApi({ db: noDatabase(), apiKey: KEY })
  const { paths = {} } = describeApi(app, 'test')
  const faults: string[] = []
  let asked = 0
  for (const [path, operations] of Object.entries(paths).filter(([each]) =>
    each.startsWith('/api/'),
  ))
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      // A path with a NUL is refused as soon as access is given: no handler runs.
      const filled = path.replaceAll(/\{\w+\}/g, 'x')
      const answers = [filled, `${filled}/`].map(
        async (each) =>
          await app.request(`${each}?nul=%00`, { method: method.toUpperCase(), headers }),
      )
      const [without, withSlash] = await Promise.all(answers)
      asked += 1
      const isKnown = operations[method] !== undefined
      if (withSlash?.status !== without?.status || (isKnown && withSlash?.status === 405))
        faults.push(
          `${method} ${path}: ${without?.status} without, ${withSlash?.status} with a slash`,
        )
    }

  expect(faults).toEqual([])
  expect(asked).toBeGreaterThan(500)
})

test('a path that does not exist is still not found', async () => {
  const app = wholeApi({ db: noDatabase(), apiKey: KEY })

  const answer = await app.request('/api/no-such-things/', { headers })

  expect(Problem.parse(await answer.json())).toMatchObject({ status: 404 })
})
