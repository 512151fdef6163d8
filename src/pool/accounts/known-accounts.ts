import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { isTimeZone } from '../../settings/types.ts'

type Known = { usernames: ReadonlySet<string>; ownerOf: ReadonlyMap<string, string> }

/**
 * Returns which of these usernames are already in the pool, and which accounts have these platform
 * ids.
 */
export async function findKnownAccounts(
  db: Db,
  wanted: { usernames: readonly string[]; platformIds: readonly string[] },
): Promise<Known> {
  const { rows } = await sql<{ username: string; platform_id: string | null }>`
    select username, platform_id from instagram_accounts
    where username = any (${wanted.usernames}::text[]) or platform_id = any (${wanted.platformIds}::text[])`.execute(
    db,
  )
  return {
    usernames: new Set(rows.map(({ username }) => username)),
    ownerOf: new Map(
      rows.flatMap(({ username, platform_id: id }) => (id === null ? [] : [[id, username]])),
    ),
  }
}

/** Returns which of these are names of PostgreSQL's time zones. */
export async function findTimeZones(
  db: Db,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select name from pg_timezone_names where name = any (${names.filter(isTimeZone)}::text[])`.execute(
    db,
  )
  return new Set(rows.map(({ name }) => name))
}

export type UncheckedAccount = { id: string; username: string; source: 'sessionid' | 'file' }

/** Returns those of these accounts whose imported session was never checked. */
export async function findUnchecked(db: Db, ids: readonly string[]): Promise<UncheckedAccount[]> {
  const { rows } = await sql<UncheckedAccount>`
    select id, username, session_source as source from instagram_accounts
    where id = any (${ids}::uuid[]) and state = 'active' and last_verified_at is null
      and session_source in ('sessionid', 'file')
    order by id`.execute(db)
  return rows
}
