import { retireTasks } from '../../../src/features/maintenance/tasks/retire-tasks.ts'
import { sql } from 'kysely'
import { CORE_ALERTS } from '../../../src/alerts/kinds.ts'
import { raiseAlert } from '../../../src/alerts/raise.ts'
import { expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'

test('retire_tasks forgets what ended long ago, with what batches kept about it, and nothing else', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  const batch = await db
    .insertInto('ai_batches')
    .values({
      kind: 'creator_insights',
      model: 'm',
      request_count: 3,
      remote_id: 'b',
      status: 'completed',
      cost_usd: 3,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    insert into scrape_tasks_ended (id, created_at, completed_at, task_type, priority, status, batch_id)
    select 100 + days, world_now(), world_now() - days * interval '1 day', 'ai_analysis', 3, 'done', ${batch.id}
    from unnest(array[29, 31]) days`.execute(db)
  await sql`
    insert into scrape_tasks_open (id, task_type, priority, batch_id)
    values (100, 'ai_analysis', 3, ${batch.id})`.execute(db)
  await sql`
    insert into ai_batch_rows (batch_id, task_id, cost_usd)
    select ${batch.id}::uuid, id, 1 from scrape_tasks`.execute(db)
  await world.services.queue.enqueue(db, retireTasks, {})

  const task = await world.runNext('retire_tasks')

  expect(task).toMatchObject({ status: 'done', result: { retired: 1 } })
  const left = await db.selectFrom('ai_batch_rows').select('task_id').orderBy('task_id').execute()
  expect(left.map(({ task_id }) => task_id)).toEqual([100, 129])
  expect(await db.selectFrom('ai_batches').select('cost_usd').execute()).toEqual([{ cost_usd: 3 }])
})

test('retire_tasks forgets notifications of long ago with their deliveries, by what was raised last', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  for (const cause of ['old', 'still raised', 'new'])
    await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause })
  await sql`
    insert into notification_deliveries (notification_id, channel) select id, 'webhook' from notifications`.execute(
    db,
  )
  await sql`
    update notifications
    set created_at = world_now() - interval '31 days',
      last_raised_at = world_now() - case cause when 'old' then interval '31 days' else interval '29 days' end
    where cause <> 'new'`.execute(db)
  await world.services.queue.enqueue(db, retireTasks, {})

  const task = await world.runNext('retire_tasks')

  expect(task).toMatchObject({ status: 'done', result: { removed: { notifications: 1 } } })
  const left = await db
    .selectFrom('notification_deliveries as d')
    .innerJoin('notifications as n', 'n.id', 'd.notification_id')
    .select('n.cause')
    .orderBy('n.cause')
    .execute()
  expect(left.map(({ cause }) => cause)).toEqual(['new', 'still raised'])
})

test('retire_tasks forgets what happened to accounts over half a year ago', async ({ db }) => {
  const world = await startGramdWorld(db, { accounts: 1 })
  await sql`
    insert into account_events (account_id, event, created_at)
    select id, 'rest_over', world_now() - days * interval '1 day'
    from instagram_accounts, (select 179 as days union all select 181 from generate_series(1, 1001)) as old`.execute(
    db,
  )
  await world.services.queue.enqueue(db, retireTasks, {})

  const task = await world.runNext('retire_tasks')

  expect(task).toMatchObject({ status: 'done', result: { removed: { account_events: 1001 } } })
  const left = await db.selectFrom('account_events').select('event').orderBy('id').execute()
  expect(left).toEqual([{ event: 'added' }, { event: 'rest_over' }])
})
