import { sql } from 'kysely'
import { TransientError } from '../base/errors.ts'
import { runPrepared } from '../db/prepared.ts'
import { TASKS_CHANNEL } from './channels.ts'
import type { ClaimedTask } from './claim.ts'
import { newTask, type NewTask } from './new-task.ts'
import { raisePriority, type Upgrade } from './raise-priority.ts'
import type { Enqueuer, TaskType } from './task-type.ts'

export type EnqueueOptions = {
  /** 1 (first) to 10; the type's own by default. */
  priority?: number
  /** World time before which the task does not run. */
  dueAt?: Date
  /** The payload of the notification at commit; null for none. */
  notify?: string | null
}

/** `created` is false when `id` is an open task with the same dedupe key. */
export type Enqueued = { id: number; created: boolean }

/**
 * Enqueues tasks of one type in one statement, plus one that finds open tasks with the same dedupe
 * keys, and one that raises their priority or payload. Returns them in the order of `payloads`;
 * they appear when the caller's transaction commits. Throws InvalidInputError, with nothing
 * enqueued, for the first payload that does not fit the type's schema.
 */
export async function enqueueAll(
  db: Enqueuer,
  type: TaskType<never>,
  payloads: readonly unknown[],
  options: EnqueueOptions = {},
): Promise<Enqueued[]> {
  const rows = payloads.map((payload, index) =>
    newTask(type, payload, payloads.length > 1 ? `[${index}]` : ''),
  )
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

/** A worker that can start a new task at once. */
export type Starter = { owner: string; leaseMs: number }

/**
 * Enqueues one task and, unless its type is paused, claims it for `starter` in the same statement:
 * for an idle worker, and types without a limit. Undefined, with nothing written, when an open task
 * has its dedupe key. `claimed` is null when the type is paused.
 */
export async function enqueueStarted(
  db: Enqueuer,
  type: TaskType<never>,
  payload: unknown,
  options: EnqueueOptions & { starter: Starter },
): Promise<{ id: number; claimed: ClaimedTask | null } | undefined> {
  const row = newTask(type, payload, '')
  const { starter } = options
  const priority = options.priority ?? type.priority
  const [made] = await runPrepared<{
    id: number
    due: string
    fencing_token: number
    is_claimed: boolean
  }>(db, INSERT_STARTED, [
    type.name,
    priority,
    type.attempts,
    JSON.stringify(row.payload ?? null),
    row.subject,
    row.dedupe_key,
    starter.owner,
    starter.leaseMs / 1000,
  ])
  if (!made) return undefined
  const { id, due, fencing_token, is_claimed } = made
  if (!is_claimed) return { id, claimed: null }
  const claimed: ClaimedTask = {
    id,
    fencing_token,
    subject: row.subject,
    task_type: type.name,
    priority,
    due,
    payload: row.payload,
    attempts: 0,
    max_attempts: type.attempts,
    lost_leases: 0,
    checkpoint: null,
    limit_key: null,
    leaseMs: starter.leaseMs,
  }
  return { id, claimed }
}

const INSERT_STARTED = {
  name: 'insert_started_task',
  text: `
    with opened as (
      insert into scrape_tasks_open (task_type, priority, max_attempts, payload, subject, dedupe_key, status,
        lease_owner, lease_until, started_at, fencing_token)
      select $1::text, $2::smallint, $3::smallint, $4::jsonb, $5::text, $6::text,
        case when free then 'running' else 'pending' end, case when free then $7::text end,
        case when free then clock_timestamp() + make_interval(secs => $8::float8) end,
        case when free then (select world_now()) end, case when free then 1 else 0 end
      from (select not exists (select from paused_task_types p where p.task_type = $1::text) as free) type
      on conflict (dedupe_key, task_type) where dedupe_key is not null do nothing
      returning id, due_at, fencing_token, status
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'claimed', $1::text, array[id] from opened where status = 'running'
    )
    select id, due_at::text as due, fencing_token, status = 'running' as is_claimed from opened`,
}

/**
 * Inserts tasks without an open duplicate. `ids` are of the rows without a key, in their order.
 * Rows are inserted in the order of their keys, or two callers with the same keys would deadlock.
 * The `on conflict` predicate repeats the unique index's.
 */
async function insertTasks(
  db: Enqueuer,
  type: TaskType<never>,
  rows: readonly NewTask[],
  options: EnqueueOptions,
): Promise<{ ids: number[]; idsByKey: Map<string, number> }> {
  const idsByKey = new Map<string, number>()
  if (rows.length === 0) return { ids: [], idsByKey }
  const values = [
    type.name,
    options.priority ?? type.priority,
    type.attempts,
    options.dueAt ?? null,
    options.notify === undefined ? '' : options.notify,
    rows.map((row) => JSON.stringify(row.payload ?? null)),
    unlessAllNull(rows.map((row) => row.subject)),
    unlessAllNull(rows.map((row) => row.limit_key)),
  ]
  if (rows.every((row) => row.dedupe_key === null)) {
    const made = await runPrepared<{ id: number }>(db, INSERT_TASKS, values)
    return { ids: made.map(({ id }) => id), idsByKey }
  }
  const made = await runPrepared<{ id: number; dedupe_key: string | null }>(
    db,
    INSERT_TASKS_WITH_KEYS,
    [...values, rows.map((row) => row.dedupe_key)],
  )
  const ids: number[] = []
  for (const { id, dedupe_key: key } of made) {
    if (key === null) ids.push(id)
    else idsByKey.set(key, id)
  }
  return { ids: ids.sort((one, other) => one - other), idsByKey }
}

const unlessAllNull = (values: readonly (string | null)[]): readonly (string | null)[] | null =>
  values.every((value) => value === null) ? null : values

const NOTIFY = `
  notified as materialized (select pg_notify('${TASKS_CHANNEL}', $5::text) where $5::text is not null)`

const INSERT_TASKS = {
  name: 'insert_tasks',
  text: `
    with ${NOTIFY}
    insert into scrape_tasks_open (task_type, priority, max_attempts, created_at, due_at, payload, subject, limit_key)
    select $1::text, $2::smallint, $3::smallint, (select world_now()),
      coalesce($4::timestamptz, (select world_now())), payload, subject, limit_key
    from unnest($6::jsonb[], $7::text[], $8::text[]) as input (payload, subject, limit_key)
    left join notified on true
    returning id`,
}

// Only for tasks with keys: the conflict check makes an insertion half as expensive again.
const INSERT_TASKS_WITH_KEYS = {
  name: 'insert_tasks_with_keys',
  text: `
    with ${NOTIFY},
    numbered as (
      select nextval('scrape_tasks_id_seq') as id, input.*
      from unnest($6::jsonb[], $7::text[], $8::text[], $9::text[]) with ordinality
        as input (payload, subject, limit_key, dedupe_key, place)
      left join notified on true
    )
    insert into scrape_tasks_open (id, task_type, priority, max_attempts, created_at, due_at, payload, subject,
      limit_key, dedupe_key)
    select id, $1::text, $2::smallint, $3::smallint, (select world_now()),
      coalesce($4::timestamptz, (select world_now())), payload, subject, limit_key, dedupe_key
    from numbered
    order by dedupe_key, id
    on conflict (dedupe_key, task_type) where dedupe_key is not null do nothing
    returning id, dedupe_key`,
}

const MAX_POLLS = 5

/**
 * The open tasks with these keys, with at least the wanted priority and payload. Inserts one whose
 * task ended between the statements.
 */
async function findOrInsert(
  db: Enqueuer,
  type: TaskType<never>,
  wanted: readonly [string, NewTask][],
  options: EnqueueOptions,
): Promise<Map<string, Enqueued>> {
  const found = new Map<string, Enqueued>()
  const remaining = new Map(wanted)
  const priority = options.priority ?? type.priority
  let missing = wanted
  for (let round = 0; missing.length > 0; round += 1) {
    if (round === MAX_POLLS) {
      throw new TransientError(`the dedupe key of a ${type.name} task is contended`)
    }
    const { rows } = await sql<OpenTwin>`
      select id, dedupe_key, priority, case when ${type.upgradesPayload !== undefined} then payload end as payload
      from scrape_tasks_open
      where task_type = ${type.name} and dedupe_key = any(${missing.map(([key]) => key)}::text[])`.execute(
      db,
    )
    const upgrades: (Upgrade & { key: string })[] = []
    for (const twin of rows) {
      found.set(twin.dedupe_key, { id: twin.id, created: false })
      const payload = upgradedPayload(type, remaining.get(twin.dedupe_key)?.payload, twin.payload)
      if (priority < twin.priority || payload !== null)
        upgrades.push({ id: twin.id, key: twin.dedupe_key, payload })
    }
    missing = missing.filter(([key]) => !found.has(key))
    const { idsByKey } = await insertTasks(
      db,
      type,
      missing.map(([, row]) => row),
      options,
    )
    for (const [key, id] of idsByKey) found.set(key, { id, created: true })
    // After the insertions: a caller that waits here for another blocks no one by its keys.
    const open = await raisePriority(db, upgrades, priority)
    for (const { id, key } of upgrades) if (!open.has(id)) found.delete(key)
    missing = wanted.filter(([key]) => !found.has(key))
  }
  return found
}

type OpenTwin = { id: number; dedupe_key: string; priority: number; payload: unknown }

/** The new payload of an open task; null to keep its own. */
function upgradedPayload(
  { payload: schema, upgradesPayload }: TaskType<never>,
  newPayload: unknown,
  open: unknown,
): unknown {
  if (!upgradesPayload) return null
  const parsed = schema.safeParse(open)
  return parsed.success && upgradesPayload(newPayload, parsed.data) ? newPayload : null
}
