import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { advanceWorldTime, loadClock } from '../../src/db/world-clock.ts'
import { createLogger } from '../../src/base/log/log.ts'
import { createWakeSignal } from '../../src/queue/worker/wake-signal.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { retireEnded } from '../../src/queue/care/retire.ts'
import { startRunner } from '../../src/queue/worker/runner.ts'
import type { TaskType } from '../../src/queue/task-type.ts'
import { tidyEndedTasks } from '../../src/queue/care/tidy.ts'

const TASKS = Number(process.env['SOAK_TASKS'] ?? 1_000_000)
/** Each wave is a day of world time; ended tasks are kept for some of them. */
const WAVES = 20
const KEPT_DAYS = 6
const BACKLOG = 20_000
const CALL = 1_000
/** How much larger the tables may be than fresh ones with the same rows. */
const FACTOR = 1.5
/** What open tasks and claims may take (bytes): their backlog, and what dies between two looks of the worker. */
const HOT_MOST = 128 * 1024 * 1024
const DAY_MS = 86_400_000

/** Every hundredth task is put off once, so that rows change in place as well. */
function soakType(done: { count: number }): TaskType<object, { n: number }, null> {
  return {
    name: 'soak',
    summary: 'Does nothing a million times.',
    access: { read: 'creators:read', write: 'creators:write' },
    payload: z.object({ n: z.number() }),
    result: z.null(),
    priority: 5,
    attempts: 3,
    backoffMinutes: [5],
    leaseMs: 45_000,
    resource: 'none',
    share: 'reading',
    dedupeKey: ({ n }) => (n % 2 === 0 ? `soak ${n}` : null),
    handle: async ({ payload, checkpoint }, context) => {
      if (payload.n % 100 === 0 && checkpoint === null) {
        await context.checkpoint(1)
        return { kind: 'snooze', until: new Date(0), code: 'later', message: 'once' }
      }
      done.count += 1
      return { kind: 'done', result: null }
    },
  }
}

async function sizeOf(db: Db, tables: readonly string[]): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select sum(pg_total_relation_size(name::regclass))::float8 as bytes from unnest(${tables}::text[]) as name`.execute(
    db,
  )
  return rows[0]?.bytes ?? 0
}

test(`${TASKS} tasks leave tables about as large as fresh ones`, async () => {
  const server = await startEmbeddedPostgres({
    folder: fileURLToPath(new URL('../../.gramd/soak', import.meta.url)),
    reachableFolder: join(tmpdir(), 'gramd-soak'),
    startEmpty: true,
  })
  onTestFinished(async () => await server.stop())
  const log = createLogger({ level: 'warn', destination: process.stderr })
  const db = openDatabase({ url: server.url, max: 10, onIdleError: (err) => log.warn({ err }) })
  onTestFinished(async () => await db.destroy())
  await migrate(db)
  const done = { count: 0 }
  const type = soakType(done)
  const wakeSignal = createWakeSignal()
  const queue = createQueue<object>([type], () => wakeSignal.notify(), 'soak')
  const runner = startRunner<object>({
    db,
    services: {},
    clock: await loadClock(db),
    log,
    random: () => 0.5,
    types: queue.types,
    gauges: {},
    wakeSignal,
    owner: 'soak',
    slots: 10,
    pollMs: 1_000,
  })
  queue.attach(runner)
  let enqueued = 0
  let retired = 0
  let largest = 0
  const startedAt = performance.now()
  for (let wave = 0; wave < WAVES; wave += 1) {
    for (; enqueued < ((wave + 1) * TASKS) / WAVES; enqueued += CALL) {
      await queue.enqueueMany(
        db,
        type,
        Array.from({ length: CALL }, (_, n) => ({ n: enqueued + n })),
      )
      while (enqueued - done.count > BACKLOG) await delay(5)
    }
    await expect.poll(() => done.count, { timeout: 120_000, interval: 50 }).toBe(enqueued)
    largest = Math.max(largest, await sizeOf(db, ['scrape_tasks_open']))
    await advanceWorldTime(db, DAY_MS)
    retired += await retireEnded(db, queue.types, KEPT_DAYS * DAY_MS)
    await tidyEndedTasks(db)
  }
  const seconds = (performance.now() - startedAt) / 1_000
  await runner.stop(10_000)

  const kept = (await sql<{ n: number }>`select count(*) as n from scrape_tasks_ended`.execute(db))
    .rows[0]?.n
  const open = (await sql<{ n: number }>`select count(*) as n from scrape_tasks_open`.execute(db))
    .rows[0]?.n
  await sql`create table fresh_ended_tasks (like scrape_tasks_ended including all excluding generated)`.execute(
    db,
  )
  await sql`insert into fresh_ended_tasks select * from scrape_tasks_ended order by id`.execute(db)
  await sql`vacuum scrape_tasks_open`.execute(db) // as the next look of a worker, or of the server, would
  const ended = await sizeOf(db, ['scrape_tasks_ended'])
  const fresh = await sizeOf(db, ['fresh_ended_tasks'])
  const hot = await sizeOf(db, ['scrape_tasks_open'])
  const mib = (bytes: number): number => Math.round(bytes / 1024 ** 2)
  console.log(
    JSON.stringify({
      tasks: enqueued,
      seconds: Math.round(seconds),
      retired,
      kept,
      ended_mib: mib(ended),
      fresh_mib: mib(fresh),
      factor: Number((ended / fresh).toFixed(2)),
      hot_largest_mib: mib(largest),
      hot_mib: mib(hot),
    }),
  )
  expect(done.count).toBe(TASKS)
  expect(open).toBe(0)
  expect(retired + (kept ?? 0)).toBe(TASKS)
  expect(ended).toBeLessThan(FACTOR * fresh)
  expect(largest).toBeLessThan(HOT_MOST)
})
