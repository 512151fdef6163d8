import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { classify } from '../../base/classify.ts'
import type { Db } from '../../db/database.ts'
import { LeaseLostError, type AppError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import { settleAllDone, type Held } from '../settle.ts'

/** Settles tasks that are done and have nothing else to write, many in one statement. */
export type Completer = {
  /**
   * Resolves when the task is settled. Rejects with LeaseLostError when it was no longer ours, and with the database's
   * complaint when its result cannot be stored. Any other fault of the database is waited out.
   */
  complete(task: Held, result: unknown): Promise<void>
  /** Tasks that wait to be settled. */
  readonly waiting: number
  /** The database refuses at the moment: nothing should be begun that could not be ended. */
  readonly failing: boolean
  /**
   * Gives up on what the database still refuses: those tasks are left to their leases. Resolves when the statement that
   * is under way has ended: after that nothing is settled any more.
   */
  close(): Promise<void>
}

type Waiting = {
  task: Held
  result: unknown
  resolve: () => void
  reject: (error: Error) => void
}

/** The most that one statement settles. */
const BATCH = 1_000
/** Pauses (real ms) between tries while the database refuses; the last repeats. */
const PAUSES_MS = [20, 50, 100, 250, 500, 1_000] as const

/** One statement is under way at a time; what is done meanwhile goes with the next one, so that none waits for a timer. */
export function createCompleter(db: Db, log: Logger): Completer {
  const closing = new AbortController()
  let queue: Waiting[] = []
  let inHand = 0
  let busy = false
  let working = Promise.resolve()
  let failures = 0

  const work = async (): Promise<void> => {
    await turn() // what ends in the same turn of the event loop goes together
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
        const settled = await settleAllDone(db, batch)
        failures = 0
        for (const { task, resolve, reject } of batch) {
          if (settled.has(task.id)) resolve()
          else reject(new LeaseLostError('the lease ended before the task was done'))
        }
        return
      } catch (thrown) {
        if (isAboutData(thrown)) return await settleEach(batch, thrown)
        const error = classify(thrown)
        failures += 1
        if (failures === 1)
          log.warn({ err: error, code: error.code, tasks: batch.length }, 'completions held back')
        const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 1_000
        await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
        if (closing.signal.aborted) return giveUp(batch, error)
      }
    }
  }

  /** One result that cannot be stored must not keep the others from it. */
  const settleEach = async (batch: readonly Waiting[], thrown: unknown): Promise<void> => {
    if (batch.length === 1) return giveUp(batch, classify(thrown))
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
      return failures > 0
    },
    async close() {
      closing.abort()
      await working
    },
  }
}

function giveUp(batch: readonly Waiting[], error: AppError): void {
  for (const { reject } of batch) reject(error)
}

/** SQLSTATE classes 22 and 23: the values are at fault, and will be the next time. */
function isAboutData(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^2[23]/.test(code)
}
