import { sql } from 'kysely'
import { pairs } from '../../../src/features/pairs/feature.ts'
import { PairCheckView } from '../../../src/features/pairs/pair-view.ts'
import { pageOf } from '../../../src/http/pagination.ts'
import { expect, test } from '../../fixtures/test.ts'
import { HOUR } from '../gramd-world.ts'
import { startPairsWorld, type PairsWorld } from './pairs-world.ts'

const aPair = async ({ ask, star }: PairsWorld, b: string) => await ask([{ a: star.username, b }])

test('checks of pairs are listed newest first, page by page, by the status that is shown', async ({
  db,
}) => {
  const world = await startPairsWorld(db)
  const first = await aPair(world, 'somebody')
  const second = await aPair(world, 'somebody.else')
  const third = await aPair(world, 'nobody')
  await world.api.send('POST', `/api/relations/pairs/${second.id}/cancel`)
  const list = async (query: string) => {
    const answer = await world.api.send('GET', `/api/relations/pairs?${query}`)
    expect(answer.status).toBe(200)
    return pageOf(PairCheckView).parse(await answer.json())
  }
  const newest = await list('limit=2')
  expect(newest.data.map(({ id }) => id)).toEqual([third.id, second.id])
  expect(newest.data[1]).toEqual(await world.show(second.id))
  const rest = await list(`limit=2&cursor=${newest.next_cursor}`)
  expect(rest).toMatchObject({ data: [{ id: first.id, pairs: 1 }], has_more: false })
  expect((await list('status=cancelled')).data.map(({ id }) => id)).toEqual([second.id])
  expect((await list('username=@somebody.else')).data.map(({ id }) => id)).toEqual([second.id])
  const pending = await list('status=pending')
  expect(pending.data.map(({ id }) => id)).toEqual([third.id, first.id])
  // Its state is that of its task: nothing is written to the check itself.
  await world.services.queue.pause(db, 'relation_pairs')
  expect((await list('status=pending')).data).toEqual([])
  expect((await list('status=waiting&limit=1')).data).toMatchObject([
    { id: third.id, reason: 'paused' },
  ])
})

test('checks of pairs that are at work outlive their retention, whatever their age', async ({
  db,
}) => {
  const world = await startPairsWorld(db)
  const { id } = await aPair(world, 'somebody')
  const rules = pairs.retention?.(world.services.config) ?? []
  const rule = rules
    .filter((each) => 'remove' in each)
    .find(({ tables: [table] }) => table === 'relation_pair_checks')
  const forget = async () =>
    await rule?.remove(world.services, rule.keepMs, new AbortController().signal)
  await world.advance(91 * 24 * HOUR)
  expect(await forget()).toBe(0)
  expect(await world.show(id)).toMatchObject({ status: 'pending', progress: { questions: 2 } })
  await world.api.send('POST', `/api/relations/pairs/${id}/cancel`)
  expect(await forget()).toBe(1)
  const { rows } = await sql`select from relation_pair_questions`.execute(db)
  expect(rows).toEqual([])
})
