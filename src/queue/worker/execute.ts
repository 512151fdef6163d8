import { sql } from 'kysely'
import { classify, errorFields } from '../../base/classify.ts'
import { InterruptedError, LeaseLostError, type AppError } from '../../base/errors.ts'
import type { Clock } from '../../base/clock.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { MAX_RETRIES, retryTransientFaults } from '../../db/transient-faults.ts'
import type { Logger } from '../../base/log/log.ts'
import { TASKS_CHANNEL } from '../channels.ts'
import type { ClaimedTask } from '../claim.ts'
import type { RunOutcome, RunTally } from '../metrics.ts'
import { isIdleResult } from './idle-run.ts'
import { parsePayload } from '../new-task.ts'
import { notifyReleased } from '../care/release.ts'
import { settleDone, settleVerdict, storeCheckpoint, storeProgress } from '../settle.ts'
import type { Outcome, TaskContext, TaskType } from '../task-type.ts'
import { verdictFor, type Verdict } from '../verdict.ts'

export type Execution<Services> = {
  db: Db
  services: Services
  clock: Clock
  log: Logger
  random: () => number
  /** Counts how runs ended. */
  tally?: RunTally
}

/** Settles a done task without writes; see `Completer`. */
export type Complete = (task: ClaimedTask, result: unknown) => Promise<void>

/**
 * Runs one attempt of a claimed task: the handler, then its writes and the verdict in one
 * transaction. A task without writes may be settled together with others, by `complete`. Never
 * rejects: it logs a verdict that cannot be written, and the lease expires.
 */
export async function execute<Services>(
  execution: Execution<Services>,
  type: TaskType<Services>,
  task: ClaimedTask,
  { abort, complete = settleAlone(execution.db) }: { abort: Abort; complete?: Complete },
): Promise<void> {
  // A child logger costs more than a task that does nothing.
  let child: Logger | undefined
  const log = (): Logger => (child ??= execution.log.child(fieldsOf(task)))
  const isLogged = execution.log.isLevelEnabled('info')
  // Regular upkeep without a subject is logged at debug only.
  if (isLogged) log()[task.subject === null ? 'debug' : 'info']('task claimed')
  const startedAt = performance.now()
  const notes: Record<string, unknown> = {}
  const fields = () => ({ ...notes, duration_ms: Math.round(performance.now() - startedAt) })
  const count = (outcome: RunOutcome) =>
    execution.tally?.(type.name, outcome, performance.now() - startedAt)
  try {
    const ending = await runAttempt(execution, type, task, { abort, log, notes, complete })
    count(OUTCOME_OF[ending.kind])
    if (isLogged || ending.kind === 'retry' || ending.kind === 'failed')
      reportEnding(log(), ending, { fields: fields(), isIdle: foundNothing(type, task, ending) })
  } catch (thrown) {
    const error = classify(thrown)
    const lost = error instanceof LeaseLostError
    const isCancelled = lost && (await wasCancelled(execution.db, task, log()))
    count(isCancelled ? 'cancelled' : 'lost')
    if (isCancelled) {
      return log().info(fields(), 'task cancelled')
    }
    log().warn(
      { ...fields(), code: error.code, err: error },
      lost ? 'task lease lost' : 'task not settled',
    )
  }
}

const OUTCOME_OF = {
  done: 'done',
  retry: 'retried',
  snooze: 'snoozed',
  failed: 'failed',
} as const satisfies Record<Ending['kind'], RunOutcome>

const fieldsOf = (task: ClaimedTask) => ({
  task_id: task.id,
  task_type: task.task_type,
  subject: task.subject,
  attempt: task.attempts + 1,
})

/** Whether a lost task was cancelled; false when the database cannot say. */
async function wasCancelled(db: Db, { id }: ClaimedTask, log: Logger): Promise<boolean> {
  try {
    const task = db.selectFrom('scrape_tasks').select('status').where('id', '=', id)
    return (await task.executeTakeFirst())?.status === 'cancelled'
  } catch (error) {
    log.warn(errorFields(error), 'state of a lost task not read')
    return false
  }
}

const settleAlone =
  (db: Db): Complete =>
  async (task, result) =>
    await settleInTransaction(db, async (tx) => await settleDone(tx, task, result))

/** The part of an AbortController that is needed; it creates its signal on first use. */
type Abort = { readonly signal: AbortSignal }

type Attempt = {
  abort: Abort
  log: () => Logger
  notes: Record<string, unknown>
  complete: Complete
}
type Ending = { kind: 'done'; result: unknown } | (Verdict & { error?: AppError })

/**
 * Rarely used parts of a handler's context are created on first use: each costs more than a task
 * that does nothing.
 */
class HandlerContext<Services> implements TaskContext<Services> {
  readonly #execution: Execution<Services>
  readonly #task: ClaimedTask
  readonly #attempt: Attempt

  constructor(execution: Execution<Services>, task: ClaimedTask, attempt: Attempt) {
    this.#execution = execution
    this.#task = task
    this.#attempt = attempt
  }

  get services() {
    return this.#execution.services
  }

  get taskId() {
    return this.#task.id
  }

  get log() {
    return this.#attempt.log()
  }

  get signal() {
    return this.#attempt.abort.signal
  }

  get note(): TaskContext<Services>['note'] {
    return (fields) => void Object.assign(this.#attempt.notes, fields)
  }

  get checkpoint(): TaskContext<Services>['checkpoint'] {
    return async (value, writes, corrected) =>
      await this.#execution.db.transaction().execute(async (tx) => {
        await storeCheckpoint(tx, this.#task, value)
        await writes?.(tx)
        const now = corrected ? corrected() : value
        if (now !== value) await storeCheckpoint(tx, this.#task, now)
      })
  }

  get progress(): TaskContext<Services>['progress'] {
    return async (value) => await storeProgress(this.#execution.db, this.#task, value)
  }
}

async function runAttempt<Services>(
  execution: Execution<Services>,
  type: TaskType<Services>,
  task: ClaimedTask,
  attempt: Attempt,
): Promise<Ending> {
  const { db } = execution
  const { abort, complete } = attempt
  try {
    const payload = parsePayload(type, task.payload)
    if (!type.handle) throw new InterruptedError(`${type.name} has no handler`)
    const outcome = await type.handle(
      {
        id: task.id,
        subject: task.subject,
        payload,
        attempt: task.attempts + 1,
        checkpoint: task.checkpoint,
      },
      new HandlerContext(execution, task, attempt),
    )
    return await conclude(db, type, task, { outcome, complete, abort })
  } catch (thrown) {
    // After an abort the handler's error says nothing about the task. The lost lease may be an
    // account's: then the task is requeued; if it is the task's own, requeueing throws
    // LeaseLostError.
    const { signal } = abort
    const error = classify(signal.aborted ? signal.reason : thrown)
    const policy = { backoffMinutes: type.backoffMinutes, maxAttempts: task.max_attempts }
    const verdict = verdictFor(error, policy, task.attempts + 1, execution.random())
    await settleOtherwise(db, type, task, verdict)
    return { ...verdict, error }
  }
}

/** A verdict that stays unwritten is lost: the lease expires, and the task runs again. */
async function settleInTransaction(
  db: Db,
  work: (tx: Tx) => Promise<void>,
  goOn?: (failures: number) => boolean,
): Promise<void> {
  await retryTransientFaults(async () => await db.transaction().execute(work), goOn)
}

async function conclude(
  db: Db,
  type: TaskType<never>,
  task: ClaimedTask,
  { outcome, complete, abort }: Pick<Attempt, 'complete' | 'abort'> & { outcome: Outcome<unknown> },
): Promise<Ending> {
  if (outcome.kind === 'snooze') {
    const verdict: Verdict = { ...outcome }
    await settleOtherwise(db, type, task, verdict)
    return verdict
  }
  const result = type.result.parse(outcome.result)
  const { commit } = outcome
  if (commit === undefined) {
    await complete(task, result)
    return { kind: 'done', result }
  }
  let begun = 0
  const work = async (tx: Tx): Promise<void> => {
    await settleDone(tx, task, result) // first: it checks the lease and locks the row
    begun += 1
    await commit(tx)
  }
  // Finished work is not repeated because the database is down, however long: the fencing token
  // shows whether another worker has the task. Writes that keep failing are retried only a few
  // times.
  const interrupted = (): boolean => abort.signal.reason instanceof InterruptedError
  await settleInTransaction(db, work, () => begun <= MAX_RETRIES && !interrupted())
  return { kind: 'done', result }
}

/** Requeues a task although its handler still runs; the fencing token rejects its later writes. */
export async function release(db: Db, type: TaskType<never>, task: ClaimedTask): Promise<void> {
  const { code, message } = new InterruptedError('the process is stopping')
  await settleOtherwise(db, type, task, { kind: 'snooze', delayMs: 0, code, message })
}

async function settleOtherwise(
  db: Db,
  type: TaskType<never>,
  task: ClaimedTask,
  verdict: Verdict,
): Promise<void> {
  await settleInTransaction(db, async (tx) => {
    await settleVerdict(tx, task, verdict)
    const status = verdict.kind === 'failed' ? 'failed' : 'pending'
    await notifyReleased(tx, new Map([[type.name, type]]), [{ ...task, status }])
    if ('delayMs' in verdict && verdict.delayMs === 0)
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
  })
}

/** Whether it was upkeep that found nothing to do. */
function foundNothing<Services>(
  { didNothing = isIdleResult }: TaskType<Services>,
  { subject }: ClaimedTask,
  ending: Ending,
): boolean {
  return subject === null && ending.kind === 'done' && didNothing(ending.result)
}

function reportEnding(
  log: Logger,
  ending: Ending,
  { fields, isIdle }: { fields: Record<string, unknown>; isIdle: boolean },
): void {
  switch (ending.kind) {
    case 'done':
      return log[isIdle ? 'debug' : 'info'](fields, 'task done')
    case 'snooze':
      return log.info({ ...fields, code: ending.code, reason: ending.message }, 'task snoozed')
    case 'retry':
      return log.warn({ ...fields, code: ending.code, err: ending.error }, 'task retried')
    case 'failed':
      return log.error({ ...fields, code: ending.code, err: ending.error }, 'task failed')
  }
}
