import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'

const VERSIONS = 1_000

/**
 * Forgets insights that are more than `keepMs` old (world time) and that newer ones have replaced; returns how many. An
 * aborted signal ends it between two steps.
 */
export async function forgetOldInsights(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  return await deleteInSteps(db, oldInsightsQuery(keepMs), VERSIONS, signal)
}

/** Apart from `forgetOldInsights` so that a test can ask PostgreSQL to explain it. */
export const oldInsightsQuery = (keepMs: number) => sql`
  delete from ai_insights where ctid = any (array(
    select i.ctid
    from ai_insights i
    where i.created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and i.version < (select b.ai_version from blogs b where b.id = i.blog_id)
    order by i.created_at
    limit ${sql.lit(VERSIONS)}
    for update of i skip locked
  ))`
