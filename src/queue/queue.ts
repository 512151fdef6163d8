import { InvalidInputError } from '../base/errors.ts'
import type { RowCheck } from '../db/row-check.ts'
import type { Db, Tx } from '../db/handles.ts'
import { createAnnouncer, type Announcer } from './worker/announcer.ts'
import type { ClaimedTask } from './claim.ts'
import {
  enqueueAll,
  enqueueStarted,
  type Enqueued,
  type EnqueueOptions,
  type Starter,
} from './enqueue.ts'
import { cancelMany, cancelWithin, retryMany, type VisibleTasks } from './care/bulk.ts'
import {
  cancelTask,
  pausedTypes,
  pauseType,
  resumeType,
  retryTask,
  retryTasks,
  runNow,
  setPriority,
  type RetryFilter,
} from './care/lifecycle.ts'
import type { Enqueuer, TaskType } from './task-type.ts'

/** A free slot of this process's worker for a task that is about to be enqueued. */
type Reservation = Starter & {
  /** Starts the enqueued task, or frees the slot for null. */
  take(task: ClaimedTask | null): void
}

export type LocalWorker = {
  /** Undefined when the task would have to wait. */
  reserve(typeName: string): Reservation | undefined
  /** Aborts tasks that were cancelled. */
  pollSoon(): void
}

/** The queue's interface for its callers. */
export type Queue<Services> = {
  readonly types: ReadonlyMap<string, TaskType<Services>>
  /**
   * Enqueues one task; see `enqueueAll`. Outside a transaction, an idle worker of this process
   * starts it at once.
   */
  enqueue<Requested>(
    db: Enqueuer,
    type: TaskType<Services, unknown, unknown, Requested>,
    payload: NoInfer<Requested>,
    options?: EnqueueOptions,
  ): Promise<Enqueued>
  /** Enqueues many tasks of one type in one statement; returns them in their order. */
  enqueueMany<Requested>(
    db: Enqueuer,
    type: TaskType<Services, unknown, unknown, Requested>,
    payloads: readonly NoInfer<Requested>[],
    options?: EnqueueOptions,
  ): Promise<Enqueued[]>
  retry(db: Db, id: number): Promise<void>
  /** See `retryTasks`. */
  retryAll(db: Db, filter: RetryFilter): Promise<number>
  /** See `retryMany`. */
  retryMany(db: Db, scope: Parameters<typeof retryMany>[1]): Promise<number>
  /** See `setPriority`. */
  setPriority(db: Db, id: number, priority: number, check?: RowCheck): Promise<void>
  /** See `runNow`. */
  runNow(db: Db, codes: readonly string[]): Promise<number>
  /** Stops claims of the type until `resume`. Throws InvalidInputError for an unknown type. */
  pause(db: Db, typeName: string): Promise<void>
  resume(db: Db, typeName: string): Promise<void>
  /** Paused types, and since when (world time). */
  paused(db: Db): Promise<Map<string, Date>>
  cancel(db: Db, id: number): Promise<void>
  /** See `cancelMany`. */
  cancelMany(db: Db, scope: VisibleTasks<'pending' | 'running'>): Promise<number>
  /**
   * See `cancelWithin`; this process's worker is notified at the commit, like those of other
   * processes.
   */
  cancelWithin(tx: Tx, scope: VisibleTasks<'pending' | 'running'>): Promise<number>
  /** Wakes this process's worker; call it after a commit. */
  wake(): void
  /** Lets this process's worker abort tasks that were cancelled elsewhere. */
  pollSoon(): void
  /** Lets this process's worker start tasks in the statement that enqueues them. */
  attach(worker: LocalWorker): void
}

/**
 * Creates the queue. `wake` wakes this process's worker, and `sender` is the payload of its
 * notifications, which it uses to ignore its own. Throws when two types have the same name.
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
        { field: 'task_type', reason: 'unknown', code: 'unknown_value' },
      ])
    return type
  }
  let worker: LocalWorker | undefined
  const { enqueue, enqueueMany } = enqueuing<Services>(createAnnouncer(sender), {
    sender,
    wake,
    worker: () => worker,
  })
  return {
    types: byName,
    enqueue: async (db, { name }, payload, options) =>
      await enqueue(db, typeOf(name), payload, options),
    enqueueMany: async (db, { name }, payloads, options) =>
      await enqueueMany(db, typeOf(name), payloads, options),
    retry: retryTask,
    retryAll: retryTasks,
    retryMany,
    setPriority,
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
      worker?.pollSoon()
    },
    async cancelMany(db, scope) {
      const cancelled = await cancelMany(db, byName, scope)
      worker?.pollSoon()
      return cancelled
    },
    cancelWithin: async (tx, scope) => await cancelWithin(tx, byName, scope),
    pollSoon: () => worker?.pollSoon(),
    wake,
    attach: (local) => void (worker = local),
  }
}

/** Enqueues, and notifies the workers of this and of other processes. */
function enqueuing<Services>(
  announcer: Announcer,
  {
    sender,
    wake,
    worker,
  }: { sender: string; wake: () => void; worker: () => LocalWorker | undefined },
) {
  type Type = TaskType<Services>
  const enqueueMany = async (
    db: Enqueuer,
    type: Type,
    payloads: readonly unknown[],
    options: EnqueueOptions = {},
  ): Promise<Enqueued[]> => {
    if (db.isTransaction) return await enqueueAll(db, type, payloads, options)
    const notifies = announcer.isDue()
    const notify = notifies ? sender : null
    const enqueued = await enqueueAll(db, type, payloads, { ...options, notify })
    if (!notifies) announcer.follow(db)
    wake()
    return enqueued
  }
  const enqueueHere = async (
    db: Enqueuer,
    type: Type,
    payload: unknown,
    options: EnqueueOptions,
  ): Promise<Enqueued | undefined> => {
    if (db.isTransaction || options.dueAt !== undefined) return undefined
    const reservation = worker()?.reserve(type.name)
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
    enqueueMany,
    async enqueue(db: Enqueuer, type: Type, payload: unknown, options: EnqueueOptions = {}) {
      const here = await enqueueHere(db, type, payload, options)
      if (here) return here
      const [task] = await enqueueMany(db, type, [payload], options)
      if (!task) throw new Error('enqueue gave no task')
      return task
    },
  }
}
