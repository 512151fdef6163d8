import { sql } from 'kysely'
import { InvalidInputError, TransientError } from '../errors.ts'
import { jsonb } from '../db/database.ts'
import type { Enqueuer, TaskType } from './task-type.ts'

export type EnqueueOptions = {
  /** 1 (first) to 10; the type's own by default. */
  priority?: number
  /** World time before which the task is not run. */
  dueAt?: Date
}

/** Statements that one call may take. More than two are needed only when tasks with its keys end all the time. */
const MAX_ROUNDS = 5

/** `created` is false when an open task of the type already had the payload's dedupe key: then `id` is that task's. */
export type Enqueued = { id: number; created: boolean }

/**
 * Puts tasks of one type into the queue, in one statement whatever their number; answers in the order of `payloads`.
 * They appear when the caller's transaction commits. Throws InvalidInputError naming the path of the first payload
 * that does not fit the type's schema; then nothing is enqueued.
 */
export async function enqueueAll<Services>(
  db: Enqueuer,
  type: TaskType<Services>,
  payloads: readonly unknown[],
  options: EnqueueOptions = {},
): Promise<Enqueued[]> {
  if (payloads.length === 0) return []
  const rows = payloads.map((payload, index) => {
    const place = payloads.length > 1 ? `[${index}]` : ''
    const parsed = parsePayload(type, payload, place)
    refuseUnstorable(parsed, `payload${place}`)
    return {
      place: index,
      payload: parsed,
      blog_id: type.blogId?.(parsed) ?? null,
      dedupe_key: type.dedupeKey(parsed),
    }
  })
  const byPlace = new Map<number, Enqueued>()
  // A row has no answer when its twin was committed, or ended, while the statement ran: a new statement sees that.
  for (let round = 1; byPlace.size < rows.length; round++) {
    if (round > MAX_ROUNDS)
      throw new TransientError(`the dedupe key of a ${type.name} task is contended`)
    const missing = rows.filter((row) => !byPlace.has(row.place))
    const { rows: placed } = await insertQuery(type, missing, options).execute(db)
    for (const { place, id, created } of placed) byPlace.set(place, { id, created })
  }
  return rows.flatMap((row) => byPlace.get(row.place) ?? [])
}

type NewRow = { place: number; payload: unknown; blog_id: string | null; dedupe_key: string | null }

/**
 * Inserts what has no open twin and looks the others up. Rows with one key inside the call collapse to the first. Ids
 * are given in the order of the call, but rows are inserted in the order of their keys: two callers with the same keys
 * in different orders would wait for each other otherwise. The `on conflict` predicate repeats the unique index's.
 */
const insertQuery = <Services>(
  type: TaskType<Services>,
  rows: readonly NewRow[],
  options: EnqueueOptions,
) =>
  sql<{ place: number; id: number; created: boolean }>`
    with wanted as materialized (
      select place, coalesce(payload, 'null') as payload, blog_id, dedupe_key,
             coalesce(min(place) filter (where dedupe_key is not null) over (partition by dedupe_key), place) as first_place
      from jsonb_to_recordset(${jsonb(rows)})
        as w (place integer, payload jsonb, blog_id uuid, dedupe_key text)
    ),
    leader as materialized (
      select nextval(pg_get_serial_sequence('scrape_tasks', 'id')) as id, first.*
      from (select * from wanted where place = first_place order by place) first
    ),
    made as (
      insert into scrape_tasks (id, task_type, priority, payload, blog_id, dedupe_key, max_attempts, next_retry_at)
      overriding system value
      select id, ${type.name}, ${options.priority ?? type.priority}, payload, blog_id, dedupe_key, ${type.attempts}::int,
             ${options.dueAt ?? null}::timestamptz
      from leader
      order by dedupe_key, place
      on conflict (dedupe_key, task_type) where dedupe_key is not null and status in ('pending', 'running') do nothing
      returning id, dedupe_key
    )
    select w.place, m.id, w.place = w.first_place as created
    from made m join leader l using (id) join wanted w on w.first_place = l.place
    union all
    select w.place, t.id, false
    from wanted w
    join scrape_tasks t on t.task_type = ${type.name} and t.dedupe_key = w.dedupe_key and t.status in ('pending', 'running')
    -- One that our snapshot still shows open may have ended just before its twin was inserted.
    where not exists (select from made m where m.dedupe_key = w.dedupe_key)`

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
