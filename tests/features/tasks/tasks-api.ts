import { z } from 'zod'
import { createClock } from '../../../src/base/clock.ts'
import { TransientError } from '../../../src/base/errors.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Services } from '../../../src/features/services.ts'
import { operations } from '../../../src/features/tasks/operations/index.ts'
import { createThroughput } from '../../../src/features/tasks/store/reports.ts'
import type { TaskEventFeed } from '../../../src/http/streams/events.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { createQueue, type Queue } from '../../../src/queue/queue.ts'
import { defineTask } from '../../../src/queue/task-type.ts'
import { aFeed, anApi, type TestApi } from '../../http/kit.ts'
import { testServices } from '../gramd-world.ts'

/** A type that no worker runs; its payload's key makes two tasks the same one. */
const aType = (name: string) =>
  defineTask<Services, { key: string }, unknown>({
    name,
    summary: 'Only waits.',
    access: { read: 'creators:read', write: 'creators:write' },
    payload: z.object({ key: z.string() }),
    result: z.unknown(),
    priority: 5,
    attempts: 3,
    backoffMinutes: [5],
    leaseMs: 60_000,
    resource: 'none',
    dedupeKey: ({ key }) => key,
  })

export const oneType = aType('one')
export const twoType = aType('two')

/** A type that cannot release one of its tasks. */
export const stuckType: typeof oneType = {
  ...aType('stuck'),
  async onRelease(_, releases) {
    if (
      releases.some(({ payload }) => z.object({ key: z.literal('0') }).safeParse(payload).success)
    )
      throw new TransientError('what belongs to the task is locked')
  },
}

export type TasksApi = TestApi & {
  queue: Queue<Services>
  events: TaskEventFeed
  wakes: () => number
}

/** The routes about tasks over a real queue with the types `one`, `two` and these. */
export function aTasksApi(db: Db, more: readonly (typeof oneType)[] = []): TasksApi {
  let wakes = 0
  const queue = createQueue<Services>([oneType, twoType, ...more], () => (wakes += 1))
  const events = aFeed(db)
  const services = { ...testServices(db, createClock(), null, {}), queue, events }
  const router = mountOperations({ ...services, readThroughput: createThroughput(db) }, operations)
  return {
    ...anApi(db, [router]),
    queue,
    events,
    wakes: () => wakes,
  }
}
