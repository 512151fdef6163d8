import { sql, type RawBuilder } from 'kysely'
import { BLANK, withoutWords, wordPattern } from '../../creators/identity.ts'
import { jsonb } from '../../db/database.ts'
import type { Tx } from '../../db/handles.ts'
import { CANCELLED_CHANNEL, TASKS_CHANNEL } from '../channels.ts'
import type { TaskTypes } from '../task-type.ts'
import { notifyRetired } from './retire.ts'

/** The subjects whose tasks an erasure removes, and the words that name them in other tasks. */
export type SubjectToErase = {
  /** Subjects of tasks, such as `blog:<id>`. */
  subjects: readonly string[]
  /** Names and ids; empty when only the tasks themselves are removed. */
  words: readonly string[]
  /** A task that is being settled in this transaction: it stays, without what it was about. */
  settlingTaskId: number | null
}

/** How many rows were removed or changed, by table. */
export type ErasedRows = { removed: Record<string, number>; changed: Record<string, number> }

/**
 * Deletes all tasks of a subject, including open ones: a worker that runs one loses its lease and
 * can store nothing more. Removes the words from other tasks, deletes a task that names only the
 * subject, and restarts one that has them in its checkpoint. Claims wait only for the last step.
 */
export async function eraseTasks(
  tx: Tx,
  types: TaskTypes,
  subject: SubjectToErase,
): Promise<ErasedRows> {
  const pattern = wordPattern(subject.words)
  // In this order: a task that is retried in the meantime is then found as an open one.
  const ended = classifyRows((await endedQuery(subject).execute(tx)).rows, subject)
  const open = classifyRows(await lockTasks(tx, subject), subject)
  const endedTasks = await deleteEnded(tx, types, ended.gone)
  await rewriteEnded(tx, ended.changed, pattern)
  const attempts = await eraseAttempts(tx, [...open.gone, ...ended.gone], pattern)
  const events = await blankEvents(tx, [...open.gone, ...ended.gone], pattern)
  if (subject.settlingTaskId !== null) await emptySettling(tx, subject.settlingTaskId)
  const openTasks = await takeAway(tx, open, pattern)
  return {
    removed: { scrape_tasks: openTasks + endedTasks, past_attempts: attempts },
    changed: {
      scrape_tasks: open.changed.length + ended.changed.length,
      task_events: events,
    },
  }
}

/**
 * Locks and returns the open tasks that `eraseTasks` deletes or changes. An erasure also calls it
 * before its slow work: a transaction that settles one waits, and then finds it gone. A deadlock
 * with a task that waits for the erasure shows here.
 */
export async function lockTasks(tx: Tx, subject: SubjectToErase): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id, subject, payload, null::jsonb as result from scrape_tasks
    where status in ('pending', 'running') and (subject = any (${subject.subjects}::text[])
      or ${mentions(subject, sql`null`)})
      and id is distinct from ${subject.settlingTaskId}::bigint
    order by id
    for update`.execute(tx)
  return rows
}

/**
 * Separate from `eraseTasks` so that a test can explain its plan: there may be ten million tasks.
 */
export const endedQuery = (subject: SubjectToErase) => sql<Row>`
  select id, subject, payload, result from scrape_tasks
  where status in ('done', 'failed', 'cancelled') and (subject = any (${subject.subjects}::text[])
    or ${mentions(subject, sql.ref('result'))})
    and id is distinct from ${subject.settlingTaskId}::bigint
  order by id
  for update`

/**
 * Tasks that mention others than their subject. A task with a subject does so only in its
 * checkpoint, progress or error, so few are searched. The index scrape_tasks_ended_naming_idx has
 * this condition.
 */
function mentions({ words }: SubjectToErase, result: RawBuilder<unknown>): RawBuilder<unknown> {
  const pattern = wordPattern(words)
  if (pattern === null) return sql`false`
  return sql`
    (subject is null or checkpoint is not null or progress is not null or error_message is not null)
    and concat_ws(' ', payload, checkpoint, progress, dedupe_key, limit_key, error_message, ${result}) ~* ${pattern}`
}

type Rewritten = { id: number; payload: unknown; result: unknown }
type Sorted = { gone: number[]; changed: Rewritten[] }
type Row = Rewritten & { subject: string | null }

/** Separates tasks to delete from tasks to rewrite. */
function classifyRows(rows: readonly Row[], { subjects, words }: SubjectToErase): Sorted {
  const sorted: Sorted = { gone: [], changed: [] }
  for (const { id, subject, payload, result } of rows) {
    const rest = withoutWords(payload, words)
    if ((subject !== null && subjects.includes(subject)) || rest.isAbout) sorted.gone.push(id)
    else sorted.changed.push({ id, payload: rest.left, result: withoutWords(result, words).left })
  }
  return sorted
}

/** Deletes open tasks, which the caller has locked. Returns how many. */
async function takeAway(tx: Tx, open: Sorted, pattern: string | null): Promise<number> {
  if (open.gone.length + open.changed.length === 0) return 0
  const gone = await deleteOpen(tx, open.gone)
  await restart(tx, open.changed, pattern)
  // Notifies their workers of the loss.
  await sql`select pg_notify(${CANCELLED_CHANNEL}, '')`.execute(tx)
  return gone
}

async function deleteOpen(tx: Tx, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0
  const { rows } = await sql<{ count: number }>`
    with gone as (delete from scrape_tasks where status in ('pending', 'running') and id = any (${ids}::bigint[])
      returning id, task_type),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'cancelled', task_type, array_agg(id) from gone group by task_type
    )
    select count(*)::int as count from gone`.execute(tx)
  return rows[0]?.count ?? 0
}

/**
 * Requeues tasks without the words that name a person. Their workers, which may have them in
 * memory, are fenced off.
 */
async function restart(tx: Tx, tasks: readonly Rewritten[], pattern: string | null): Promise<void> {
  if (tasks.length === 0) return
  await sql`
    with moved as (
      update scrape_tasks t
      set ${rewritten(pattern)},
          status = case when t.batch_id is null then 'pending' else t.status end,
          fencing_token = t.fencing_token + 1,
          lease_owner = case when t.batch_id is null then null else t.lease_owner end,
          lease_until = null,
          started_at = case when t.batch_id is null then null else t.started_at end
      from jsonb_to_recordset(${jsonb(tasks)}) as r (id bigint, payload jsonb)
      where t.id = r.id and t.status in ('pending', 'running')
      returning t.id, t.task_type, t.batch_id, t.status
    )
    insert into task_events (event, task_type, task_ids)
    select 'requeued', task_type, array_agg(id) from moved where status = 'pending' group by task_type`.execute(
    tx,
  )
  await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
}

/** Returns the changed columns of `scrape_tasks t`; `r` has the payloads. */
function rewritten(pattern: string | null) {
  const unless = ['checkpoint', 'progress', 'dedupe_key', 'limit_key'].map((column) => {
    const value = sql.ref(`t.${column}`)
    return sql`${sql.ref(column)} = case when ${value}::text ~* ${pattern} then null else ${value} end`
  })
  return sql`payload = r.payload, error_message = ${blanked('t.error_message', pattern)}, ${sql.join(unless)}`
}

const blanked = (column: string, pattern: string | null) =>
  sql`regexp_replace(${sql.ref(column)}, ${pattern}, ${`\\1${BLANK}`}, 'gi')`

async function deleteEnded(tx: Tx, types: TaskTypes, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0
  const { rows } = await sql<{ id: number; task_type: string }>`
    delete from scrape_tasks_ended where id = any (${ids}::bigint[]) returning id, task_type`.execute(
    tx,
  )
  await notifyRetired(tx, types, rows)
  return rows.length
}

async function rewriteEnded(
  tx: Tx,
  tasks: readonly Rewritten[],
  pattern: string | null,
): Promise<void> {
  if (tasks.length === 0) return
  await sql`
    update scrape_tasks_ended t
    set ${rewritten(pattern)}, result = r.result
    from jsonb_to_recordset(${jsonb(tasks)}) as r (id bigint, payload jsonb, result jsonb)
    where t.id = r.id`.execute(tx)
}

/** Deletes the attempts of deleted tasks, and blanks the words in those of others. */
async function eraseAttempts(
  tx: Tx,
  goneIds: readonly number[],
  pattern: string | null,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from past_attempts where task_id = any (${goneIds}::bigint[])`.execute(tx)
  if (pattern !== null) {
    await sql`
      update past_attempts set error_message = ${blanked('error_message', pattern)}
      where error_message ~* ${pattern}`.execute(tx)
  }
  return Number(numAffectedRows)
}

/**
 * Deletes the details of these tasks, and those that name a person. The events themselves remain in
 * their places, by which streams resume.
 */
async function blankEvents(
  tx: Tx,
  goneIds: readonly number[],
  pattern: string | null,
): Promise<number> {
  const names = pattern === null ? sql`false` : sql`detail::text ~* ${pattern}`
  const { numAffectedRows = 0n } = await sql`
    update task_events e
    set data = (
      select jsonb_agg(
        case when e.task_ids[place] = any (${goneIds}::bigint[]) or ${names} then '{}'::jsonb else detail end
        order by place
      )
      from jsonb_array_elements(e.data) with ordinality as details (detail, place)
    )
    where e.data is not null
      and (e.task_ids && ${goneIds}::bigint[] or ${
        pattern === null ? sql`false` : sql`e.data::text ~* ${pattern}`
      })`.execute(tx)
  return Number(numAffectedRows)
}

async function emptySettling(tx: Tx, id: number): Promise<void> {
  await sql`
    update scrape_tasks_ended
    set subject = null, payload = '{}', dedupe_key = null, limit_key = null, checkpoint = null, progress = null,
        error_message = null
    where id = ${id}`.execute(tx)
}
