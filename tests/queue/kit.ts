import { sql } from 'kysely'
import { z } from 'zod'
import { createClock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { createLogger, type Logger } from '../../src/base/log/log.ts'
import { createWakeSignal, type WakeSignal } from '../../src/queue/worker/wake-signal.ts'
import type { ClaimedTask, ClaimRequest } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import type { Execution } from '../../src/queue/worker/execute.ts'
import { startRunner, type Runner } from '../../src/queue/worker/runner.ts'
import type { RunnerOptions } from '../../src/queue/worker/slots.ts'
import type { TaskType } from '../../src/queue/task-type.ts'
import { claimTasks } from '../fixtures/claim-tasks.ts'
import { test as base } from '../fixtures/test.ts'

export { describe, expect } from '../fixtures/test.ts'

/** What the handlers of these tests work with: a list to write into. */
export type Services = { seen: string[] }

const Payload = z.object({ name: z.string().min(1), key: z.string().nullable().default(null) })
const Result = z.object({ ok: z.boolean() })
export type NoteType = TaskType<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>,
  z.input<typeof Payload>
>

/** A type whose payload is a name and, for dedupe, a key; its handler does nothing and is done. */
export function aType(overrides: Partial<NoteType> = {}): NoteType {
  return {
    name: 'note',
    summary: 'Writes a name down.',
    access: { read: 'creators:read', write: 'creators:write' },
    payload: Payload,
    result: Result,
    priority: 5,
    attempts: 3,
    backoffMinutes: [5, 15, 45],
    leaseMs: 60_000,
    resource: 'none',
    share: 'reading',
    dedupeKey: ({ key }) => key,
    handle: async () => await Promise.resolve({ kind: 'done', result: { ok: true } }),
    ...overrides,
  }
}

export const typesOf = (...types: TaskType<Services>[]): Map<string, TaskType<Services>> =>
  new Map(types.map((type) => [type.name, type]))

export async function enqueue(
  db: Db,
  type: NoteType,
  name = 'a',
  more: { key?: string; priority?: number; dueAt?: Date } = {},
): Promise<number> {
  const { key = null, ...options } = more
  const [task] = await enqueueAll(db, type, [{ name, key }], options)
  if (!task) throw new Error('nothing was enqueued')
  return task.id
}

/** A request for up to `limit` tasks of the types. */
export const aRequest = (
  types: readonly TaskType<Services>[],
  overrides: Partial<ClaimRequest> = {},
): ClaimRequest => ({
  owner: 'worker',
  limit: 10,
  types: types.map(({ name, resource, leaseMs, limit }) => ({
    name,
    resource,
    room: 10,
    leaseMs,
    keyLimit: typeof limit?.max === 'number' ? limit.max : undefined,
  })),
  resources: {},
  ...overrides,
})

/** Enqueues one task and claims it. */
export async function aClaimedTask(db: Db, type: NoteType, name = 'a'): Promise<ClaimedTask> {
  const id = await enqueue(db, type, name)
  const request = aRequest([type], { limit: 100 })
  const task = (await claimTasks(db, request)).find((each) => each.id === id)
  if (!task) throw new Error('the task was not claimed')
  return task
}

export const taskRow = async (db: Db, id: number) =>
  await db.selectFrom('scrape_tasks').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

export const statusOf = async (db: Db, id: number): Promise<string> =>
  (await taskRow(db, id)).status

/** What was told of a task, in order. */
export async function eventDataOf(db: Db, id: number): Promise<{ event: string; data: unknown }[]> {
  // From the table itself: the feed waits for older transactions, of other tests on the same server, too.
  const { rows } = await sql<{ event: string; data: unknown }>`
    select event, coalesce(data -> (array_position(task_ids, ${id}::bigint) - 1), '{}') as data
    from task_events where ${id}::bigint = any(task_ids) order by id`.execute(db)
  return rows
}

export const eventsOf = async (db: Db, id: number): Promise<string[]> =>
  (await eventDataOf(db, id)).map(({ event }) => event)

/** Moves the end of a lease into the past, as if its worker had died. */
export async function endLease(db: Db, id: number): Promise<void> {
  await sql`
    update scrape_tasks set lease_until = now() - interval '1 second'
    where id = ${id} and status = 'running'`.execute(db)
}

/** Has the database refuse statements on tasks in one partition, as if it were away, until `allow` is called. */
export async function refuseWrites(
  db: Db,
  table: 'scrape_tasks_open' | 'scrape_tasks_ended',
): Promise<() => Promise<void>> {
  await sql`
    create or replace function refuse() returns trigger language plpgsql as $$
      begin raise exception 'the database is away' using errcode = '57P03'; end
    $$`.execute(db)
  await sql`
    create trigger refuse before insert or update or delete on ${sql.table(table)}
    for each row execute function refuse()`.execute(db)
  return async () => void (await sql`drop trigger refuse on ${sql.table(table)}`.execute(db))
}

/** A blog to hang tasks on. */
export async function aBlog(db: Db, username: string): Promise<string> {
  const person = await db
    .insertInto('persons')
    .defaultValues()
    .returning('id')
    .executeTakeFirstOrThrow()
  const blog = await db
    .insertInto('blogs')
    .values({ person_id: person.id, username, source: 'manual' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return blog.id
}

export type LogLine = Record<string, unknown>

/** A logger that keeps its lines, as the JSON that they are. */
export function keepLog(): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = []
  const log = createLogger({
    level: 'debug',
    destination: {
      write: (line: string) =>
        void lines.push(z.record(z.string(), z.unknown()).parse(JSON.parse(line))),
    },
  })
  return { log, lines }
}

export type Bench = Execution<Services> & { seen: string[]; lines: LogLine[] }

/** Everything that `execute` needs; the jitter is in the middle, so that delays are exact. */
export function aBench(db: Db): Bench {
  const { log, lines } = keepLog()
  const seen: string[] = []
  return { db, services: { seen }, clock: createClock(), log, random: () => 0.5, seen, lines }
}

export type Run = (
  types: readonly TaskType<Services>[],
  overrides?: Partial<RunnerOptions<Services>>,
) => Bench & { wakeSignal: WakeSignal; runner: Runner }

/** `test` with `run`: starts a runner that looks every 20 ms, and stops it with the test. */
export const test = base.extend<{ run: Run }>({
  run: async ({ db }, use) => {
    const runners: Runner[] = []
    await use((types, overrides = {}) => {
      const bench = { ...aBench(db), wakeSignal: createWakeSignal() }
      const runner = startRunner<Services>({
        ...bench,
        types: typesOf(...types),
        gauges: {},
        owner: 'worker',
        slots: 2,
        pollMs: 20,
        ...overrides,
      })
      runners.push(runner)
      return { ...bench, runner }
    })
    await Promise.all(runners.map((runner) => runner.stop(0)))
  },
})
