import { sql } from 'kysely'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { listen } from '../../../src/db/listen.ts'
import { claim } from '../../../src/queue/claim.ts'
import { runNow, runNowQuery } from '../../../src/queue/care/lifecycle.ts'
import { settleVerdict } from '../../../src/queue/settle.ts'
import type { Db } from '../../../src/db/handles.ts'
import { aClaimedTask, aRequest, aType, enqueue, expect, taskRow, test } from '../kit.ts'

const HOUR = 3_600_000
const note = aType()

/** A task that was put back for an hour. */
async function requeueWith(db: Db, code: string): Promise<number> {
  const task = await aClaimedTask(db, note)
  await db.transaction().execute(async (tx) => {
    await settleVerdict(tx, task, { kind: 'snooze', delayMs: HOUR, code, message: 'not now' })
  })
  return task.id
}

test('what was put back for a reason that is over is due at once, and nothing else', async ({
  db,
  databaseUrl,
}) => {
  const resting = await requeueWith(db, 'pool_resting')
  const outdated = await requeueWith(db, 'app_outdated')
  const other = await requeueWith(db, 'platform_transient')
  const later = await enqueue(db, note, 'b', { dueAt: new Date(Date.now() + HOUR) })
  let notifications = 0
  const listener = await listen({
    url: databaseUrl,
    channels: { [TASKS_CHANNEL]: () => (notifications += 1) },
    onReconnect: () => undefined,
    onError: () => undefined,
  })

  expect(await runNow(db, ['pool_resting', 'app_outdated'])).toBe(2)

  const claimed = await claim(db, aRequest([note]))
  expect(new Set(claimed.map(({ id }) => id))).toEqual(new Set([resting, outdated]))
  for (const id of [other, later])
    expect((await taskRow(db, id)).next_retry_at?.getTime()).toBeGreaterThan(Date.now() + HOUR / 2)
  const { rows } = await sql<{ id: number }>`
    select unnest(task_ids) as id from task_events where event = 'requeued'`.execute(db)
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([resting, outdated]))
  await expect.poll(() => notifications).toBeGreaterThan(0)
  // Twice is the same as once: what runs is left alone.
  expect(await runNow(db, ['pool_resting', 'app_outdated'])).toBe(0)
  await listener.close()
})

async function explained(db: Db): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (analyze) ${runNowQuery(['pool_resting', 'app_outdated'])}`.execute(db)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test('of many open tasks only those that were put back are looked at', async ({ db }) => {
  await sql`
    insert into scrape_tasks_open (task_type, priority, due_at, error_code)
    select 'note', 5, world_now() + n * interval '1 second',
      case when n % 1000 = 0 then 'pool_resting' when n % 50 = 0 then 'platform_transient' end
    from generate_series(1, 20000) n`.execute(db)
  await sql`analyze scrape_tasks_open`.execute(db)
  const plan = await explained(db)
  expect(plan).toContain('scrape_tasks_put_back_idx')
  expect(plan).not.toMatch(/Seq Scan|Sort/)
  expect(await runNow(db, ['platform_transient'])).toBe(380)
})

test('tasks are not all looked at when statistics still take them for put back', async ({ db }) => {
  await sql`alter table scrape_tasks_open set (autovacuum_enabled = off)`.execute(db)
  await sql`
    insert into scrape_tasks_open (task_type, priority, due_at, error_code)
    select 'note', 5, world_now() + n * interval '1 hour', 'pool_resting' from generate_series(1, 20000) n`.execute(
    db,
  )
  await sql`analyze scrape_tasks_open`.execute(db)
  for (const moved of [20_000, 0]) {
    const plan = await explained(db)
    expect(plan).toContain('scrape_tasks_put_back_idx')
    expect(plan).not.toMatch(/Seq Scan|Sort/)
    // The plan was carried out as well, and has moved a batch.
    expect(await runNow(db, ['pool_resting'])).toBe(Math.max(0, moved - 10_000))
  }
})
