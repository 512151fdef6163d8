import { sql } from 'kysely'
import { createRefusedMetricsStore } from '../../../src/connections/refused-metrics-store.ts'
import { expect, test } from '../../fixtures/test.ts'

const TYPE = { login: 'facebook', version: 'v25.0', type: 'REEL' } as const

test('metrics are refused for a type or for one post, and until a time', async ({ db }) => {
  const store = createRefusedMetricsStore(db)
  const [ofType, first, second] = [null, '17', '18'].map((objectId) => ({ ...TYPE, objectId }))
  if (!ofType || !first || !second) throw new Error('three keys')
  await store.add(ofType, ['reposts'], { gap: 'refused', days: 1 })
  await store.add(first, ['views', 'views'], { gap: 'refused', days: 1 })
  await store.add(first, ['views'], { gap: 'not_enough_users', days: 2 })
  expect(await store.of(first)).toEqual(
    new Map([
      ['reposts', 'refused'],
      ['views', 'not_enough_users'],
    ]),
  )
  expect(await store.of(second)).toEqual(new Map([['reposts', 'refused']]))
  expect(await store.of({ ...second, type: 'IMAGE' })).toEqual(new Map())
  await sql`update refused_metrics set refused_until = refused_until - interval '25 hours'`.execute(
    db,
  )
  expect(await store.of(first)).toEqual(new Map([['views', 'not_enough_users']]))
})
