import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { sharePrincipal } from '../../../src/features/shares/pages/report/share-principal.ts'
import { SUBJECTS, type Share } from '../../../src/features/shares/fields/share.ts'
import { METHODS } from '../../../src/http/description/document.ts'
import { describeApi } from '../../../src/http/description/openapi.ts'
import { test } from '../../fixtures/test.ts'
import { API_KEY } from '../../http/kit.ts'
import { wholeApi } from '../../openapi/whole-app.ts'

const CREATOR = randomUUID()
const OTHER = randomUUID()
const LIST = randomUUID()

const aShare = (subject: Share['subject'], rows: Share['csv_rows'] = 'members'): Share => ({
  id: randomUUID(),
  kind: rows === 'results' ? 'csv' : 'page',
  csv_rows: rows,
  subject,
  list_id: subject === 'list' || subject === 'campaign' ? LIST : null,
  view_id: subject === 'view' ? randomUUID() : null,
  show_prices: true,
  language: null,
  password_hash: null,
  ends_at: new Date(),
  has_ended: false,
})

test('a link reads what it shows, and every other operation refuses it', async ({ db }) => {
  const app = wholeApi({ db, apiKey: API_KEY })
  const document = describeApi(app, 'test')
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      if (!operation) return []
      const security = operation.security ?? []
      const isOpen = security.length === 0 || (security.length === 1 && !security[0]?.['bearer'])
      return isOpen ? [] : [{ method: method.toUpperCase(), path }]
    }),
  )
  const reached = new Map<string, string[]>()
  for (const name of [...SUBJECTS, 'results'] as const) {
    const share = name === 'results' ? aShare('campaign', name) : aShare(name)
    const principal = sharePrincipal(share, name === 'view' || name === 'results' ? [] : [CREATOR])
    const ask = async (method: string, path: string) => {
      const headers = { authorization: 'Internal' }
      const principals = new Map([['Internal', Promise.resolve(principal)]])
      // A NUL in the query is refused once access is given: no handler runs.
      const { status } = await app.request(
        `${path}${path.includes('?') ? '&' : '?'}nul=%00`,
        { method, headers },
        { isInternal: true, principals },
      )
      return status
    }
    const found: string[] = []
    for (const { method, path } of routes)
      for (const id of [CREATOR, OTHER, LIST]) {
        const at = path.replaceAll(/\{\w+\}/g, id)
        const status = await ask(method, at)
        if (status !== 403) found.push(`${method} ${path} ${id === OTHER ? 'other' : ''}`.trim())
      }
    for (const path of ['compare', 'previews', 'reasons'].map((each) => `/api/blogs/${each}`))
      for (const ids of [CREATOR, OTHER, `${CREATOR},${OTHER}`])
        if ((await ask('GET', `${path}?ids=${ids}`)) !== 403)
          found.push(`GET ${path} ${ids === CREATOR ? '' : 'other'}`.trim())
    reached.set(name, [...new Set(found)].toSorted())
  }

  const creator = [
    'GET /api/blogs/compare',
    'GET /api/blogs/previews',
    'GET /api/blogs/reasons',
    'GET /api/blogs/{id}',
    'GET /api/blogs/{id}/assessment',
    'GET /api/blogs/{id}/standing',
  ]
  const list = ['GET /api/lists/{id}/fields', 'GET /api/lists/{id}/members']
  expect(reached.get('creator')).toEqual([...creator, 'GET /api/blogs/{id}/lists'].toSorted())
  expect(reached.get('comparison')).toEqual([...creator, 'GET /api/blogs/{id}/lists'].toSorted())
  expect(reached.get('list')).toEqual([...creator, ...list].toSorted())
  const campaign = (reached.get('campaign') ?? []).filter(
    (each) => !/^GET \/api\/campaigns\/\{id\}(\/results|\/summary)?$/.test(each),
  )
  expect(campaign).toEqual([...creator, ...list].toSorted())
  expect(reached.get('view')).toEqual([])
  // Its export is open with one query alone.
  expect(reached.get('results')).toEqual([])
})
