import { recoverTasks } from '../../../src/features/maintenance/tasks/recover-tasks.ts'
import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'

test('recover_tasks brings back what has run too long without a lease, and leaves batches alone', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  const batch = await db
    .insertInto('ai_batches')
    .values({
      kind: 'creator_insights',
      model: 'm',
      request_count: 1,
      remote_id: 'b',
      status: 'in_progress',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    insert into scrape_tasks_open (task_type, priority, status, lease_owner, lease_until, started_at, batch_id)
    values
      ('discover', 5, 'running', 'dead', now() - interval '1 second', world_now() - interval '31 minutes', null),
      ('discover', 5, 'running', 'alive', now() + interval '1 minute', world_now() - interval '31 minutes', null),
      ('ai_analysis', 3, 'running', 'batch', null, world_now() - interval '20 hours', ${batch.id})`.execute(
    db,
  )
  await sql`
    insert into task_events (event, task_type, task_ids, created_at)
    select 'claimed', task_type, array[id], world_now() - interval '25 hours' from scrape_tasks`.execute(
    db,
  )
  await world.services.queue.enqueue(db, recoverTasks, {})

  const task = await world.runNext('recover_tasks')

  expect(task).toMatchObject({ status: 'done', result: { recovered: 1, events_pruned: 3 } })
  const rows = await db.selectFrom('scrape_tasks').select('status').orderBy('id').limit(3).execute()
  expect(rows.map((row) => row.status)).toEqual(['pending', 'running', 'running'])
})
