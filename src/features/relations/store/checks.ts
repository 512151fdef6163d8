import { sql, type Insertable } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { DB } from '../../../db/schema.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'
import type { Release } from '../../../queue/task-type.ts'
import { expireLists, insertLists, storeExpected } from './lists.ts'
import {
  confirmed,
  ended,
  endReleased,
  started,
  TURN,
  withAccount,
  type CheckEnd,
  type Estimate,
} from '../../checks/index.ts'

/** The check was removed while its task ran, as an erasure does. */
export class CheckGoneError extends ConflictError {
  override readonly code: string = 'check_gone'
}

/** The questions that a check may answer; mutuals are found by reading both lists. */
export const CHECK_KINDS = ['followers', 'following', 'mutuals'] as const
export type CheckKind = (typeof CHECK_KINDS)[number]

/** The lists that have to be read, each once. */
export function listsFor(kinds: readonly CheckKind[]): MemberList[] {
  const both = kinds.includes('mutuals')
  return (['followers', 'following'] as const).filter((list) => both || kinds.includes(list))
}

/** Stores a check with the lists that it reads. Returns its id. */
export async function insertCheck(
  tx: Tx,
  check: Insertable<DB['relation_checks']>,
  lists: readonly MemberList[],
): Promise<string> {
  const { id } = await tx
    .insertInto('relation_checks')
    .values(check)
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertLists(tx, id, lists)
  return id
}

export type CheckTarget = {
  id: string
  username: string | null
  platform_id: string | null
  created_at: Date
}

/** Whom a check is about. Throws NoSuchRecordError. */
export async function getTarget(db: Db, id: string): Promise<CheckTarget> {
  return await db
    .selectFrom('relation_checks')
    .select(['id', 'username', 'platform_id', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow(() => new NoSuchRecordError(`no relation check ${id}`))
}

export type StoredCheck = NonNullable<Awaited<ReturnType<typeof findCheck>>>

/** Undefined for a check that was removed, as an erasure does. */
export const findCheck = async (db: Db, id: string) =>
  await db
    .selectFrom('relation_checks')
    .select(['id', 'username', 'platform_id', 'max_members', 'is_confirmed', 'may_read_new_only'])
    .where('id', '=', id)
    .executeTakeFirst()

/** Protects a check from removal until the transaction ends. Throws CheckGoneError. */
export async function lockCheck(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql`select from relation_checks where id = ${id} for key share`.execute(tx)
  if (rows.length === 0) throw new CheckGoneError(`no relation check ${id}`)
}

/** Throws CheckGoneError. */
export async function markRunning(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql`
    update relation_checks set ${started} where id = ${id} returning id`.execute(tx)
  if (rows.length === 0) throw new CheckGoneError(`no relation check ${id}`)
}

/** Stores the target's data from its profile, and the estimate of the check. */
export async function storeTarget(
  tx: Tx,
  id: string,
  target: {
    username: string
    platformId: string
    expected: Readonly<Record<MemberList, number | null>>
    account: string
    estimate: Estimate
  },
): Promise<void> {
  const { estimate } = target
  await sql`
    update relation_checks set
      username = ${target.username}, platform_id = ${target.platformId},
      blog_id = (select b.id from shared.blogs b where b.platform = 'instagram'
        and b.platform_id = ${target.platformId}),
      accounts = ${withAccount(target.account)}, estimated_requests = ${estimate.requests},
      estimated_seconds = ${estimate.seconds}
    where id = ${id}`.execute(tx)
  await storeExpected(tx, id, target.expected)
}

/** Replaces what the check is expected to take. */
export async function storeEstimate(
  tx: Tx,
  id: string,
  { requests, seconds }: Estimate,
): Promise<void> {
  await sql`
    update relation_checks set estimated_requests = ${requests}, estimated_seconds = ${seconds}
    where id = ${id}`.execute(tx)
}

/**
 * Ends a check. Lists that have not ended by themselves stay as they are, so that they can be taken
 * up again; what is missing from them is for the check's reason.
 */
export async function endCheck(tx: Tx, id: string, end: CheckEnd): Promise<void> {
  await sql`update relation_checks set ${ended(end)} where id = ${id}`.execute(tx)
}

/** The check waits for a confirmation of its cost; false when it was confirmed meanwhile. */
export async function awaitConfirmation(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ is_confirmed: boolean }>`
    update relation_checks set
      status = case when is_confirmed then 'pending' else 'waiting' end,
      status_reason = case when is_confirmed then null else 'confirmation' end
    where id = ${id}
    returning is_confirmed`.execute(tx)
  if (rows[0]?.is_confirmed) return false
  const event = { event: 'waiting', data: { reason: 'confirmation', until: null } }
  if (rows.length > 0) await insertEvents(tx, id, [event])
  return true
}

export async function deleteChecks(db: Db, ids: readonly string[]): Promise<void> {
  await sql`delete from relation_checks where id = any (${ids}::uuid[])`.execute(db)
}

/** Marks a check whose members are being deleted: its lists must not count as complete. */
export async function expireCheck(db: Db, id: string): Promise<void> {
  await expireLists(db, id)
  await sql`
    update relation_checks set status = 'incomplete', status_reason = 'expired'
    where id = ${id}::uuid and status_reason is distinct from 'expired'`.execute(db)
}

/** Makes the checks of a blog those of another. */
export async function moveChecks(tx: Tx, { from, into }: { from: string; into: string }) {
  const checks = tx.updateTable('relation_checks').set({ blog_id: into })
  await checks.where('blog_id', '=', from).execute()
}

/** Stores the task that reads the lists of a check. */
export async function storeTask(tx: Tx, id: string, taskId: number): Promise<void> {
  await tx.updateTable('relation_checks').set({ task_id: taskId }).where('id', '=', id).execute()
}

/** Adds an account to those that have read for the check. */
export async function addAccount(tx: Tx, id: string, account: string): Promise<void> {
  await sql`
    update relation_checks set accounts = ${withAccount(account)} where id = ${id}`.execute(tx)
}

/** Counts requests that were sent for the profile of the target. */
export async function countCheckRequests(db: Db, id: string, requests: number): Promise<void> {
  if (requests > 0)
    await sql`
      update relation_checks set requests = requests + ${requests} where id = ${id}`.execute(db)
}

/**
 * Confirms the cost of a check that has not ended. Returns whether it had waited for that;
 * undefined when it has ended or was removed.
 */
export async function storeConfirmation(tx: Tx, id: string): Promise<boolean | undefined> {
  const { rows } = await sql<{ waited: boolean }>`
    update relation_checks set ${confirmed} where id = ${id} and completed_at is null
    returning old.status = 'waiting' as waited`.execute(tx)
  return rows[0]?.waited
}

/** An event of a check, by a name that its stream and its history show. */
export type CheckEvent = { event: string; data: Record<string, unknown> }

/**
 * Stores events of a check; nothing when it was removed. Its row is locked first, so that the ids
 * of its events are in the order of their commits, as their streams need.
 */
export async function insertEvents(
  tx: Tx,
  id: string,
  events: readonly CheckEvent[],
): Promise<void> {
  if (events.length === 0) return
  await sql`
    with locked as materialized (select id from relation_checks where id = ${id}::uuid for no key update)
    insert into relation_events (check_id, event, data)
    select locked.id, e.event, e.data
    from locked, jsonb_to_recordset(${jsonb(events)}) as e (event text, data jsonb)`.execute(tx)
}

/** Follows a task that was put back, has failed or was cancelled; what was collected stays. */
export async function releaseCheck(
  tx: Tx,
  id: string,
  release: Pick<Release, 'taskId' | 'status'>,
): Promise<void> {
  const hasSome = sql`exists (select from relation_lists where check_id = ${id}::uuid and collected > 0)`
  const end = await endReleased(tx, release, hasSome)
  await (end ? endCheck(tx, id, end) : insertWait(tx, id, release.taskId))
}

/** One event however often the task is put back for the same reason. */
async function insertWait(tx: Tx, id: string, taskId: number): Promise<void> {
  const { rows } = await sql<{ reason: string; until: Date }>`
    select t.error_code as reason, t.due_at as until
    from shared.scrape_tasks t
    left join lateral (
      select e.event, e.data from relation_events e where e.check_id = ${id}::uuid order by e.id desc limit 1
    ) last on true
    where t.status = 'pending' and t.id = ${taskId} and t.error_code <> ${TURN}
      and (last.event is distinct from 'waiting' or last.data ->> 'reason' is distinct from t.error_code)`.execute(
    tx,
  )
  const events = rows.map((data) => ({ event: 'waiting', data }))
  await insertEvents(tx, id, events)
}
