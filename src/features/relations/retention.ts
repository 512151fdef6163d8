import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

const MEMBERS = 10_000

/**
 * Forgets checks that were begun more than `keepMs` ago (world time) and are not at work, oldest first; their members, who
 * may be a million, before them and in small batches. Returns how many checks. An aborted signal ends it between two batches.
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
    await openLists(db, check.id)
    const members = await sql`
      delete from relation_members where ctid = any (array(
        select ctid from relation_members where check_id = ${check.id} limit ${MEMBERS}
      ))`.execute(db)
    if ((members.numAffectedRows ?? 0n) === BigInt(MEMBERS)) continue
    await sql`delete from relation_checks where id = ${check.id}`.execute(db)
    forgotten += 1
  }
}

/** Whoever looks at a check that is half forgotten must not take its lists for whole. */
async function openLists(db: Db, id: string): Promise<void> {
  await sql`
    with lists as (
      update relation_lists set state = 'incomplete', reason = 'forgotten'
      where check_id = ${id}::uuid and reason is distinct from 'forgotten'
      returning check_id
    )
    update relation_checks set status = 'incomplete', status_reason = 'forgotten'
    where id in (select check_id from lists)`.execute(db)
}

/** Apart from `forgetOldRelations` so that a test can ask PostgreSQL to explain it. */
export const oldChecksQuery = (keepMs: number) => sql<{ id: string }>`
  select c.id from relation_checks c
  where c.created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
    and not exists (select from scrape_tasks t where t.status in ('pending', 'running') and t.id = c.task_id)
  order by c.created_at
  limit 1`
