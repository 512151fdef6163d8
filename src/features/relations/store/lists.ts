import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { Member, MemberList } from '../../../platforms/member-reader.ts'
import { withAccount } from '../../checks/index.ts'

export type StoredList = {
  kind: MemberList
  state: string
  reason: string | null
  expected: number | null
  collected: number
  requests: number
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

/** Counts a stored page, of which `added` members are new. */
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
    update relation_checks set accounts = ${withAccount(page.account)} where id = ${id}`.execute(tx)
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

/** Stores members; a known one gets its newest name and flags. Returns how many are new. */
export async function storeMembers(
  tx: Tx,
  { checkId, kind }: { checkId: string; kind: MemberList },
  members: readonly Member[],
  reading: number,
): Promise<number> {
  if (members.length === 0) return 0
  const records = members.map((member) => ({
    platform_id: member.platformId,
    username: member.username,
    is_private: member.isPrivate,
    is_verified: member.isVerified,
  }))
  const { rows } = await sql<{ added: number }>`
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
      returning old.platform_id is null as is_new
    )
    select count(*) filter (where is_new)::int as added from stored`.execute(tx)
  return rows[0]?.added ?? 0
}
