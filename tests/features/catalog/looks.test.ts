import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { startCatalogWorld } from './kit.ts'

test('a store is looked at once in each turn, however late each tick of the timetable comes', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const looks = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int from scrape_tasks where task_type = 'look_at_store'`.execute(db)
    return rows[0]?.count ?? 0
  }
  await world.look()
  const before = await looks()
  for (const ms of [60_900, 59_200, 60_800, 59_100, 59_950, 60_050]) {
    await world.advance(ms)
    await world.look()
  }
  expect((await looks()) - before).toBe(6)

  await world.advance(30_000)
  await world.look()
  expect((await looks()) - before).toBe(6)

  // After an hour of standing still there is one look, and then one a minute again.
  await world.advance(3_600_000)
  await world.look()
  await world.advance(60_000)
  await world.look()
  expect((await looks()) - before).toBe(8)
})
