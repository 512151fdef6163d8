import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../../db/database.ts'
import type { MemberList } from '../../platforms/member-reader.ts'
import type { EndStatus } from '../checks/index.ts'
import { CheckGoneError } from './errors.ts'

/** What a check may be asked for; mutuals are found by reading both lists. */
export const CHECK_KINDS = ['followers', 'following', 'mutuals'] as const
export type CheckKind = (typeof CHECK_KINDS)[number]

/** The lists that have to be read, each once. */
export function listsFor(kinds: readonly CheckKind[]): MemberList[] {
  const both = kinds.includes('mutuals')
  return (['followers', 'following'] as const).filter((list) => both || kinds.includes(list))
}

/** A check as relation_checks has it. */
export type StoredCheck = {
  id: string
  blog_id: string | null
  username: string | null
  platform_id: string | null
  kinds: CheckKind[]
  max_members: number | null
  is_confirmed: boolean
}

export type StoredList = {
  kind: MemberList
  state: string
  reason: string | null
  expected: number | null
  collected: number
  requests: number
}

export type NewCheck = {
  username: string | null
  platformId: string | null
  blogId: string | null
  kinds: readonly CheckKind[]
  lists: readonly MemberList[]
  max: number | null
  isConfirmed: boolean
}

export async function insertCheck(tx: Tx, check: NewCheck): Promise<string> {
  const { id } = await tx
    .insertInto('relation_checks')
    .values({
      username: check.username,
      platform_id: check.platformId,
      blog_id: check.blogId,
      kinds: [...check.kinds],
      max_members: check.max,
      is_confirmed: check.isConfirmed,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('relation_lists')
    .values(check.lists.map((kind) => ({ check_id: id, kind })))
    .execute()
  return id
}

export async function nameTask(tx: Tx, id: string, taskId: number): Promise<void> {
  await tx.updateTable('relation_checks').set({ task_id: taskId }).where('id', '=', id).execute()
}

/** Undefined for a check that was removed, as an erasure does. */
export async function findCheck(db: Db, id: string): Promise<StoredCheck | undefined> {
  return await db
    .selectFrom('relation_checks')
    .select(['id', 'blog_id', 'username', 'platform_id', 'max_members', 'is_confirmed'])
    .select(sql<CheckKind[]>`kinds`.as('kinds'))
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The lists of a check, followers first. */
export async function listsOf(db: Db, id: string): Promise<StoredList[]> {
  return await db
    .selectFrom('relation_lists')
    .select([
      'state',
      'reason',
      'expected',
      'collected',
      'requests',
      sql<MemberList>`kind`.as('kind'),
    ])
    .where('check_id', '=', id)
    .orderBy('kind')
    .execute()
}

/** Keeps a check where it is until the transaction ends. Throws CheckGoneError. */
export async function holdCheck(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql`select from relation_checks where id = ${id} for key share`.execute(tx)
  if (rows.length === 0) throw new CheckGoneError(`no relation check ${id}`)
}

/** Throws CheckGoneError. */
export async function markRunning(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql`
    update relation_checks
    set status = 'running', status_reason = null, completed_at = null, started_at = coalesce(started_at, world_now())
    where id = ${id}
    returning id`.execute(tx)
  if (rows.length === 0) throw new CheckGoneError(`no relation check ${id}`)
}

/** What the profile of the target says. */
export async function storeTarget(
  tx: Tx,
  id: string,
  target: {
    username: string
    platformId: string
    expected: Readonly<Record<MemberList, number | null>>
    account: string
  },
): Promise<void> {
  await sql`
    update relation_checks set
      username = ${target.username}, platform_id = ${target.platformId},
      blog_id = (select b.id from blogs b where b.platform = 'instagram' and b.platform_id = ${target.platformId}),
      accounts = case when ${target.account} = any (accounts) then accounts else accounts || ${target.account}::text end
    where id = ${id}`.execute(tx)
  await sql`
    update relation_lists
    set expected = case kind when 'followers' then ${target.expected.followers}::integer
      else ${target.expected.following}::integer end
    where check_id = ${id}`.execute(tx)
}

/** A page of a list has been stored: `added` of its members are new. */
export async function countPage(
  tx: Tx,
  id: string,
  page: { list: MemberList; added: number; account: string; reading: number },
): Promise<void> {
  await sql`
    update relation_lists set
      state = ${page.reading > 1 ? 'verifying' : 'reading'}, collected = collected + ${page.added},
      pages = pages + 1, reading = ${page.reading}
    where check_id = ${id} and kind = ${page.list}`.execute(tx)
  await sql`
    update relation_checks set accounts = accounts || ${page.account}::text
    where id = ${id} and ${page.account} <> all (accounts)`.execute(tx)
}

/** Requests that were sent, for the profile (null) or for a list. */
export async function countRequests(
  db: Db,
  id: string,
  list: MemberList | null,
  requests: number,
): Promise<void> {
  if (requests === 0) return
  await (
    list === null
      ? sql`update relation_checks set requests = requests + ${requests} where id = ${id}`
      : sql`
        update relation_lists set requests = requests + ${requests}
        where check_id = ${id} and kind = ${list}`
  ).execute(db)
}

/** A list that will not be read any further. `reason` is null for a complete one. */
export async function endList(
  tx: Tx,
  id: string,
  list: MemberList,
  end: { reason: string | null; expected: number | null },
): Promise<void> {
  await tx
    .updateTable('relation_lists')
    .set({
      state: end.reason === null ? 'complete' : 'incomplete',
      reason: end.reason,
      expected_at_end: end.expected,
    })
    .where('check_id', '=', id)
    .where('kind', '=', list)
    .execute()
}

/**
 * Ends a check. Lists that have not ended by themselves stay as they are, so that they can be taken up again; what is
 * missing from them is for the check's reason.
 */
export async function endCheck(
  tx: Tx,
  id: string,
  end: { status: EndStatus; reason: string | null },
): Promise<void> {
  await sql`
    update relation_checks set status = ${end.status}, status_reason = ${end.reason}, completed_at = world_now()
    where id = ${id}`.execute(tx)
}

/** The check waits until somebody confirms what it will cost; false when somebody has done so meanwhile. */
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

export async function deleteCheck(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('relation_checks').where('id', '=', id).execute()
}

export async function storeEstimate(
  tx: Tx,
  id: string,
  estimate: { requests: number; seconds: number | null },
): Promise<void> {
  await tx
    .updateTable('relation_checks')
    .set({ estimated_requests: estimate.requests, estimated_seconds: estimate.seconds })
    .where('id', '=', id)
    .execute()
}

/**
 * Tells what has happened to a check; nothing when it was removed. Its row is locked first: the ids of its events are in the
 * order of their commits, as those who watch need.
 */
export async function insertEvents(
  tx: Tx,
  id: string,
  events: readonly { event: string; data: Record<string, unknown> }[],
): Promise<void> {
  if (events.length === 0) return
  await sql`
    with held as materialized (select id from relation_checks where id = ${id}::uuid for no key update)
    insert into relation_events (check_id, event, data)
    select held.id, e.event, e.data
    from held, jsonb_to_recordset(${jsonb(events)}) as e (event text, data jsonb)`.execute(tx)
}
