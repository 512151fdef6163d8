import type { Tx } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import type { PostToExtract } from '../posts/store/catalog-posts/posts.ts'
import { extractPost } from './extract-post.ts'

/** Queues posts that a model has to read. */
export async function queueExtractions(
  tx: Tx,
  { queue, config }: Pick<Services, 'queue' | 'config'>,
  posts: readonly PostToExtract[],
  inBatches: boolean,
): Promise<void> {
  if (posts.length === 0) return
  const draftMs = config.catalogDraftMs
  const requests = posts.map(({ post_id, revision }) => ({
    post_id,
    revision,
    draft_ms: draftMs,
    in_batch: inBatches,
  }))
  await queue.enqueueMany(tx, extractPost, requests)
}
