import { sql } from 'kysely'
import type { CreatorToErase } from '../../erasures.ts'
import type { Tx, Db } from '../../../db/handles.ts'
import type { MemberList, Member } from '../../../platforms/member-reader.ts'
import { jsonb } from '../../../db/database.ts'
import type { ListPlan } from '../new-only.ts'

export type StoredList = {
  kind: MemberList
  state: string
  reason: string | null
  expected: number | null
  collected: number
  requests: number
  /** The check whose whole reading knows the members, where only new ones are read. */
  base_check_id: string | null
  new_since: Date | null
  whole_because: string | null
  new_members: number
  known_run: number
  /** By how much the profile counts more than at that reading. */
  growth: number | null
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
      'base_check_id',
      'new_since',
      'whole_because',
      'new_members',
      'known_run',
      sql<MemberList>`kind`.as('kind'),
      sql<number | null>`expected - (
        select coalesce(b.expected_at_end, b.expected) from relation_lists b
        where b.check_id = relation_lists.base_check_id and b.kind = relation_lists.kind
      )`.as('growth'),
    ])
    .where('check_id', '=', id)
    .orderBy('kind')
    .execute()
}

/** Stores the lists that a new check reads. */
export async function insertLists(
  tx: Tx,
  checkId: string,
  kinds: readonly MemberList[],
): Promise<void> {
  await tx
    .insertInto('relation_lists')
    .values(kinds.map((kind) => ({ check_id: checkId, kind })))
    .execute()
}

/** Stores how many members the profile of the target says that each list has. */
export async function storeExpected(
  tx: Tx,
  checkId: string,
  { followers, following }: Readonly<Record<MemberList, number | null>>,
): Promise<void> {
  await sql`
    update relation_lists
    set expected = case kind when 'followers' then ${followers}::integer else ${following}::integer end
    where check_id = ${checkId}`.execute(tx)
}

/** Counts a stored page, of which `added` members are new. */
export async function countPage(
  tx: Tx,
  id: string,
  page: { list: MemberList; added: number; reading: number },
): Promise<void> {
  await sql`
    update relation_lists set
      state = ${page.reading > 1 ? 'verifying' : 'reading'}, collected = collected + ${page.added},
      pages = pages + 1, reading = ${page.reading}
    where check_id = ${id} and kind = ${page.list}`.execute(tx)
}

/** Counts requests that were sent for a list. */
export async function countRequests(
  tx: Tx,
  id: string,
  list: MemberList,
  requests: number,
): Promise<void> {
  if (requests > 0)
    await sql`
      update relation_lists set requests = requests + ${requests}
      where check_id = ${id} and kind = ${list}`.execute(tx)
}

/**
 * A list that will not be read any further. `reason` is null for a complete one; `erased` counts
 * members that were left out while it was read, apart from those that were deleted from it.
 */
export async function endList(
  tx: Tx,
  id: string,
  list: MemberList,
  end: { reason: string | null; expected: number | null; erased: number },
): Promise<void> {
  // Its end was reached although only new members were to be read.
  if (end.reason === null)
    await sql`
      update relation_lists set ${NOT_NEW_ONLY}
      where check_id = ${id}::uuid and kind = ${list} and new_since is not null`.execute(tx)
  await tx
    .updateTable('relation_lists')
    .set({
      state: end.reason === null ? 'complete' : 'incomplete',
      reason: end.reason,
      expected_at_end: end.expected,
      erased: sql<number>`erased + ${end.erased}`,
    })
    .where('check_id', '=', id)
    .where('kind', '=', list)
    .execute()
}

/**
 * Stores members; a known one gets its newest name and flags. Returns the ids that the check had
 * not stored before.
 */
export async function storeMembers(
  tx: Tx,
  { checkId, kind }: { checkId: string; kind: MemberList },
  members: readonly Member[],
  reading: number,
): Promise<string[]> {
  if (members.length === 0) return []
  const records = members.map((member) => ({
    platform_id: member.platformId,
    username: member.username,
    is_private: member.isPrivate,
    is_verified: member.isVerified,
  }))
  const { rows } = await sql<{ platform_id: string }>`
    with stored as (
      -- The default of created_at would ask for the world's time once a row.
      insert into relation_members
        (check_id, kind, platform_id, username, is_private, is_verified, last_reading, created_at)
      select ${checkId}::uuid, ${kind}, m.platform_id, m.username, m.is_private, m.is_verified, ${reading},
        (select world_now())
      from jsonb_to_recordset(${jsonb(records)})
        as m (platform_id text, username text, is_private boolean, is_verified boolean)
      on conflict (check_id, kind, platform_id) do update set
        username = excluded.username, is_private = excluded.is_private, is_verified = excluded.is_verified,
        last_reading = excluded.last_reading
      returning platform_id, old.platform_id is null as is_new
    )
    select platform_id from stored where is_new`.execute(tx)
  return rows.map(({ platform_id: id }) => id)
}

/** Forgets what was read of these lists of a check; its requests stay counted. */
export async function resetLists(
  tx: Tx,
  checkId: string,
  kinds: readonly MemberList[],
): Promise<void> {
  await sql`
    delete from relation_members where check_id = ${checkId} and kind = any (${kinds}::text[])`.execute(
    tx,
  )
  await sql`
    update relation_lists set state = 'pending', reason = null, collected = 0, erased = 0, pages = 0,
      reading = 1, expected_at_end = null, new_members = 0, known_run = 0
    where check_id = ${checkId} and kind = any (${kinds}::text[])`.execute(tx)
}

/**
 * Takes a creator out of all lists; `collected` stays the number of stored members, and `erased`
 * says that some are missing. Exported for a test of its plan.
 */
export const membersToErase = ({
  platformIds,
  usernames,
}: Pick<CreatorToErase, 'platformIds' | 'usernames'>) => sql<{ members: number; lists: number }>`
  with gone as (
    delete from relation_members
    where platform_id = any (${platformIds}::text[]) or username = any (${usernames}::text[])
    returning check_id, kind
  ), counted as (
    select check_id, kind, count(*)::int as members from gone group by check_id, kind
  ), changed as (
    update relation_lists l set
      collected = greatest(0, l.collected - counted.members), erased = l.erased + counted.members
    from counted where l.check_id = counted.check_id and l.kind = counted.kind
    returning l.check_id
  )
  select (select count(*)::int from gone) as members, (select count(*)::int from changed) as lists`

/** Deletes all members of checks; returns how many. */
export async function deleteMembers(tx: Tx, checkIds: readonly string[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from relation_members where check_id = any (${checkIds}::uuid[])`.execute(tx)
  return Number(numAffectedRows)
}

/** Deletes members of a check, at most this many; returns how many. */
export async function deleteSomeMembers(db: Db, checkId: string, most: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from relation_members where ctid = any (array(
      select ctid from relation_members where check_id = ${checkId} limit ${most}
    ))`.execute(db)
  return Number(numAffectedRows)
}

/** Marks lists as incomplete because their members are being deleted for their age. */
export async function expireLists(db: Db, checkId: string): Promise<void> {
  await sql`
    update relation_lists set state = 'incomplete', reason = 'expired'
    where check_id = ${checkId}::uuid and reason is distinct from 'expired'`.execute(db)
}

/** Stores how the lists of a check are read, for those that no earlier run has planned. */
export async function storePlans(
  tx: Tx,
  checkId: string,
  plans: readonly ListPlan[],
): Promise<void> {
  for (const plan of plans) {
    const isNew = plan.reads === 'new'
    await sql`
      update relation_lists set
        base_check_id = ${isNew ? plan.baseId : null}::uuid, new_since = ${isNew ? plan.since : null}::timestamptz,
        whole_every = ${isNew ? plan.wholeEvery : null}, whole_because = ${isNew ? null : plan.because}
      where check_id = ${checkId}::uuid and kind = ${plan.kind} and state = 'pending'
        and new_since is null and whole_because is null`.execute(tx)
  }
}

/** The columns of a list whose whole reading it is after all. */
const NOT_NEW_ONLY = sql`
  base_check_id = null, new_since = null, whole_every = null, new_members = 0, known_run = 0`

/** A list that has to be read whole after all. */
export async function readWhole(tx: Tx, checkId: string, kind: MemberList): Promise<void> {
  await sql`
    update relation_lists set ${NOT_NEW_ONLY}, whole_because = 'not_newest_first'
    where check_id = ${checkId}::uuid and kind = ${kind}`.execute(tx)
}

/** Counts new members of a page, and the known ones in a row; returns both as they are then. */
export async function storeNewCounts(
  tx: Tx,
  { checkId, kind }: { checkId: string; kind: MemberList },
  page: { found: number; run: number; keepsRun: boolean; isAgain: boolean },
): Promise<{ new_members: number; known_run: number }> {
  const { found, run, keepsRun, isAgain } = page
  const { rows } = await sql<{ new_members: number; known_run: number }>`
    update relation_lists set new_members = new_members + ${found},
      known_run = case
        when ${keepsRun && isAgain} then known_run
        when ${keepsRun} then known_run + ${run}
        else ${run} end
    where check_id = ${checkId}::uuid and kind = ${kind}
    returning new_members, known_run`.execute(tx)
  return rows[0] ?? { new_members: 0, known_run: 0 }
}
