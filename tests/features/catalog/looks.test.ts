import { sql } from 'kysely'
import { pollStore, scheduleStorePolls } from '../../../src/features/catalog/syncs/poll-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, one, startCatalogWorld, untilHeldUp } from './kit.ts'

test('a store is looked at once in each turn, however late each tick of the timetable comes', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const looks = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int from scrape_tasks where task_type = 'poll_store'`.execute(db)
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
  const { id } = world.publish('Ankara dress, KES 2,500. DM to order')
  await world.look()
  await world.advance(60_000)
  world.sim.control.editPost('qahwa.co', id, { caption: 'Ankara dress, KES 2,400. DM to order' })
  await queue.enqueue(db, pollStore, { store_id: world.storeId })
  await queue.enqueue(db, scheduleStorePolls, {})

  const { look, planning } = await db.transaction().execute(async (tx) => {
    // The look has ended its task, and waits for the post before it locks the store.
    await sql`select from catalog_posts where store_id = ${world.storeId}::uuid for update`.execute(
      tx,
    )
    const look = world.run('poll_store')
    await untilHeldUp(db, 1)
    // The planning waits for that task, whose key it asks for: it must not hold the store meanwhile.
    const planning = world.run('schedule_store_polls')
    await untilHeldUp(db, 2)
    return { look, planning }
  })

  expect(await look).toMatchObject({ status: 'done', result: { status: 'looked' } })
  expect(await planning).toMatchObject({ status: 'done', result: { stores: 1 } })
  // The look that was planned is another one than that which ended.
  const { rows } = await sql<{ status: string }>`
    select status from scrape_tasks where task_type = 'poll_store' order by id desc limit 2`.execute(
    db,
  )
  expect(rows).toEqual([{ status: 'pending' }, { status: 'done' }])
})

test('a draft is approved while a look gives its post other pictures', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { id } = world.sim.control.addPost('qahwa.co', {
    caption: 'Ankara dress, KES 2,500. DM to order',
    type: 'CAROUSEL_ALBUM',
    product: 'FEED',
    children: 3,
  })
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.look()
  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  world.sim.control.editPost('qahwa.co', id, { parts: [2, 1] })
  await world.advance(60_000)
  await world.services.queue.enqueue(db, pollStore, { store_id: world.storeId })

  const { approval, look } = await db.transaction().execute(async (tx) => {
    await sql`select from stores where id = ${world.storeId}::uuid for update`.execute(tx)
    const approval = world.send('POST', `/api/products/drafts/${data[0]?.id ?? ''}/approve`)
    await untilHeldUp(db, 1)
    // The look waits for the store, too: it must not hold the draft meanwhile.
    const look = world.run('poll_store')
    await untilHeldUp(db, 2)
    return { approval, look }
  })
  expect((await approval).status).toBe(200)
  expect(await look).toMatchObject({ status: 'done', result: { status: 'looked' } })
})
