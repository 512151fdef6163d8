import { sql } from 'kysely'
import type { Db } from '../../../src/db/database.ts'
import { claim } from '../../../src/queue/claim.ts'
import { endedQuery } from '../../../src/queue/care/erase.ts'
import { cancelTask } from '../../../src/queue/care/lifecycle.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'

const types = [{ name: 'full_scrape', resource: 'instagram', room: 1, leaseMs: 60_000 }]
const claimOne = async (db: Db) => await claim(db, { owner: 'w1', limit: 1, types, resources: {} })

/** Keeps the rows of a query locked until it is told to let go. */
async function holding(db: Db, query: ReturnType<typeof sql>) {
  const [held, let_go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ended = db.transaction().execute(async (tx) => {
    await query.execute(tx)
    held.resolve()
    await let_go.promise
  })
  await held.promise
  return async (): Promise<void> => {
    let_go.resolve()
    await ended
  }
}

test('claims go on while an erasure is busy with ended tasks', async ({ db }) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const gone = await aBlog(db, 'gone.away')
  const stays = await aBlog(db, 'stays.here')
  await sql`
    insert into ended_tasks (id, created_at, task_type, priority, status, blog_id)
    values (900001, world_now(), 'full_scrape', 3, 'done', ${gone})`.execute(db)
  await services.queue.enqueue(db, 'full_scrape', { blog_id: gone }, { priority: 9 })
  await services.queue.enqueue(db, 'full_scrape', { blog_id: stays })
  const letGo = await holding(db, sql`select from ended_tasks where id = 900001 for update`)
  const erasing = services.erasures.erase({ blogId: gone })
  await expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db,
      )
      return rows.length
    })
    .toBe(1)

  expect(await claimOne(db)).toMatchObject([{ blog_id: stays }])

  await letGo()
  expect(await erasing).toMatchObject({ removed: { ended_tasks: 1, open_tasks: 1 } })
})

test('a cancellation gives up on a task that an erasure holds, and claims go on', async ({
  db,
}) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const gone = await aBlog(db, 'gone.away')
  const { id } = await services.queue.enqueue(db, 'full_scrape', { blog_id: gone })
  const letGo = await holding(db, sql`select from open_tasks where id = ${id} for update`)

  await expect(cancelTask(db, services.queue.types, id)).rejects.toThrow('lock timeout')

  expect(await claimOne(db)).toMatchObject([{ id }])
  await letGo()
})

test('ended tasks that tell of a creator are found by indexes, however many there are', async ({
  db,
}) => {
  await aBlog(db, 'somebody')
  await sql`
    insert into ended_tasks (id, created_at, task_type, priority, status, blog_id, payload)
    select n, world_now(), 'full_scrape', 3, 'done', b.id, '{"mode": "update"}'
    from blogs b, generate_series(1, 20000) n`.execute(db)
  const blogId = await aBlog(db, 'gone.away')
  await sql`
    insert into ended_tasks (id, created_at, task_type, priority, status, blog_id, payload, checkpoint, error_message)
    values (30001, world_now(), 'full_scrape', 3, 'done', ${blogId}, '{}', null, null),
      (30002, world_now(), 'discover', 3, 'done', null, '{"creators": ["gone.away"]}', null, null),
      (30003, world_now(), 'full_scrape', 3, 'failed', null, '{}', '{"text": "@gone.away"}', null),
      (30004, world_now(), 'full_scrape', 3, 'failed', null, '{}', null, 'no gone.away')`.execute(
    db,
  )
  await sql`vacuum analyze ended_tasks`.execute(db)
  const query = endedQuery({ blogIds: [blogId], words: ['gone.away'], settlingTaskId: null })

  const { rows } = await query.execute(db)
  expect(rows.map(({ id }) => id)).toEqual([30001, 30002, 30003, 30004])

  const plan = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toContain('ended_tasks_telling_idx')
  expect(text).toContain('ended_tasks_blog_idx')
  expect(text).not.toContain('Seq Scan')
})
