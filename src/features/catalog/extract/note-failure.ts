import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Tx } from '../../../db/handles.ts'
import { endPost } from '../syncs/store/syncs.ts'
import { withoutModel } from './clean-answer.ts'

/** How long a draft waits whose task was queued without that. */
export const USUAL_DRAFT_MS = 7 * 86_400_000

/** After as many failures of the model a person writes the product. */
export const MAX_FAILURES = 3

/** The model gave no answer; at last a draft without it is offered, unless nothing was asked at all. */
export async function noteFailure(
  tx: Tx,
  { post_id, revision }: { post_id: string; revision: number },
  { code, isLast, draftMs }: { code: string; isLast: boolean; draftMs: number },
): Promise<void> {
  const { rows } = await sql<{
    caption: string | null
    failures: number
    pictures: number
    currency: string
    store_id: string
  }>`
    update catalog_posts p set failures = p.failures + ${code === 'cancelled' ? 0 : 1}, updated_at = world_now(),
      -- Nobody reads it any more before another scan: it is no post that waits.
      outcome = case when ${code === 'cancelled'} then coalesce(p.outcome, 'failed') else p.outcome end,
      reason = case when ${code === 'cancelled'} and p.outcome is null then 'cancelled' else p.reason end
    from stores s
    where p.id = ${post_id}::uuid and s.id = p.store_id and p.revision = ${revision} and p.ignored_at is null
    returning p.caption, p.failures, cardinality(p.picture_ids) as pictures, s.currency, p.store_id`.execute(
    tx,
  )
  const [post] = rows
  if (!post) return
  if (code === 'cancelled') {
    await endPost(tx, post_id, { outcome: 'failed', drafts: 0, code, message: 'it was cancelled' })
    return
  }
  if (!isLast && post.failures < MAX_FAILURES) return
  await offerWithoutModel(tx, { postId: post_id, revision, draftMs }, post)
}

async function offerWithoutModel(
  tx: Tx,
  { postId, revision, draftMs }: { postId: string; revision: number; draftMs: number },
  post: { caption: string | null; pictures: number; currency: string; store_id: string },
): Promise<void> {
  const { extracted, confidence, flags } = withoutModel(post.caption, post)
  await sql`
    insert into product_drafts (store_id, post_id, position, extracted, confidence, flags, expires_at)
    values (${post.store_id}::uuid, ${postId}::uuid, 0, ${jsonb(extracted)}, ${confidence}, ${flags}::text[],
      world_now() + ${draftMs} * interval '1 ms')
    on conflict (post_id, position) do nothing`.execute(tx)
  // Of a post that a model has read before, what it read stays: another revision is compared with that, not with this one.
  await sql`
    update catalog_posts set extracted_revision = ${revision}, outcome = 'failed', reason = 'model_failed',
      extracted_caption = case when extracted_pictures = '{}' then caption else extracted_caption end
    where id = ${postId}::uuid`.execute(tx)
  await endPost(tx, postId, {
    outcome: 'failed',
    drafts: 1,
    code: 'model_failed',
    message: 'the model gave no usable answer: the seller writes the product',
  })
}
