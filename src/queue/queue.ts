import { InvalidInputError } from '../base/errors.ts'
import type { Db } from '../db/database.ts'
import { createAnnouncer } from './worker/announcer.ts'
import type { ClaimedTask } from './claim.ts'
import {
  enqueueAll,
  enqueueStarted,
  type Enqueued,
  type EnqueueOptions,
  type Starter,
} from './enqueue.ts'
import { cancelTask, retryTask, retryTasks, type RetryFilter } from './care/lifecycle.ts'
import { pausedTypes, pauseType, resumeType } from './care/pause.ts'
import { runNow } from './care/run-now.ts'
import type { Enqueuer, TaskType } from './task-type.ts'

/** A free slot of this process's worker, kept for a task that is about to be enqueued. */
type Reservation = Starter & {
  /** Begins the task that was enqueued, or lets go of the slot when there is none. */
  take(task: ClaimedTask | null): void
}

/** The worker of this process, as far as the queue needs it. */
export type LocalWorker = {
  /** Undefined when the task would have to wait for something, be it only its turn. */
  reserve(typeName: string): Reservation | undefined
  /** Aborts what is no longer ours: a running task was cancelled. */
  look(): void
}

/** The queue as its callers see it. */
export type Queue<Services> = {
  readonly types: ReadonlyMap<string, TaskType<Services>>
  /**
   * Puts one task into the queue; see `enqueueAll`. Outside a transaction, an idle worker of this process begins it at
   * once.
   */
  enqueue<Asked>(
    db: Enqueuer,
    type: TaskType<Services, unknown, unknown, Asked>,
    payload: NoInfer<Asked>,
    options?: EnqueueOptions,
  ): Promise<Enqueued>
  /** Puts many tasks of one type into the queue in one statement; answers in their order. */
  enqueueMany<Asked>(
    db: Enqueuer,
    type: TaskType<Services, unknown, unknown, Asked>,
    payloads: readonly NoInfer<Asked>[],
    options?: EnqueueOptions,
  ): Promise<Enqueued[]>
  retry(db: Db, id: number): Promise<void>
  /** Gives all ended tasks that match another set of attempts; see `retryTasks`. */
  retryAll(db: Db, filter: RetryFilter): Promise<number>
  /** Makes due what was put back to a later time with one of these codes; see `runNow`. */
  runNow(db: Db, codes: readonly string[]): Promise<number>
  /**
   * No task of the type is claimed until it is resumed; what runs goes on. Throws InvalidInputError for an unknown type.
   */
  pause(db: Db, typeName: string): Promise<void>
  resume(db: Db, typeName: string): Promise<void>
  /** Since when (world time) which types are paused. */
  paused(db: Db): Promise<Map<string, Date>>
  cancel(db: Db, id: number): Promise<void>
  /** Lets this process's worker look at once; call it after a commit. */
  wake(): void
  /** Lets this process's worker find out what of its tasks was cancelled elsewhere. */
  look(): void
  /** Lets this process's worker begin what it is told of here without looking into the database. */
  attach(worker: LocalWorker): void
}

/**
 * Throws when two types have one name: a row could not tell them apart. `sender` is what this process's notifications
 * say, so that it can ignore them: `wake` is how its own worker hears of tasks.
 */
export function createQueue<Services>(
  types: readonly TaskType<Services>[],
  wake: () => void,
  sender = '',
): Queue<Services> {
  const byName = new Map(types.map((type) => [type.name, type]))
  if (byName.size < types.length) throw new Error('two task types have the same name')
  const typeOf = (name: string): TaskType<Services> => {
    const type = byName.get(name)
    if (!type)
      throw new InvalidInputError(`there is no task type ${name}`, [
        { field: 'task_type', reason: 'unknown' },
      ])
    return type
  }
  const announcer = createAnnouncer(sender)
  let worker: LocalWorker | undefined

  const enqueueMany = async (
    db: Enqueuer,
    type: TaskType<Services>,
    payloads: readonly unknown[],
    options: EnqueueOptions = {},
  ): Promise<Enqueued[]> => {
    if (db.isTransaction) return await enqueueAll(db, type, payloads, options)
    const notifies = announcer.isDue()
    const bell = notifies ? sender : null
    const enqueued = await enqueueAll(db, type, payloads, { ...options, bell })
    if (!notifies) announcer.follow(db)
    wake()
    return enqueued
  }
  const enqueueHere = async (
    db: Enqueuer,
    type: TaskType<Services>,
    payload: unknown,
    options: EnqueueOptions,
  ): Promise<Enqueued | undefined> => {
    if (db.isTransaction || options.dueAt !== undefined) return undefined
    const reservation = worker?.reserve(type.name)
    if (!reservation) return undefined
    let claimed: ClaimedTask | null = null
    try {
      const made = await enqueueStarted(db, type, payload, { ...options, starter: reservation })
      claimed = made?.claimed ?? null
      return made && { id: made.id, created: true }
    } finally {
      reservation.take(claimed)
    }
  }
  return {
    types: byName,
    async enqueue(db, { name }, payload, options = {}) {
      const type = typeOf(name)
      const here = await enqueueHere(db, type, payload, options)
      if (here) return here
      const [task] = await enqueueMany(db, type, [payload], options)
      if (!task) throw new Error('enqueue gave no task')
      return task
    },
    enqueueMany: async (db, { name }, payloads, options) =>
      await enqueueMany(db, typeOf(name), payloads, options),
    retry: retryTask,
    retryAll: retryTasks,
    async runNow(db, codes) {
      const moved = await runNow(db, codes)
      wake()
      return moved
    },
    pause: async (db, typeName) => await pauseType(db, typeOf(typeName).name),
    resume: async (db, typeName) => await resumeType(db, typeOf(typeName).name),
    paused: pausedTypes,
    async cancel(db, id) {
      await cancelTask(db, byName, id)
      worker?.look()
    },
    look: () => worker?.look(),
    wake,
    attach: (local) => void (worker = local),
  }
}
