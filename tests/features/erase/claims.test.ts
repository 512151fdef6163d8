import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { claimTasks } from '../../fixtures/claim-tasks.ts'
import { endedQuery } from '../../../src/queue/care/erase.ts'
import { cancelTask } from '../../../src/queue/care/lifecycle.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'

const types = [{ name: 'full_scrape', resource: 'instagram', room: 1, leaseMs: 60_000 }]
const claimOne = async (db: Db) =>
  await claimTasks(db, { owner: 'w1', limit: 1, types, resources: {} })

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
    insert into scrape_tasks_ended (id, created_at, task_type, priority, status, subject)
    values (900001, world_now(), 'full_scrape', 3, 'done', ${`blog:${gone}`})`.execute(db)
  await services.queue.enqueue(db, fullScrape, { blog_id: gone }, { priority: 9 })
  await services.queue.enqueue(db, fullScrape, { blog_id: stays })
  const letGo = await holding(db, sql`select from scrape_tasks_ended where id = 900001 for update`)
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

  expect(await claimOne(db)).toMatchObject([{ subject: `blog:${stays}` }])

  await letGo()
  expect(await erasing).toMatchObject({ removed: { scrape_tasks: 2 } })
})

test('a cancellation gives up on a task that an erasure holds, and claims go on', async ({
  db,
}) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const gone = await aBlog(db, 'gone.away')
  const { id } = await services.queue.enqueue(db, fullScrape, { blog_id: gone })
  const letGo = await holding(db, sql`select from scrape_tasks_open where id = ${id} for update`)

  await expect(cancelTask(db, services.queue.types, id)).rejects.toThrow('lock timeout')

  expect(await claimOne(db)).toEqual([])
  await letGo()
})

test('ended tasks that tell of a creator are found by indexes, however many there are', async ({
  db,
}) => {
  await aBlog(db, 'somebody')
  await sql`
    insert into scrape_tasks_ended (id, created_at, task_type, priority, status, subject, payload)
    select n, world_now(), 'full_scrape', 3, 'done', 'blog:' || b.id, '{"mode": "update"}'
    from blogs b, generate_series(1, 20000) n`.execute(db)
  const blogId = await aBlog(db, 'gone.away')
  await sql`
    insert into scrape_tasks_ended (id, created_at, task_type, priority, status, subject, payload, checkpoint, error_message)
    values (30001, world_now(), 'full_scrape', 3, 'done', ${`blog:${blogId}`}, '{}', null, null),
      (30002, world_now(), 'discover', 3, 'done', null, '{"creators": ["gone.away"]}', null, null),
      (30003, world_now(), 'full_scrape', 3, 'failed', null, '{}', '{"text": "@gone.away"}', null),
      (30004, world_now(), 'full_scrape', 3, 'failed', null, '{}', null, 'no gone.away')`.execute(
    db,
  )
  await sql`vacuum analyze scrape_tasks_ended`.execute(db)
  const query = endedQuery({
    subjects: [`blog:${blogId}`],
    words: ['gone.away'],
    settlingTaskId: null,
  })

  const { rows } = await query.execute(db)
  expect(rows.map(({ id }) => id)).toEqual([30001, 30002, 30003, 30004])

  const plan = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toContain('scrape_tasks_ended_naming_idx')
  expect(text).toContain('scrape_tasks_ended_subject_idx')
  expect(text).not.toContain('Seq Scan')
})
