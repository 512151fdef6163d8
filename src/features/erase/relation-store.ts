import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import type { Forgotten } from '../../queue/forget.ts'
import type { ForgottenCreator } from '../manifest.ts'

/** Removes the checks of a creator, and the creator from what checks of others have found. */
export async function forgetRelations(
  tx: Tx,
  { blogIds, platformIds, usernames }: ForgottenCreator,
): Promise<Forgotten> {
  const members = await sql`
    delete from relation_members
    where check_id in (select id from relation_checks where blog_id = any (${blogIds}::uuid[]))
      or platform_id = any (${platformIds}::text[]) or username = any (${usernames}::text[])`.execute(
    tx,
  )
  const checks = await sql`
    delete from relation_checks where blog_id = any (${blogIds}::uuid[])`.execute(tx)
  return {
    removed: {
      relation_members: Number(members.numAffectedRows ?? 0n),
      relation_checks: Number(checks.numAffectedRows ?? 0n),
    },
    changed: {},
  }
}

const MEMBERS = 10_000

/**
 * Forgets checks that were begun more than `keepMs` ago (world time), oldest first; their members, who may be a million,
 * before them and in small batches. Returns how many checks. An aborted signal ends it between two batches.
 */
export async function forgetOldRelations(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  for (let forgotten = 0; ;) {
    const { rows } = await oldChecksQuery(keepMs).execute(db)
    const [check] = rows
    if (!check || signal.aborted) return forgotten
    const members = await sql`
      delete from relation_members where ctid = any (array(
        select ctid from relation_members where check_id = ${check.id} limit ${MEMBERS}
      ))`.execute(db)
    if ((members.numAffectedRows ?? 0n) === BigInt(MEMBERS)) continue
    await sql`delete from relation_checks where id = ${check.id}`.execute(db)
    forgotten += 1
  }
}

/** Apart from `forgetOldRelations` so that a test can ask PostgreSQL to explain it. */
export const oldChecksQuery = (keepMs: number) => sql<{ id: string }>`
  select id from relation_checks
  where created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
  order by created_at
  limit 1`
