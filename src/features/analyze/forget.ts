import { sql } from 'kysely'
import { BLANK, mentionPattern, type CreatorIdentity } from '../../creators/identity.ts'
import type { Db, Tx } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { Forgotten } from '../../queue/care/erase.ts'
import type { ForgottenCreator } from '../manifest.ts'

/** Takes a creator's names out of what was ever said of others. */
export async function forgetNames(
  tx: Tx,
  { usernames }: CreatorIdentity,
): Promise<Record<string, number>> {
  const pattern = mentionPattern(usernames)
  if (pattern === null) return {}
  const { numAffectedRows = 0n } = await namingInsights(usernames, pattern).execute(tx)
  return { ai_insights: Number(numAffectedRows) }
}

/** Apart from `forgetNames` so that a test can ask PostgreSQL to explain it. */
export const namingInsights = (usernames: readonly string[], pattern: string) => sql`
  update ai_insights
  set insights = regexp_replace(insights::text, ${pattern}, ${`\\1${BLANK}`}, 'gi')::jsonb
  where told_names(insights::text) && ${usernames}::text[]`

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

/** Removes what was ever said of a creator; the newest of that is the blog's, too. */
export async function forgetAnalysis(tx: Tx, { blogIds }: ForgottenCreator): Promise<Forgotten> {
  const insights = await sql`
    delete from ai_insights where blog_id = any (${blogIds}::uuid[])`.execute(tx)
  return { removed: { ai_insights: Number(insights.numAffectedRows ?? 0n) }, changed: {} }
}
