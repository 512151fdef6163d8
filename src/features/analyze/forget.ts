import { sql } from 'kysely'
import { BLANK, callPattern, type CreatorIdentity } from '../../creators/identity.ts'
import type { Db, Tx } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { Forgotten } from '../../queue/care/erase.ts'
import type { ForgottenCreator } from '../manifest.ts'

/** Takes a creator's names out of what was ever said of others. */
export async function forgetNames(
  tx: Tx,
  { usernames }: CreatorIdentity,
): Promise<Record<string, number>> {
  const pattern = callPattern(usernames)
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

/**
 * Removes what was ever said of a creator; the newest of that is the blog's, too. Of a batch that is under way, the row of a
 * creator whose task is gone is paid and read, and goes nowhere.
 *
 * A file that is uploaded and not used yet counts as not written: it is written again, without those whose tasks are gone,
 * and the old one deleted. One that OpenAI may have a batch of by now stays as it is. A batch whose file is being written
 * is changed as well, so that whoever stores the file waits for the erasure and sees who is gone.
 */
export async function forgetAnalysis(tx: Tx, { blogIds }: ForgottenCreator): Promise<Forgotten> {
  const insights = await sql`
    delete from ai_insights where blog_id = any (${blogIds}::uuid[])`.execute(tx)
  await sql`
    update ai_batches b set prompt_version = null
    where b.files_deleted_at is null and b.status = 'preparing'
      and exists (
        select from ai_batch_rows r
        where r.batch_id = b.id
          and not exists (select from open_tasks t where t.id = r.task_id and t.batch_id = b.id)
      )`.execute(tx)
  return { removed: { ai_insights: Number(insights.numAffectedRows ?? 0n) }, changed: {} }
}

const CALLS = 1_000

/**
 * Forgets direct calls that are more than `keepMs` old (world time), with what they cost, and what people were told so long
 * ago; returns how many calls. An aborted signal ends it between two steps.
 */
export async function forgetOldCalls(db: Db, keepMs: number, signal: AbortSignal): Promise<number> {
  const oldest = sql`(select world_now()) - make_interval(secs => ${keepMs / 1000})`
  await sql`delete from ai_told where told_at < ${oldest}`.execute(db)
  return await deleteInSteps(
    db,
    sql`
      delete from ai_calls where id = any (array(
        select id from ai_calls where created_at < ${oldest} order by created_at limit ${sql.lit(CALLS)}
      ))`,
    CALLS,
    signal,
  )
}

/** Each may have thousands of rows, which go with it. */
const BATCHES = 5

/**
 * Forgets batches whose results were read more than `keepMs` ago (world time), with what each row cost, once OpenAI has
 * no file of them any more; returns how many. An aborted signal ends it between two steps.
 */
export async function forgetOldBatches(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  return await deleteInSteps(db, oldBatchesQuery(keepMs), BATCHES, signal)
}

/** Apart from `forgetOldBatches` so that a test can ask PostgreSQL to explain it. */
export const oldBatchesQuery = (keepMs: number) => sql`
  delete from ai_batches where id = any (array(
    select id from ai_batches
    where ingested_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and files_deleted_at is not null
    order by ingested_at
    limit ${sql.lit(BATCHES)}
    for update skip locked
  ))`
