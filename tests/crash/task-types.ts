import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../../src/db/handles.ts'
import { TransientError } from '../../src/base/errors.ts'
import { createQueue, type Queue } from '../../src/queue/queue.ts'
import type { TaskType } from '../../src/queue/task-type.ts'

export type Services = { enqueueChild(tx: Tx, payload: z.input<typeof Payload>): Promise<void> }

/** `parent` is the task that enqueued this one at its end. */
const Payload = z.object({ name: z.string(), parent: z.int().nullable().default(null) })
const Result = z.object({ ok: z.boolean() })
type CrashType = TaskType<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>,
  z.input<typeof Payload>
>

/** The finished steps of a slow task. */
const Progress = z.object({ steps: z.int() }).nullable()

/**
 * Steps of a slow task, and the duration of each (real ms): short enough to finish one between two
 * kills.
 */
export const SLOW_STEPS = 4
const STEP_MS = 100
/** Short, so that many expire within a minute. */
const LEASE_MS = 1_500
const SECOND = 1 / 60
const result = { ok: true }

/** No constraint prevents a second effect: the test counts them. */
export async function prepareEffects(db: Db): Promise<void> {
  await sql`create table crash_effects (task_id bigint not null, effect text not null)`.execute(db)
}

async function leaveEffect(tx: Tx, taskId: number, effect: string): Promise<void> {
  await sql`insert into crash_effects values (${taskId}, ${effect})`.execute(tx)
}

const aType = (overrides: Partial<CrashType> & Pick<CrashType, 'name' | 'handle'>): CrashType => ({
  summary: 'Leaves an effect.',
  access: { read: 'creators:read', write: 'creators:write' },
  payload: Payload,
  result: Result,
  priority: 5,
  attempts: 3,
  backoffMinutes: [SECOND / 5],
  leaseMs: LEASE_MS,
  resource: 'none',
  share: 'reading',
  dedupeKey: ({ name }) => name,
  ...overrides,
})

export const plain = aType({
  name: 'plain',
  handle: async ({ id }) =>
    await Promise.resolve({
      kind: 'done',
      result,
      commit: async (tx) => await leaveEffect(tx, id, 'done'),
    }),
})

/** Handlers ignore their signal: a paused worker continues as if it still had its leases. */
const taskTypes: readonly TaskType<Services>[] = [
  plain,
  aType({
    name: 'writeless',
    handle: async () => await Promise.resolve({ kind: 'done', result }),
  }),
  aType({
    name: 'flaky',
    async handle({ id, attempt }) {
      if (attempt === 1) throw new TransientError('not at the first try')
      return await Promise.resolve({
        kind: 'done',
        result,
        commit: async (tx) => await leaveEffect(tx, id, 'done'),
      })
    },
  }),
  aType({
    name: 'parent',
    handle: async ({ id, payload }, { services }) =>
      await Promise.resolve({
        kind: 'done',
        result,
        async commit(tx) {
          await leaveEffect(tx, id, 'done')
          await services.enqueueChild(tx, { name: `child of ${payload.name}`, parent: id })
        },
      }),
  }),
  aType({
    name: 'stubborn',
    async handle({ id }) {
      await delay(STEP_MS)
      return {
        kind: 'done',
        result,
        commit: async (tx) => await leaveEffect(tx, id, 'done'),
      }
    },
  }),
  aType({
    name: 'slow',
    async handle(task, context) {
      let steps = Progress.parse(task.checkpoint)?.steps ?? 0
      while (steps < SLOW_STEPS) {
        await delay(STEP_MS)
        steps += 1
        await context.checkpoint(
          { steps },
          async (tx) => await leaveEffect(tx, task.id, `step ${steps}`),
        )
      }
      return {
        kind: 'done',
        result,
        commit: async (tx) => await leaveEffect(tx, task.id, 'done'),
      }
    },
  }),
]

export const createCrashQueue = (wake: () => void): Queue<Services> => createQueue(taskTypes, wake)
