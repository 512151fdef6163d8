import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import type { DirectLimits } from './direct-limits.ts'
import { readSpending } from './spending.ts'

/** A direct call that is about to be made. */
export type NewCall = {
  blogId: string
  model: string
  /** What it will probably cost; counts until the real cost is known. */
  estimatedUsd: number
  /** Real ms after which a call without an outcome is taken for dead. */
  leaseMs: number
}

export type Admission =
  | { kind: 'admitted'; id: string }
  /** The same creator is being analyzed by another call. */
  | { kind: 'under_way' }
  /** As many are under way as may be, in all processes. */
  | { kind: 'busy' }
  /** The money left for the day (UTC) does not pay for it; it is world time `now`. */
  | { kind: 'unaffordable'; now: Date }

/** Makes the row of a call before it is sent, if there is room and money for it. Calls take turns here. */
export async function admitCall(tx: Tx, call: NewCall, limits: DirectLimits): Promise<Admission> {
  await sql`select pg_advisory_xact_lock(hashtext('gramd direct calls'))`.execute(tx)
  await sql`
    update ai_calls set outcome = 'unanswered'
    where outcome is null and under_way_until <= clock_timestamp()`.execute(tx)
  const { rows } = await sql<{ open: number; same: number }>`
    select count(*)::int as open, count(*) filter (where blog_id = ${call.blogId})::int as same
    from ai_calls where outcome is null and under_way_until is not null`.execute(tx)
  const [under = { open: 0, same: 0 }] = rows
  if (under.same > 0) return { kind: 'under_way' }
  if (under.open >= limits.atOnce) return { kind: 'busy' }
  const { now, spentUsd } = await readSpending(tx)
  if (spentUsd + call.estimatedUsd > limits.budgetUsd) return { kind: 'unaffordable', now }
  const { id } = await tx
    .insertInto('ai_calls')
    .values({
      blog_id: call.blogId,
      purpose: 'analysis',
      model: call.model,
      cost_usd: call.estimatedUsd,
      under_way_until: sql<Date>`clock_timestamp() + make_interval(secs => ${call.leaseMs / 1000})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { kind: 'admitted', id }
}

/** Calls under way in all processes. */
export async function countOpenCalls(db: Db): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from ai_calls
    where outcome is null and under_way_until > clock_timestamp()`.execute(db)
  return rows[0]?.open ?? 0
}

/** How a call ended, and what it cost; null when that is not known, which leaves its estimate. */
export async function finishCall(
  db: Db,
  id: string,
  outcome: string,
  paid: { inputTokens: number; outputTokens: number; costUsd: number } | null,
): Promise<void> {
  await db
    .updateTable('ai_calls')
    .set({
      outcome,
      ...(paid && {
        input_tokens: paid.inputTokens,
        output_tokens: paid.outputTokens,
        cost_usd: paid.costUsd,
      }),
    })
    .where('id', '=', id)
    .execute()
}

export type AnalyzedBlog = {
  id: string
  username: string
  scrapeStatus: string
  scrapedAt: Date | null
}

/** A blog by its id or its username (lower case). */
export async function findBlog(
  db: Db,
  by: { id: string } | { username: string },
): Promise<AnalyzedBlog | undefined> {
  return await selectBlog(db)
    .$if('id' in by, (query) => query.where('id', '=', 'id' in by ? by.id : ''))
    .$if('username' in by, (query) =>
      query
        .where('platform', '=', 'instagram')
        .where('username', '=', 'username' in by ? by.username : ''),
    )
    .executeTakeFirst()
}

/** Keeps a blog for this transaction; undefined when it is gone. */
export async function lockBlog(tx: Tx, id: string): Promise<AnalyzedBlog | undefined> {
  return await selectBlog(tx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
}

const selectBlog = (db: Db) =>
  db
    .selectFrom('blogs')
    .select(['id', 'username', 'scrape_status as scrapeStatus', 'scraped_at as scrapedAt'])

export async function versionOf(db: Db, blogId: string): Promise<number | null> {
  const row = await db
    .selectFrom('blogs')
    .select('ai_version')
    .where('id', '=', blogId)
    .executeTakeFirst()
  return row?.ai_version ?? null
}
