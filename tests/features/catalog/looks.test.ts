import { sql } from 'kysely'
import { lookAtStore, planStoreLooks } from '../../../src/features/catalog/syncs/look-at-store.ts'
import { noteLooked } from '../../../src/features/catalog/stores/store-connection.ts'
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

test('looks are planned while one of the same store ends', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { queue } = world.services
  await world.look()
  await world.advance(60_000)
  await queue.enqueue(db, lookAtStore, { store_id: world.storeId })
  await queue.enqueue(db, planStoreLooks, {})

  // As a look that ends: it locks its task, then its store.
  const planned = await db.transaction().execute(async (tx) => {
    await sql`select from scrape_tasks where task_type = 'look_at_store' and status = 'pending' for update`.execute(
      tx,
    )
    const planning = world.run('plan_store_looks')
    // Whether it waits for the task is the queue's affair: it must not hold the store meanwhile.
    let isOver = false
    void planning.finally(() => (isOver = true))
    const waiting = sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect
      .poll(async () => isOver || (await waiting.execute(db)).rows.length === 1, {
        timeout: 10_000,
      })
      .toBe(true)
    await noteLooked(tx, world.storeId)
    return { planning }
  })
  expect(await planned.planning).toMatchObject({ status: 'done', result: { stores: 1 } })
})
