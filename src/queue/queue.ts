import { InvalidInputError } from '../errors.ts'
import type { Db } from '../db/database.ts'
import { enqueueAll, type Enqueued, type EnqueueOptions } from './enqueue.ts'
import { cancelTask, retryTask } from './lifecycle.ts'
import type { Enqueuer, TaskType } from './task-type.ts'

/** The queue as its callers see it: task types by name. */
export type Queue<Services> = {
  readonly types: ReadonlyMap<string, TaskType<Services>>
  /** Puts one task into the queue; see `enqueueAll`. */
  enqueue(
    db: Enqueuer,
    typeName: string,
    payload: unknown,
    options?: EnqueueOptions,
  ): Promise<Enqueued>
  /** Puts many tasks of one type into the queue in one statement; answers in their order. */
  enqueueMany(
    db: Enqueuer,
    typeName: string,
    payloads: readonly unknown[],
    options?: EnqueueOptions,
  ): Promise<Enqueued[]>
  retry(db: Db, id: number): Promise<void>
  cancel(db: Db, id: number): Promise<void>
  /** Lets this process's worker look at once; call it after a commit. */
  wake(): void
}

/** Throws when two types have one name: a row could not tell them apart. */
export function createQueue<Services>(
  types: readonly TaskType<Services>[],
  wake: () => void,
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
  return {
    types: byName,
    async enqueue(db, typeName, payload, options) {
      const [task] = await enqueueAll(db, typeOf(typeName), [payload], options)
      if (!task) throw new Error('enqueue gave no task')
      return task
    },
    enqueueMany: async (db, typeName, payloads, options) =>
      await enqueueAll(db, typeOf(typeName), payloads, options),
    retry: retryTask,
    cancel: async (db, id) => await cancelTask(db, byName, id),
    wake,
  }
}
