import { describe, expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { describeApi } from '../../src/http/description/openapi.ts'
import { createRoute, createRouter } from '../../src/http/router.ts'
import { describeWholeApi } from '../openapi/whole-app.ts'

const responses = { 200: { description: 'Cups' } }
const deprecation = { since: '2027-01-15', ends: '2027-07-15', instead: 'call listMugs' }

const router = createRouter()
router.openapi(
  createRoute({
    access: 'open',
    method: 'get',
    path: '/api/cups',
    operationId: 'listCups',
    description: 'The cups.',
    responses,
    deprecation,
  }),
  (c) => c.body(null, 200),
)
router.openapi(createRoute({ access: 'open', method: 'get', path: '/api/mugs', responses }), (c) =>
  c.body(null, 200),
)

describe('a deprecated operation', () => {
  test('says in each answer when it ends', async () => {
    const { headers } = await router.request('/api/cups')

    expect(headers.get('deprecation')).toBe('@1799971200')
    expect(headers.get('sunset')).toBe('Thu, 15 Jul 2027 00:00:00 GMT')
    expect((await router.request('/api/mugs')).headers.has('sunset')).toBe(false)
  })

  test('is marked in the document, with its end and what replaces it', () => {
    const { paths } = describeApi(router, '1.1.0')

    expect(paths?.['/api/cups']?.get).toMatchObject({
      deprecated: true,
      description: expect.stringContaining(
        'Deprecated since 2027-01-15, ends on 2027-07-15: call listMugs.',
      ),
    })
    expect(paths?.['/api/mugs']?.get?.deprecated).toBeUndefined()
  })

  test('has a line in the changelog', async () => {
    const changelog = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8')
    const { paths = {} } = describeWholeApi()
    const names = Object.values(paths).flatMap((item) =>
      [item.get, item.put, item.post, item.delete, item.patch].flatMap((operation) =>
        operation?.deprecated === true ? [operation.operationId ?? ''] : [],
      ),
    )

    expect(names.filter((name) => !changelog.includes(`\`${name}\``))).toEqual([])
  })
})
