import type { Tx } from '../../../db/handles.ts'
import { offerDraft } from '../drafts/store/product-drafts/from-posts.ts'
import {
  countFailure,
  storeFailure,
  type FailedPost,
} from '../posts/store/catalog-posts/extraction.ts'
import { endPost } from '../syncs/store/catalog-syncs/syncs.ts'
import { withoutModel } from './clean-answer.ts'

/** The time in ms that a draft waits whose task was queued without one. */
export const USUAL_DRAFT_MS = 7 * 86_400_000

/** The number of failures of the model after which a person writes the product. */
export const MAX_FAILURES = 3

/**
 * The model gave no answer; at last a draft without it is offered, unless nothing was asked at all.
 */
export async function noteFailure(
  tx: Tx,
  { post_id, revision }: { post_id: string; revision: number },
  { code, isLast, draftMs }: { code: string; isLast: boolean; draftMs: number },
): Promise<void> {
  const post = await countFailure(tx, { post_id, revision }, code)
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
  post: FailedPost,
): Promise<void> {
  const offered = { id: postId, store_id: post.store_id }
  await offerDraft(tx, offered, withoutModel(post.caption, post), draftMs)
  await storeFailure(tx, postId, revision)
  await endPost(tx, postId, {
    outcome: 'failed',
    drafts: 1,
    code: 'model_failed',
    message: 'the model gave no usable answer: the seller writes the product',
  })
}
