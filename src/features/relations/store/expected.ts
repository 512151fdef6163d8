import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'

/** The most accounts of one target: they are compared with each member. */
export const MAX_EXPECTED = 1_000

/** Lists the accounts that need not follow the target of a check back, by name. */
export async function listExpected(db: Db, checkId: string): Promise<string[]> {
  const { rows } = await sql<{ username: string }>`
    select username from relation_expected
    where target_id = (select platform_id from relation_checks where id = ${checkId}::uuid)
    order by username limit ${MAX_EXPECTED}`.execute(db)
  return rows.map(({ username }) => username)
}

/** Replaces the expected accounts of a target, for all of its checks. */
export async function replaceExpected(
  tx: Tx,
  targetId: string,
  usernames: readonly string[],
): Promise<void> {
  await sql`
    delete from relation_expected
    where target_id = ${targetId} and username <> all (${usernames}::text[])`.execute(tx)
  await sql`
    insert into relation_expected (target_id, username)
    select ${targetId}, name from unnest(${usernames}::text[]) name
    on conflict do nothing`.execute(tx)
}
