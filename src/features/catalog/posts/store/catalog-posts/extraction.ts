import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'
import type { PostToAsk } from './posts.ts'

/** Stores that a model has read a post as it is now, and what came of it. */
export async function storeExtraction(
  tx: Tx,
  { id, revision, caption, picture_ids }: PostToAsk,
  { outcome, reason }: { outcome: string; reason: string | null },
): Promise<void> {
  await sql`
    update catalog_posts set extracted_revision = ${revision}, extracted_caption = ${caption},
      extracted_pictures = ${picture_ids}::text[], extracted_hashes = array(
        select phash from generate_subscripts(${picture_ids}::text[], 1) number
        left join catalog_pictures on post_id = ${id}::uuid and position = number - 1 order by number),
      outcome = ${outcome}, reason = ${reason}, failures = 0, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/** Stores that another revision of a post is what it was: its pictures have other addresses. */
export async function storeUnchanged(
  tx: Tx,
  { id, revision }: Pick<PostToAsk, 'id' | 'revision'>,
): Promise<void> {
  await sql`
    update catalog_posts set extracted_revision = revision, extracted_pictures = picture_ids, updated_at = world_now()
    where id = ${id}::uuid and revision = ${revision}`.execute(tx)
}

/** A post that a model gave no answer about. */
export type FailedPost = {
  caption: string | null
  failures: number
  pictures: number
  currency: string
  store_id: string
}

/**
 * Counts a failure of the model on a revision of a post; a cancelled reading counts none, and ends
 * the wait for it. Returns undefined for a post that has another revision, or that is ignored.
 */
export async function countFailure(
  tx: Tx,
  { post_id, revision }: { post_id: string; revision: number },
  code: string,
): Promise<FailedPost | undefined> {
  const { rows } = await sql<FailedPost>`
    update catalog_posts p set failures = p.failures + ${code === 'cancelled' ? 0 : 1}, updated_at = world_now(),
      -- Nobody reads it any more before another scan: it is no post that waits.
      outcome = case when ${code === 'cancelled'} then coalesce(p.outcome, 'failed') else p.outcome end,
      reason = case when ${code === 'cancelled'} and p.outcome is null then 'cancelled' else p.reason end
    from stores s
    where p.id = ${post_id}::uuid and s.id = p.store_id and p.revision = ${revision} and p.ignored_at is null
    returning p.caption, p.failures, cardinality(p.picture_ids) as pictures, s.currency, p.store_id`.execute(
    tx,
  )
  return rows[0]
}

/**
 * Stores that no model could read a post. What a model read of it before stays: another revision is
 * compared with that.
 */
export async function storeFailure(tx: Tx, postId: string, revision: number): Promise<void> {
  await sql`
    update catalog_posts set extracted_revision = ${revision}, outcome = 'failed', reason = 'model_failed',
      extracted_caption = case when extracted_pictures = '{}' then caption else extracted_caption end
    where id = ${postId}::uuid`.execute(tx)
}

/** The cost of an answer about a post, in US dollars. */
export type PostCost = { post_id: string; usd: number }

/** Adds the cost of answers to their posts; a post may have several. */
export async function addPostCosts(tx: Tx, costs: readonly PostCost[]): Promise<void> {
  await sql`
    update catalog_posts post set cost_usd = post.cost_usd + cost.usd
    from (
      select post_id, sum(usd) as usd
      from jsonb_to_recordset(${jsonb(costs)}) as cost (post_id uuid, usd float8)
      group by post_id
    ) cost
    where post.id = cost.post_id`.execute(tx)
}
