import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { classify, isTransientFault } from '../../base/classify.ts'
import { InterruptedError, LeaseLostError, type AppError } from '../../base/errors.ts'
import type { Clock } from '../../base/clock.ts'
import type { Db, Tx } from '../../db/database.ts'
import type { Logger } from '../../base/log.ts'
import { TASKS_CHANNEL } from '../channels.ts'
import type { ClaimedTask } from '../claim.ts'
import { parsePayload } from '../enqueue.ts'
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
}

/** Settles a task that is done and has nothing else to write; see `Completer`. */
export type Complete = (task: ClaimedTask, result: unknown) => Promise<void>

/**
 * Runs one claimed task to the end of its attempt: handler, then its writes and the verdict in one transaction. What
 * has no writes may be settled together with others, by `complete`. Never rejects: a verdict that cannot be written is
 * logged, and the lease runs out by itself.
 */
export async function execute<Services>(
  execution: Execution<Services>,
  type: TaskType<Services>,
  task: ClaimedTask,
  signal: AbortSignal,
  complete: Complete = settleAlone(execution.db),
): Promise<void> {
  // A logger of its own costs more than a task that does nothing.
  let child: Logger | undefined
  const log = (): Logger => (child ??= execution.log.child(fieldsOf(task)))
  const tells = execution.log.isLevelEnabled('info')
  if (tells) log().info('task claimed')
  const startedAt = performance.now()
  const notes: Record<string, unknown> = {}
  const fields = () => ({ ...notes, duration_ms: Math.round(performance.now() - startedAt) })
  try {
    const ending = await attempt(execution, type, task, { signal, log, notes, complete })
    if (tells || ending.kind === 'retry' || ending.kind === 'failed')
      reportEnding(log(), ending, fields())
  } catch (thrown) {
    const error = classify(thrown)
    const lost = error instanceof LeaseLostError
    if (lost && (await wasCancelled(execution.db, task, log()))) {
      return log().info(fields(), 'task cancelled')
    }
    log().warn(
      { ...fields(), code: error.code, err: error },
      lost ? 'task lease lost' : 'task not settled',
    )
  }
}

const fieldsOf = (task: ClaimedTask) => ({
  task_id: task.id,
  task_type: task.task_type,
  subject: task.subject,
  attempt: task.attempts + 1,
})

/** Whether somebody has ended a task that was taken away. Where nobody can tell, it is told as a lost lease. */
async function wasCancelled(db: Db, { id }: ClaimedTask, log: Logger): Promise<boolean> {
  try {
    const task = db.selectFrom('scrape_tasks').select('status').where('id', '=', id)
    return (await task.executeTakeFirst())?.status === 'cancelled'
  } catch (thrown) {
    const error = classify(thrown)
    log.warn({ code: error.code, err: error }, 'end of a task not looked up')
    return false
  }
}

const settleAlone =
  (db: Db): Complete =>
  async (task, result) =>
    await settleInTransaction(db, async (tx) => await settleDone(tx, task, result))

type Attempt = {
  signal: AbortSignal
  log: () => Logger
  notes: Record<string, unknown>
  complete: Complete
}
type Ending = { kind: 'done' } | (Verdict & { error?: AppError })

async function attempt<Services>(
  execution: Execution<Services>,
  type: TaskType<Services>,
  task: ClaimedTask,
  { signal, log, notes, complete }: Attempt,
): Promise<Ending> {
  const { db } = execution
  try {
    const payload = parsePayload(type, task.payload)
    if (!type.handle) throw new InterruptedError(`${type.name} has no handler`)
    const context = contextFor(execution, task, { signal, log, notes })
    const outcome = await type.handle(
      {
        id: task.id,
        subject: task.subject,
        payload,
        attempt: task.attempts + 1,
        checkpoint: task.checkpoint,
      },
      context,
    )
    return await conclude(db, type, task, { outcome, complete, signal })
  } catch (thrown) {
    // What a handler throws once it was told to stop says nothing about the task. A lost lease may be an account's:
    // then the task goes back; if it is the task's own, that is refused with a LeaseLostError in its turn.
    const error = classify(signal.aborted ? signal.reason : thrown)
    const policy = { backoffMinutes: type.backoffMinutes, maxAttempts: task.max_attempts }
    const verdict = verdictFor(error, policy, task.attempts + 1, execution.random())
    await settleOtherwise(db, type, task, verdict)
    return { ...verdict, error }
  }
}

function contextFor<Services>(
  execution: Execution<Services>,
  task: ClaimedTask,
  { signal, log, notes }: Omit<Attempt, 'complete'>,
): TaskContext<Services> {
  const { db, services } = execution
  return {
    services,
    signal,
    get log() {
      return log()
    },
    note: (more) => Object.assign(notes, more),
    async checkpoint(value, writes) {
      await db.transaction().execute(async (tx) => {
        await storeCheckpoint(tx, task, value)
        await writes?.(tx)
      })
    },
    progress: async (value) => await storeProgress(db, task, value),
  }
}

/** Pauses (real ms) before a transaction that met a passing fault of the database is tried again; the last repeats. */
const PAUSES_MS = [50, 500, 1_000] as const

/** A verdict may be lost with the database: then the lease runs out, and the task is tried again. */
async function settleInTransaction(db: Db, work: (tx: Tx) => Promise<void>): Promise<void> {
  await untilSettled(db, work, (failures) => failures <= PAUSES_MS.length)
}

/** Tries again after a passing fault of the database, for as long as `goOn` says. */
async function untilSettled(
  db: Db,
  work: (tx: Tx) => Promise<void>,
  goOn: (failures: number) => boolean,
): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (!isTransientFault(error) || !goOn(failures)) throw error
      await delay(PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1])
    }
  }
}

async function conclude<Services>(
  db: Db,
  type: TaskType<Services>,
  task: ClaimedTask,
  {
    outcome,
    complete,
    signal,
  }: Pick<Attempt, 'complete' | 'signal'> & { outcome: Outcome<unknown> },
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
    return { kind: 'done' }
  }
  let begun = 0
  const work = async (tx: Tx): Promise<void> => {
    await settleDone(tx, task, result) // first: it checks the lease and keeps the row for us
    begun += 1
    await commit(tx)
  }
  // What is finished is not done again because the database is away, however long: if somebody else has got the task
  // meanwhile, we are told. Writes of its own that fail again and again are another matter.
  const interrupted = (): boolean => signal.reason instanceof InterruptedError
  await untilSettled(db, work, () => begun <= PAUSES_MS.length && !interrupted())
  return { kind: 'done' }
}

/** Gives a task back as pending although its handler still runs; what that one writes from now on is fenced off. */
export async function release<Services>(
  db: Db,
  type: TaskType<Services>,
  task: ClaimedTask,
): Promise<void> {
  const { code, message } = new InterruptedError('the process is stopping')
  await settleOtherwise(db, type, task, { kind: 'snooze', delayMs: 0, code, message })
}

async function settleOtherwise<Services>(
  db: Db,
  type: TaskType<Services>,
  task: ClaimedTask,
  verdict: Verdict,
): Promise<void> {
  await settleInTransaction(db, async (tx) => {
    await settleVerdict(tx, task, verdict)
    await notifyReleased(tx, new Map([[type.name, type]]), [
      {
        taskType: type.name,
        taskId: task.id,
        subject: task.subject,
        payload: task.payload,
        status: verdict.kind === 'failed' ? 'failed' : 'pending',
      },
    ])
    if ('delayMs' in verdict && verdict.delayMs === 0)
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
  })
}

function reportEnding(log: Logger, ending: Ending, fields: Record<string, unknown>): void {
  switch (ending.kind) {
    case 'done':
      return log.info(fields, 'task done')
    case 'snooze':
      return log.info({ ...fields, code: ending.code, reason: ending.message }, 'task snoozed')
    case 'retry':
      return log.warn({ ...fields, code: ending.code, err: ending.error }, 'task retried')
    case 'failed':
      return log.error({ ...fields, code: ending.code, err: ending.error }, 'task failed')
  }
}
