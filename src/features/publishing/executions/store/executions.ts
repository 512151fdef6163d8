import { sql, type RawBuilder } from 'kysely'
import { jsonb } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { LifeEvent } from '../events.ts'
import { PublishIdsColumn, type Life } from '../life.ts'
import { transition, type Effect } from '../transitions.ts'
import type { WaitReason } from '../waits.ts'

/** The publication of a post on an account. */
export type Execution = Life & {
  id: string
  post_id: string
  publishing_account_id: string | null
  account_id: string | null
  connection_id: string | null
  username: string
  route: 'official' | 'private'
}

const COLUMNS = sql`
  e.id, e.post_id, e.publishing_account_id, p.account_id, p.connection_id,
    coalesce(a.username, e.username) as username, e.route,
  e.status, e.step, e.caption, e.comment, e.language, e.due_at, e.stagger_ms, e.attempt, e.ids, e.progress,
    e.commit_sent_at,
  e.first_sent_at, e.reported_missing_at, e.commits, e.lookups, e.not_ready_ms, e.comment_sent_at, e.retry_count,
    e.is_reencoded, e.uninvited,
  e.media_id, e.permalink, e.warnings, e.waits_for, e.waits_message, e.error_class, e.error_code, e.error_message,
  e.begun_at, e.posted_at, e.ended_at, e.removed_at`

/** Returns the executions `e` that meet the condition, in the order of their ids. */
async function selectExecutions(
  db: Db,
  condition: RawBuilder<unknown>,
  isLocked = false,
): Promise<Execution[]> {
  const { rows } = await sql<Execution>`
    select ${COLUMNS}
    from executions e
    left join publishing_accounts p on p.id = e.publishing_account_id
    left join shared.instagram_accounts a on a.id = p.account_id
    where ${condition} order by e.id ${isLocked ? sql`for no key update of e` : sql``}`.execute(db)
  return rows.map((row) => ({
    ...row,
    ids: row.ids === null ? null : PublishIdsColumn.parse(row.ids),
  }))
}

/** Undefined when it is gone. */
export async function findExecution(db: Db, id: string): Promise<Execution | undefined> {
  const [row] = await selectExecutions(db, sql`e.id = ${id}::uuid`)
  return row
}

/**
 * Whether an execution is still a task's own, and neither published nor ended; its post is locked.
 */
export async function isUndecided(
  tx: Tx,
  { id, attempt }: Pick<Execution, 'id' | 'attempt'>,
): Promise<boolean> {
  const { rows } = await sql`
    select from executions
    where id = ${id}::uuid and attempt = ${attempt} and status in ('queued', 'waiting', 'posting')`.execute(
    tx,
  )
  return rows.length > 0
}

/** Locks executions until the transaction ends. Their posts are locked before. */
export const lockExecutions = async (tx: Tx, ids: readonly string[]): Promise<Execution[]> =>
  await selectExecutions(tx, sql`e.id = any (${ids}::uuid[])`, true)

/** Locks all executions of a post, like `lockExecutions`. */
export const lockExecutionsOf = async (tx: Tx, postId: string): Promise<Execution[]> =>
  await selectExecutions(tx, sql`e.post_id = ${postId}::uuid`, true)

/** An execution to which an event has happened, and what that does besides. */
export type Advanced = { execution: Execution; effects: readonly Effect[] }

/**
 * Applies events to executions; no other function changes an execution. Returns the executions to
 * which an event happened. An execution stays unchanged if its state does not allow the event, or
 * `eventOf` returns undefined. Callers that end executions or pass them on have locked their posts
 * before.
 */
export async function advanceExecutions(
  tx: Tx,
  ids: readonly string[],
  eventOf: (execution: Execution) => LifeEvent | undefined,
): Promise<Advanced[]> {
  const found = await lockExecutions(tx, ids)
  if (found.length === 0) return []
  const now = await timeOf(tx)
  const changes = found.flatMap((execution) => {
    const event = eventOf(execution)
    const change = event && transition(execution, event, now)
    return change ? [{ execution, ...change }] : []
  })
  await writePatches(
    tx,
    changes.map(({ execution: { id }, patch }) => ({ id, patch })),
  )
  return changes.map(({ execution, patch, effects }) => ({
    execution: { ...execution, ...patch },
    effects,
  }))
}

/** World time, by the clock of the database. */
async function timeOf(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select world_now() as now`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the database gave no time')
  return row.now
}

async function writePatches(
  tx: Tx,
  patches: readonly { id: string; patch: Partial<Life> }[],
): Promise<void> {
  const columns = [...new Set(patches.flatMap(({ patch }) => Object.keys(patch)))]
  if (columns.length === 0) return
  const values = columns.map((column) => {
    const [current, patched] = [sql.ref(`e.${column}`), sql`(input.row).${sql.ref(column)}`]
    return sql`${sql.ref(column)} = case when input.patch ? ${column} then ${patched} else ${current} end`
  })
  await sql`
    update executions e set ${sql.join(values)}, updated_at = world_now()
    from (
      select (item ->> 'id')::uuid as id, item -> 'patch' as patch,
        jsonb_populate_record(null::executions, item -> 'patch') as row
      from jsonb_array_elements(${jsonb(patches)}) item
    ) input
    where e.id = input.id`.execute(tx)
}

/**
 * A new execution, one for each account when a post begins. For an account that is left out it has
 * the reason.
 */
export type NewExecution = Pick<
  Execution,
  'username' | 'route' | 'caption' | 'comment' | 'language' | 'stagger_ms'
> & {
  account_id: string
  status: 'queued' | 'waiting' | 'skipped'
  delay_ms: number
  waits_for: WaitReason['code'] | null
  reason: string | null
  message: string | null
}

/** Creates the executions of a post; returns the ids of those that are queued. */
export async function insertExecutions(
  tx: Tx,
  postId: string,
  executions: readonly NewExecution[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into executions (post_id, publishing_account_id, username, route, caption, comment, language, status,
        stagger_ms,
        due_at, ended_at, waits_for, error_class, error_message, group_ids)
      select ${postId}::uuid, account_id, username, route, caption, comment, language, status, stagger_ms,
        world_now() + delay_ms * interval '1 ms', case when status = 'skipped' then world_now() end,
        waits_for, reason, message,
        array(
          select m.group_id from post_targets t join group_members m on m.group_id = t.group_id
          where t.post_id = ${postId}::uuid and m.publishing_account_id = account_id order by m.group_id
        )
      from jsonb_to_recordset(${jsonb(executions)}) as r (account_id uuid, username text, route text, caption text,
        comment text, language text, status text, stagger_ms int, delay_ms float8, waits_for text, reason text,
          message text)
      returning id, status
    )
    select id from made where status = 'queued'`.execute(tx)
  return rows.map(({ id }) => id)
}
