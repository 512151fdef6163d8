import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'

const BATCH = 1_000

/**
 * Forgets creators who were last seen more than `keepMs` ago (world time), in small batches; returns how many. An
 * aborted signal ends it between two batches.
 */
export async function forgetLongSeen(db: Db, keepMs: number, signal: AbortSignal): Promise<number> {
  return await deleteInSteps(db, longSeenQuery(keepMs), BATCH, signal)
}

/** Apart from `forgetLongSeen` so that a test can ask PostgreSQL to explain it. */
export const longSeenQuery = (keepMs: number) => sql`
  delete from seen_creators where ctid = any (array(
    select ctid from seen_creators
    where seen_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
    order by seen_at
    limit ${sql.lit(BATCH)}
    for update skip locked
  ))`
