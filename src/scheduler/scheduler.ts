import { classify, errorFields } from '../base/classify.ts'
import type { Clock } from '../base/clock.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { Logger } from '../base/log/log.ts'
import {
  beginAgain,
  beginEntry,
  lockEntry,
  readEntries,
  storeFailure,
  storeReport,
  storeTick,
  type EntryState,
} from './tick-store.ts'
import { latestTick, nextTick, type CronEntry } from './timetable.ts'

/** `created` is false when an open task already does the same work: then `id` is that task's. */
type Enqueue = (
  tx: Tx,
  taskType: CronEntry['taskType'],
  payload: unknown,
) => Promise<{ id: number; created: boolean }>

export type SchedulerOptions = {
  db: Db
  clock: Clock
  log: Logger
  entries: readonly CronEntry[]
  /** The IANA zone of the patterns. */
  timeZone: string
  enqueue: Enqueue
  /** Called after a won tick has committed its task. */
  wake: () => void
  /**
   * Whether tasks of a type wait for something that is not configured: a skipped tick is then
   * expected.
   */
  isUnconfigured?: (taskType: CronEntry['taskType']) => boolean
  /** Real ms that a hanging winner of a tick keeps other replicas away; 5 s by default. */
  stallMs?: number
}

/** Longest sleep (ms of world time), so that failures and a changed clock are noticed. */
const LONGEST_SLEEP_MS = 60_000
const STALL_MS = 5_000
/** A clock corrected by less than this catches up: its ticks run when it gets there again. */
const AHEAD_MS = 120_000

/**
 * Starts the timetable on every replica; the database lets one of them win each tick. Ticks missed
 * while all were down run once. Returns a function that stops it. Throws on an invalid pattern or
 * zone.
 */
export function startScheduler(options: SchedulerOptions): () => Promise<void> {
  const { clock, entries, timeZone } = options
  // Throws here what would end a loop later.
  for (const { pattern } of entries) nextTick({ pattern, timeZone }, clock.now())
  const stopping = new AbortController()
  const loops = entries.map((entry) => runEntry(options, entry, stopping.signal))
  return async () => {
    stopping.abort()
    await Promise.all(loops)
  }
}

async function runEntry(
  options: SchedulerOptions,
  entry: CronEntry,
  stopping: AbortSignal,
): Promise<void> {
  const { clock, log, timeZone } = options
  while (!stopping.aborted) {
    let now = clock.now()
    try {
      now = (await runDue(options, entry)).now
    } catch (error) {
      const fields = { cron_name: entry.name, task_type: entry.taskType.name }
      log.error({ ...fields, ...errorFields(error) }, 'cron tick failed')
    }
    const next = nextTick({ pattern: entry.pattern, timeZone }, now)
    const sleepMs = Math.min((next?.getTime() ?? Infinity) - now.getTime(), LONGEST_SLEEP_MS)
    await clock.sleep(sleepMs, stopping).catch((error: unknown) => {
      if (!stopping.aborted) throw error
    })
  }
}

type Looker = Omit<SchedulerOptions, 'clock' | 'entries'>

/**
 * Runs the due tick of an entry, once among all replicas, by the database's world time. The latest
 * tick, if new, enqueues a task, or is skipped while the task of an earlier tick is open. A new
 * entry starts its timetable now, without earlier ticks, as does one after the clock was set back.
 * Reports the failure of the last task. Returns the time of the check and the enqueued task. Throws
 * what `enqueue` throws; then the tick stays due, and the failure is stored.
 */
export async function runDue(
  options: Looker,
  entry: CronEntry,
): Promise<{ now: Date; taskId: number | null }> {
  const { db, log, timeZone } = options
  const { name, pattern } = entry
  const state = await readEntry(db, name)
  const slot = latestTick({ pattern, timeZone }, state.now)
  if (state.last_slot === null) {
    await beginEntry(db, name, slot)
    return { now: state.now, taskId: null }
  }
  if (isAhead(state)) {
    await beginAgain(db, name, slot)
    log.warn({ cron_name: name, last_slot: state.last_slot }, 'the clock was set back')
    return { now: state.now, taskId: null }
  }
  if (!isDue(state, slot) && unreportedFailure(state) === null)
    return { now: state.now, taskId: null }
  const decided = await db
    .transaction()
    .execute(async (tx) => await decide(tx, options, entry))
    .catch(async (thrown: unknown) => {
      await storeFailure(db, name, slot, classify(thrown)).catch((error: unknown) =>
        log.warn({ cron_name: name, err: classify(error) }, 'cron failure not stored'),
      )
      throw thrown
    })
  report(options, entry, decided)
  return { now: state.now, taskId: decided.tick?.skipped === false ? decided.tick.taskId : null }
}

type Decided = {
  failed: { state: EntryState; at: Date } | null
  tick: { slot: Date; taskId: number; skipped: boolean } | null
}

/** Reads again under the entry's lock; winning the tick and creating its task are one commit. */
async function decide(tx: Tx, options: Looker, entry: CronEntry): Promise<Decided> {
  const { name, pattern } = entry
  await lockEntry(tx, name, options.stallMs ?? STALL_MS)
  const state = await readEntry(tx, name)
  const failedAt = unreportedFailure(state)
  if (failedAt !== null) await storeReport(tx, name, failedAt)
  const failed = failedAt === null ? null : { state, at: failedAt }
  const slot = latestTick({ pattern, timeZone: options.timeZone }, state.now)
  if (!isDue(state, slot)) return { failed, tick: null }
  const open = openTask(state)
  const task =
    open === null
      ? await options.enqueue(tx, entry.taskType, entry.payload)
      : { id: open, created: false }
  const tick = { slot, taskId: task.id, skipped: !task.created }
  await storeTick(tx, name, tick)
  return { failed, tick }
}

/**
 * The last tick is in the future: without a restart there would be none until the clock gets there
 * again.
 */
const isAhead = ({ last_slot: last, now }: EntryState): boolean =>
  last !== null && last.getTime() > now.getTime() + AHEAD_MS

const isDue = ({ last_slot }: EntryState, slot: Date): boolean =>
  last_slot !== null && last_slot < slot

const openTask = ({ last_task_id, task_status }: EntryState): number | null =>
  task_status === 'pending' || task_status === 'running' ? last_task_id : null

/** Returns when the last task failed, if not reported yet; a retried task may fail again. */
const unreportedFailure = (state: EntryState): Date | null =>
  state.task_status === 'failed' &&
  state.task_completed_at?.getTime() !== state.reported_failure_at?.getTime()
    ? state.task_completed_at
    : null

function report(
  { log, wake, isUnconfigured }: Looker,
  entry: CronEntry,
  { failed, tick }: Decided,
): void {
  const fields = { cron_name: entry.name, task_type: entry.taskType.name }
  if (failed) {
    log.error(
      {
        ...fields,
        task_id: failed.state.last_task_id,
        failed_at: failed.at.toISOString(),
        code: failed.state.task_error_code,
        error_message: failed.state.task_error_message,
      },
      'cron task failed',
    )
  }
  if (!tick) return
  const line = { ...fields, slot: tick.slot.toISOString(), task_id: tick.taskId }
  const skippedLevel = isUnconfigured?.(entry.taskType) === true ? 'debug' : 'warn'
  if (tick.skipped) return log[skippedLevel](line, 'cron tick skipped')
  wake()
  // Several ticks run a minute; the end of a task is logged when there was something to do.
  log.debug(line, 'cron tick')
}

async function readEntry(db: Db | Tx, name: string): Promise<EntryState> {
  const [state] = await readEntries(db, [name])
  if (!state) throw new Error('the database returned no entry')
  return state
}
