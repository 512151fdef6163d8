import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { classify } from '../../base/classify.ts'
import type { Db } from '../../db/handles.ts'
import { codeOf, LeaseLostError, type AppError } from '../../base/errors.ts'
import type { Logger } from '../../base/log/log.ts'
import { settleAllDone, type LeasedTask } from '../settle.ts'

/**
 * Settles done tasks without writes, many in one statement: a statement per task would make a drain
 * several times slower (bench:queue, "drain").
 */
export type Completer = {
  /**
   * Resolves when the task is settled. Rejects with LeaseLostError when the caller had lost it, and
   * with the database's error when its result cannot be stored. Waits for any other fault to end.
   */
  complete(task: LeasedTask, result: unknown): Promise<void>
  /** Tasks that wait to be settled. */
  readonly waiting: number
  /** The database refuses at the moment: start nothing that could not be settled. */
  readonly failing: boolean
  /**
   * Drops tasks that the database still refuses; their leases expire. Resolves when the running
   * statement has ended: after that nothing is settled any more.
   */
  close(): Promise<void>
}

type Waiting = {
  task: LeasedTask
  result: unknown
  resolve: () => void
  reject: (error: Error) => void
}

/** The maximum number of tasks that one statement settles. */
const BATCH = 1_000
/** Pauses (real ms) between retries while the database refuses; the last repeats. */
const PAUSES_MS = [20, 50, 100, 250, 500, 1_000] as const

/** Runs one statement at a time; tasks that finish meanwhile go with the next, without a timer. */
export function createCompleter(db: Db, log: Logger): Completer {
  const closing = new AbortController()
  const backoff = createBackoff(log, closing.signal)
  let queue: Waiting[] = []
  let inHand = 0
  let busy = false
  let working = Promise.resolve()

  const work = async (): Promise<void> => {
    await turn() // tasks that finish in the same turn of the event loop go together
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH)
      inHand = batch.length
      await settle(batch)
      inHand = 0
    }
    busy = false
  }
  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    for (;;) {
      try {
        report(batch, await settleAllDone(db, batch))
        return backoff.reset()
      } catch (thrown) {
        const error = classify(thrown)
        if (isAboutData(thrown)) return await settleEach(batch, error)
        await backoff.wait(error, batch.length)
        if (closing.signal.aborted) return giveUp(batch, error)
      }
    }
  }
  /** One result that cannot be stored must not stop the others. */
  const settleEach = async (batch: readonly Waiting[], error: AppError): Promise<void> => {
    if (batch.length === 1) return giveUp(batch, error)
    for (const one of batch) await settle([one])
  }

  return {
    async complete(task, result) {
      await new Promise<void>((resolve, reject) => {
        queue.push({ task, result, resolve, reject })
        if (busy) return
        busy = true
        working = work()
      })
    },
    get waiting() {
      return queue.length + inHand
    },
    get failing() {
      return backoff.failures > 0
    },
    async close() {
      closing.abort()
      await working
    },
  }
}

/** Pauses longer after each failure in a row, until the signal aborts; logs the first one. */
function createBackoff(log: Logger, signal: AbortSignal) {
  let failures = 0
  return {
    get failures() {
      return failures
    },
    reset() {
      failures = 0
    },
    async wait(fault: AppError, tasks: number): Promise<void> {
      failures += 1
      const fields = { err: fault, code: fault.code, tasks }
      if (failures === 1) log.warn(fields, 'completions queued: database unavailable')
      const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 1_000
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    },
  }
}

function report(batch: readonly Waiting[], settled: ReadonlySet<number>): void {
  for (const { task, resolve, reject } of batch) {
    if (settled.has(task.id)) resolve()
    else reject(new LeaseLostError('the lease ended before the task was done'))
  }
}

function giveUp(batch: readonly Waiting[], error: AppError): void {
  for (const { reject } of batch) reject(error)
}

/** SQLSTATE classes 22 and 23: the values are at fault, and would fail again. */
const isAboutData = (error: unknown): boolean => /^2[23]/.test(codeOf(error) ?? '')
