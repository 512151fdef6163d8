import { z } from 'zod'
import { defineTask, type TaskType } from '../../../src/queue/task-type.ts'
import type { Task, WorkerOptions } from './driver.ts'

export type Services = Pick<WorkerOptions, 'onStart'>

export const TYPE_NAME = 'bench'
/** The common part of gramd's task types. */
export const LEASE_MS = 45_000

const Payload = z.object({ n: z.number(), key: z.string().exactOptional() })

/** The task type of all measurements: a handler that returns its payload. */
export function benchType(leaseMs = LEASE_MS): TaskType<Services, Task, null> {
  return defineTask<Services, Task, null>({
    name: TYPE_NAME,
    summary: 'Does nothing, for measurements.',
    access: { read: 'creators:read', write: 'creators:write' },
    payload: Payload,
    result: z.null(),
    priority: 5,
    attempts: 3,
    backoffMinutes: [5, 15, 45],
    leaseMs,
    resource: 'none',
    dedupeKey: () => null,
    async handle({ payload }, { services }) {
      const work = services.onStart(payload)
      if (work) await work
      return { kind: 'done', result: null }
    },
  })
}

/** The type with at most `max` running tasks per `payload.key` over all replicas. */
export const limitedPerKey = (
  type: TaskType<Services, Task, null>,
  max: number,
): TaskType<Services, Task, null> => ({ ...type, limit: { max, key: ({ key }) => key ?? '' } })
