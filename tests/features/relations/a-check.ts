import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { MemberList } from '../../../src/platforms/member-reader.ts'

type GivenList = {
  /** Complete unless it is told otherwise. */
  state?: string
  reason?: string
  reading?: number
  /** Ids of those in it, or more about them. */
  members?: readonly (string | GivenMember)[]
}

type GivenMember = {
  id: string
  /** `u` and the id unless it is told otherwise. */
  username?: string
  isPrivate?: boolean
  isVerified?: boolean
  lastReading?: number
}

type GivenCheck = Partial<Record<MemberList, GivenList>> & {
  status?: string
  username?: string
  platformId?: string | null
}

/** A check that has ended, with what it has found. */
export async function aCheck(db: Db, given: GivenCheck): Promise<string> {
  const { status = 'complete', username = 'target', platformId = '4711' } = given
  const kinds = (['followers', 'following'] as const).filter((kind) => given[kind] !== undefined)
  const { rows } = await sql<{ id: string }>`
    insert into relation_checks (username, platform_id, kinds, status, started_at, completed_at)
    values (${username}, ${platformId}, ${kinds}, ${status}, world_now(),
      case when ${status} not in ('pending', 'running', 'waiting') then world_now() end)
    returning id`.execute(db)
  const id = rows[0]?.id ?? ''
  for (const kind of kinds) await aList(db, id, kind, given[kind] ?? {})
  return id
}

async function aList(db: Db, id: string, kind: MemberList, list: GivenList): Promise<void> {
  const { state = 'complete', reason = null, reading = 1, members = [] } = list
  await db
    .insertInto('relation_lists')
    .values({ check_id: id, kind, state, reason, reading, collected: members.length })
    .execute()
  const rows = members.map((member) => {
    const given: GivenMember = typeof member === 'string' ? { id: member } : member
    return {
      check_id: id,
      kind,
      platform_id: given.id,
      username: given.username ?? `u${given.id}`,
      is_private: given.isPrivate ?? null,
      is_verified: given.isVerified ?? null,
      last_reading: given.lastReading ?? 1,
    }
  })
  if (rows.length > 0) await db.insertInto('relation_members').values(rows).execute()
}

/** Ids from `first` to `last` in a list that has none yet, as fast as the database can. */
export async function fillList(
  db: Db,
  id: string,
  kind: MemberList,
  [first, last]: readonly [number, number],
): Promise<void> {
  await sql`
    insert into relation_members (check_id, kind, platform_id, username, is_private, is_verified, created_at)
    select ${id}::uuid, ${kind}, (n * 7919 % 100000007)::text, 'user.' || n, n % 3 = 0, n % 1000 = 0,
      (select world_now())
    from generate_series(${first}::bigint, ${last}::bigint) n`.execute(db)
  await sql`
    update relation_lists set collected = collected + ${last - first + 1}
    where check_id = ${id} and kind = ${kind}`.execute(db)
}
