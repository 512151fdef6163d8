import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { createClock } from '../../../src/base/clock.ts'
import { loadConfig } from '../../../src/config.ts'
import type { Db } from '../../../src/db/handles.ts'
import { features } from '../../../src/features/index.ts'
import { retireTasks } from '../../../src/features/maintenance/tasks/retire-tasks.ts'
import { refreshBenchmarks } from '../../../src/features/scrape/tasks/refresh-benchmarks.ts'
import { computeBenchmarks } from '../../../src/features/scrape/store/benchmarks.ts'
import { findMovedPercentiles } from '../../../src/features/scrape/store/blogs/percentiles.ts'
import type { Services } from '../../../src/features/services.ts'
import type { TaskType } from '../../../src/queue/task-type.ts'
import { buildServices } from '../../../src/services.ts'
import { atMost, type Figure } from '../figure.ts'
import type { Stage } from '../stage.ts'

const MAX_WAIT_MS = 200
const PROBE_EVERY_MS = 2
/** A night on which all percentiles move is measured for so long, and says how far it came. */
const MAX_MINUTES = 15
/** Creators of whom more than half move when all do. */
const SAMPLE = 10_000
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/**
 * The nightly upkeep, while another program updates one creator after the other, those next in
 * the order in which percentiles are refreshed: how long it waits is how long a lock is held.
 */
export async function measureUpkeep({ db, url, creators, progress }: Stage): Promise<Figure[]> {
  const services = servicesOn(db)
  const figures: Figure[] = []
  await moveBenchmarks(db)
  for (const [type, checkpoint] of [
    [refreshBenchmarks, MOVED],
    [retireTasks, null],
  ] satisfies [TaskType<Services>, unknown][]) {
    let [place, last] = [FIRST_ID, '']
    const probe = await startProbe(url, () => place)
    const startedAt = performance.now()
    const outcome = await run(type, services, checkpoint, (value) => {
      const after: unknown = value instanceof Object && 'after' in value ? value.after : null
      if (typeof after === 'string') place = after
      last = JSON.stringify(value)
    })
    const seconds = (performance.now() - startedAt) / 1_000
    const { longest, slowestMs, updates } = await probe.stop()
    const note =
      `${seconds.toFixed(0)} s for ${creators} creators, ${updates} updates beside it, ` +
      `the slowest ${slowestMs.toFixed(0)} ms; ${longest.lock} of ${longest.holder}; ` +
      (outcome === null ? `not finished: ${last}` : JSON.stringify(outcome))
    figures.push(
      atMost(
        { measure: `${type.name}: longest wait of an update`, unit: 'ms', goal: MAX_WAIT_MS },
        longest.ms,
        note,
      ),
    )
    progress(`${type.name}: ${longest.ms.toFixed(0)} ms, ${note}`)
  }
  await services.events.close()
  return figures
}

/** Benchmarks are there already: the refresh begins with the percentiles. */
const MOVED = { benchmarks: 0, after: null, updated: 0 }

/**
 * Changes the benchmarks so that the percentile of nearly every creator is another than is stored:
 * the worst night. Without it only those move that new posts have moved.
 */
async function moveBenchmarks(db: Db): Promise<void> {
  await computeBenchmarks(db)
  const { ids } = await findMovedPercentiles(db, null, SAMPLE)
  // A night before this one has left them moved.
  if (ids.length > SAMPLE / 2) return
  await sql`
    update tier_benchmarks
    set percentiles = percentiles[1:1] || percentiles[1:1] || percentiles[1:1] || percentiles[1:98]`.execute(
    db,
  )
}

/** Does a task's work; null when the minutes of the measure were over before. */
async function run(
  type: TaskType<Services>,
  services: Services,
  checkpoint: unknown,
  atCheckpoint: (value: unknown) => void,
): Promise<unknown> {
  const signal = AbortSignal.timeout(MAX_MINUTES * 60_000)
  try {
    return await type.handle?.(
      { id: 1, subject: null, payload: {}, attempt: 1, checkpoint },
      {
        services,
        taskId: 1,
        signal,
        log: services.log,
        note: () => undefined,
        async checkpoint(value, writes) {
          atCheckpoint(value)
          if (writes) await services.db.transaction().execute(writes)
        },
        progress: async () => await Promise.resolve(),
      },
    )
  } catch (error) {
    if (error === signal.reason) return null
    throw error
  }
}

function servicesOn(db: Db): Services {
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(16).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  })
  return buildServices(config, features, {
    db,
    clock: createClock(),
    log: pino({ level: 'warn' }, pino.destination(2)),
    logLoss: () => ({ dropped: 0, failing: null }),
    registry: new Registry(),
    instance: 'bench',
    random: Math.random,
  }).services
}

type Wait = { ms: number; lock: string; holder: string }

/**
 * Updates creators that follow `place`, and remembers the longest wait for a lock. A busy machine
 * is no lock: only the time between the request for a lock and its grant counts, with the statement
 * that has the lock; the longest update says how long one takes in all.
 */
async function startProbe(url: string, place: () => string) {
  const [writer, watcher] = [
    new pg.Client({ connectionString: url }),
    new pg.Client({ connectionString: url }),
  ]
  await writer.connect()
  await watcher.connect()
  const { rows: own } = await writer.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = own[0]?.pid
  const state = { longest: NO_WAIT, slowestMs: 0, updates: 0, isOver: false }
  const write = async (): Promise<void> => {
    while (!state.isOver) {
      const startedAt = performance.now()
      // Among the next ten thousand; a column without an index, so that the update itself is short.
      await writer.query(
        `update blogs set bio_links = bio_links where id = (
           select id from blogs where id > $1 order by id offset $2 limit 1)`,
        [place(), Math.floor(Math.random() * 10_000)],
      )
      state.slowestMs = Math.max(state.slowestMs, performance.now() - startedAt)
      state.updates += 1
      await delay(PROBE_EVERY_MS)
    }
  }
  const watch = async (): Promise<void> => {
    while (!state.isOver) {
      const { rows } = await watcher.query<Wait>(WAITS, [pid])
      const [wait] = rows
      if (wait && wait.ms > state.longest.ms) state.longest = wait
      await delay(PROBE_EVERY_MS)
    }
  }
  const running = Promise.all([write(), watch()])
  return {
    async stop() {
      state.isOver = true
      await running
      await writer.end()
      await watcher.end()
      return state
    },
  }
}

const NO_WAIT: Wait = { ms: 0, lock: 'none', holder: 'nobody' }

/** Selects how long a connection has been waiting for a lock, and the statement that has it. */
const WAITS = `
  select extract(epoch from clock_timestamp() - l.waitstart)::float8 * 1000 as ms, l.locktype as lock,
    coalesce((
      select string_agg(concat_ws(' ', h.backend_type, h.state, h.wait_event,
        left(regexp_replace(h.query, '[[:space:]]+', ' ', 'g'), 60)), '; ')
      from pg_stat_activity h where h.pid = any (pg_blocking_pids(l.pid))), 'nobody') as holder
  from pg_locks l
  where not l.granted and l.pid = $1 and l.waitstart is not null`
