import { sql } from 'kysely'
import { InvalidInputError, TransientError } from '../errors.ts'
import type { Enqueuer, TaskType } from './task-type.ts'

export type EnqueueOptions = {
  /** 1 (first) to 10; the type's own by default. */
  priority?: number
  /** World time before which the task is not run. */
  dueAt?: Date
}

/** `created` is false when an open task of the type already had the payload's dedupe key: then `id` is that task's. */
export type Enqueued = { id: number; created: boolean }

/**
 * Puts tasks of one type into the queue, in one statement whatever their number, plus one that looks up those that are
 * there already; answers in the order of `payloads`. They appear when the caller's transaction commits. Throws
 * InvalidInputError naming the path of the first payload that does not fit the type's schema; then nothing is enqueued.
 */
export async function enqueueAll<Services>(
  db: Enqueuer,
  type: TaskType<Services>,
  payloads: readonly unknown[],
  options: EnqueueOptions = {},
): Promise<Enqueued[]> {
  const rows = payloads.map((payload, index) => {
    const place = payloads.length > 1 ? `[${index}]` : ''
    const parsed = parsePayload(type, payload, place)
    refuseUnstorable(parsed, `payload${place}`)
    return {
      payload: parsed,
      blog_id: type.blogId?.(parsed) ?? null,
      dedupe_key: type.dedupeKey(parsed),
    }
  })
  const keyed = new Map<string, NewTask>()
  for (const row of rows) {
    if (row.dedupe_key !== null && !keyed.has(row.dedupe_key)) keyed.set(row.dedupe_key, row)
  }
  const first = rows.filter((row) => row.dedupe_key === null || keyed.get(row.dedupe_key) === row)
  const { ids, idsByKey } = await insertTasks(db, type, first, options)
  const found = await findOrInsert(
    db,
    type,
    [...keyed].filter(([key]) => !idsByKey.has(key)),
    options,
  )
  const answered = new Set<string>()
  return rows.map(({ dedupe_key: key }): Enqueued => {
    if (key === null) return { id: known(ids.shift()), created: true }
    const made = idsByKey.get(key)
    if (made === undefined) return known(found.get(key))
    const created = !answered.has(key)
    answered.add(key)
    return { id: made, created }
  })
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a task was enqueued but not answered')
  return value
}

type NewTask = { payload: unknown; blog_id: string | null; dedupe_key: string | null }

/**
 * Inserts what has no open twin. `ids` are of the rows without a key, in their order. Ids are given in the order of the
 * call, but rows are inserted in the order of their keys: two callers with the same keys in different orders would wait
 * for each other otherwise. The `on conflict` predicate repeats the unique index's.
 */
async function insertTasks<Services>(
  db: Enqueuer,
  type: TaskType<Services>,
  rows: readonly NewTask[],
  options: EnqueueOptions,
): Promise<{ ids: number[]; idsByKey: Map<string, number> }> {
  if (rows.length === 0) return { ids: [], idsByKey: new Map() }
  const { rows: made } = await sql<{ id: number; dedupe_key: string | null }>`
    with numbered as materialized (
      select nextval(pg_get_serial_sequence('scrape_tasks', 'id')) as id, new.*
      from (
        select * from unnest(
          ${rows.map((row) => JSON.stringify(row.payload ?? null))}::jsonb[],
          ${rows.map((row) => row.blog_id)}::uuid[],
          ${rows.map((row) => row.dedupe_key)}::text[]
        ) with ordinality as given (payload, blog_id, dedupe_key, place)
        order by place
      ) new
    )
    insert into scrape_tasks (id, task_type, priority, payload, blog_id, dedupe_key, max_attempts, next_retry_at)
    overriding system value
    select id, ${type.name}, ${options.priority ?? type.priority}, payload, blog_id, dedupe_key, ${type.attempts}::int,
           ${options.dueAt ?? null}::timestamptz
    from numbered
    order by dedupe_key, place
    on conflict (dedupe_key, task_type) where dedupe_key is not null and status in ('pending', 'running') do nothing
    returning id, dedupe_key`.execute(db)
  const idsByKey = new Map<string, number>()
  const ids: number[] = []
  for (const { id, dedupe_key: key } of made) {
    if (key === null) ids.push(id)
    else idsByKey.set(key, id)
  }
  return { ids: ids.sort((a, b) => a - b), idsByKey }
}

const LOOKS = 5

/** The open tasks that have these keys; a task that ended between our two statements is made anew. */
async function findOrInsert<Services>(
  db: Enqueuer,
  type: TaskType<Services>,
  wanted: readonly [string, NewTask][],
  options: EnqueueOptions,
): Promise<Map<string, Enqueued>> {
  const found = new Map<string, Enqueued>()
  let missing = wanted
  for (let look = 0; missing.length > 0; look += 1) {
    if (look === LOOKS) {
      throw new TransientError(`the dedupe key of a ${type.name} task is contended`)
    }
    const { rows } = await sql<{ id: number; dedupe_key: string }>`
      select id, dedupe_key from scrape_tasks
      where task_type = ${type.name} and dedupe_key = any(${missing.map(([key]) => key)}::text[])
        and dedupe_key is not null and status in ('pending', 'running')`.execute(db)
    for (const row of rows) found.set(row.dedupe_key, { id: row.id, created: false })
    missing = missing.filter(([key]) => !found.has(key))
    const { idsByKey } = await insertTasks(
      db,
      type,
      missing.map(([, row]) => row),
      options,
    )
    for (const [key, id] of idsByKey) found.set(key, { id, created: true })
    missing = missing.filter(([key]) => !found.has(key))
  }
  return found
}

/** Throws InvalidInputError at the first text that PostgreSQL cannot hold. */
function refuseUnstorable(value: unknown, path: string): void {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    const reason = 'has a character that cannot be stored'
    throw new InvalidInputError(`${path} ${reason}`, [{ field: path, reason }])
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) refuseUnstorable(item, `${path}.${key}`)
}

/** The payload as the type's schema gives it, or an InvalidInputError that names each faulty path below `payload`. */
export function parsePayload<Services>(
  type: TaskType<Services>,
  payload: unknown,
  place = '',
): unknown {
  const result = type.payload.safeParse(payload)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => ({
    field: ['payload' + place, ...issue.path.map(String)].join('.'),
    reason: issue.message,
  }))
  throw new InvalidInputError(
    `the payload does not fit task type ${type.name}: ${problems.map((each) => `${each.field}: ${each.reason}`).join('; ')}`,
    problems,
  )
}
