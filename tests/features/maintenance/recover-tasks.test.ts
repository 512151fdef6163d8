import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'

test('recover_tasks brings back what has run too long without a lease, and leaves batches alone', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  const batch = await db
    .insertInto('ai_batches')
    .values({ model: 'm', request_count: 1, remote_id: 'b', status: 'in_progress' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    with task as (
      insert into open_tasks (task_type, priority, sent_at, batch_id)
      values
        ('discover', 5, null, null),
        ('discover', 5, null, null),
        ('ai_analysis', 3, world_now() - interval '20 hours', ${batch.id})
      returning id
    )
    insert into task_claims (owner, task_type, lease_until, lease_seconds, started_at, task_ids)
    select owner, 'discover', now() + interval '1 second' * lease_seconds, 60,
      world_now() - interval '31 minutes', array[id]
    from (select id, row_number() over (order by id) as place from task) t
    join (values (1, 'dead', -1), (2, 'alive', 60)) as c (place, owner, lease_seconds) using (place)`.execute(
    db,
  )
  await sql`
    insert into task_events (event, task_type, task_ids, created_at)
    select 'claimed', task_type, array[id], world_now() - interval '25 hours' from scrape_tasks`.execute(
    db,
  )
  await world.services.queue.enqueue(db, 'recover_tasks', {})

  const task = await world.runNext('recover_tasks')

  expect(task).toMatchObject({ status: 'done', result: { recovered: 1, events_pruned: 3 } })
  const rows = await db.selectFrom('scrape_tasks').select('status').orderBy('id').limit(3).execute()
  expect(rows.map((row) => row.status)).toEqual(['pending', 'running', 'running'])
})
