import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../src/db/handles.ts'
import {
  InterruptedError,
  InvalidInputError,
  TransientError,
  UpstreamDownError,
} from '../../src/base/errors.ts'
import type { Release, Outcome, TaskContext, TaskType } from '../../src/queue/task-type.ts'

/** How a handler is told to end. */
export type Ending =
  | { kind: 'done'; writes: boolean }
  /** Its writes fail after some of them were made. */
  | { kind: 'failed_commit' }
  | { kind: 'transient' }
  | { kind: 'defect' }
  | { kind: 'final' }
  | { kind: 'interrupted' }
  | { kind: 'upstream_down'; delayMs: number }
  | { kind: 'snooze'; until: number }

/** What runs a task waits here for the test to say how it goes on. */
export type Services = { enter(context: TaskContext<Services>): Promise<Ending> }

const Payload = z.object({ key: z.string().nullable() })
const Result = z.object({ ok: z.boolean() })
type ModelType = TaskType<Services, z.output<typeof Payload>, z.output<typeof Result>>

export const RESULT = { ok: true }
export const LEASE_MS = 3_600_000

/** What tasks leave behind in transactions of their own; counted, so that nothing can hide a second time. */
export async function leaveTrace(
  tx: Tx,
  taskIds: readonly number[],
  kind: 'effect' | 'note' | 'departure',
): Promise<void> {
  await sql`insert into model_traces (task_id, kind) select unnest(${taskIds}::bigint[]), ${kind}`.execute(
    tx,
  )
}

async function outcomeOf(taskId: number, ending: Ending): Promise<Outcome<typeof RESULT>> {
  switch (ending.kind) {
    case 'done':
      return {
        kind: 'done',
        result: RESULT,
        ...(ending.writes
          ? { commit: async (tx) => await leaveTrace(tx, [taskId], 'effect') }
          : {}),
      }
    case 'failed_commit':
      return {
        kind: 'done',
        result: RESULT,
        async commit(tx) {
          await leaveTrace(tx, [taskId], 'effect')
          throw new TransientError('the writes failed')
        },
      }
    case 'snooze':
      return { kind: 'snooze', until: new Date(ending.until), code: 'resting', message: 'not now' }
    case 'transient':
      throw new TransientError('try again')
    case 'defect':
      throw new Error('a fault of ours')
    case 'final':
      throw new InvalidInputError('never')
    case 'interrupted':
      throw new InterruptedError('stopping')
    case 'upstream_down':
      throw new UpstreamDownError('down', ending.delayMs)
  }
}

const aType = (overrides: Partial<ModelType> & { name: string }): ModelType => ({
  summary: 'Waits to be told how it ends.',
  access: { read: 'creators:read', write: 'creators:write' },
  payload: Payload,
  result: Result,
  priority: 5,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: LEASE_MS,
  resource: 'none',
  share: 'reading',
  dedupeKey: ({ key }) => key,
  handle: async ({ id }, context) => await outcomeOf(id, await context.services.enter(context)),
  async onRelease(tx: Tx, releases: readonly Release[]) {
    await leaveTrace(
      tx,
      releases.map(({ taskId }) => taskId),
      'departure',
    )
  },
  ...overrides,
})

const { handle: _, ...gathered } = aType({
  name: 'gathered',
  attempts: 2,
  backoffMinutes: [1],
  resource: 'openai',
})

/** Its key is none for dedupe: at most two of one run at once. */
export const KEYED = 'keyed'
export const KEY_LIMIT = 2
const NO_KEY = 'none'
export const limitKeyOf = (type: string, key: string | null): string | null =>
  type === KEYED ? (key ?? NO_KEY) : null

/** Two types that share a resource, one without, one with a limit per key, and one that gathers for batches. */
export const taskTypes: readonly TaskType<Services>[] = [
  aType({ name: 'plain' }),
  aType({ name: 'scrape', priority: 3, attempts: 2, backoffMinutes: [1], resource: 'instagram' }),
  aType({ name: 'discover', priority: 7, attempts: 1, resource: 'instagram' }),
  aType({
    name: KEYED,
    priority: 4,
    dedupeKey: () => null,
    limit: { max: KEY_LIMIT, key: ({ key }) => key ?? NO_KEY },
  }),
  gathered,
]

export const typesByName: ReadonlyMap<string, TaskType<Services>> = new Map(
  taskTypes.map((type) => [type.name, type]),
)

export function typeNamed(name: string): TaskType<Services> {
  const type = typesByName.get(name)
  if (!type) throw new Error(`no task type ${name}`)
  return type
}

export const GATHERED = 'gathered'
export const HANDLED = ['plain', 'scrape', 'discover', KEYED] as const
