import type { Tx } from '../../db/database.ts'
import type { StoredBatch } from './batch-store.ts'
import { cleanAnswer, type Dropped } from './clean-answer.ts'
import type { AIInsights } from './insights.ts'
import type { Answer } from './insights-store.ts'
import { PROMPT_VERSION } from './prompt.ts'
import { readQuotedProfiles } from './quoted-profiles.ts'

/** A row of a batch; without insights when it was not answered well. */
type Read = { taskId: number; blogId: string | null; insights: AIInsights | null }

/** Profiles whose texts are in memory at a time. */
const PROFILES_AT_ONCE = 50

/**
 * The answers of these rows as they may be stored. Evidence is looked up in what is known of the profile now, without the
 * posts that were found after the batch was sent: what the creator has taken back since is not quoted.
 */
export async function cleanAnswers(
  tx: Tx,
  batch: StoredBatch,
  rows: readonly Read[],
  dropped: Dropped,
): Promise<Answer[]> {
  // By blog, because a creator who was folded into another may have two tasks.
  const byBlog = new Map<string, Omit<Answer, 'model' | 'promptVersion' | 'batchId' | 'askedAt'>>()
  for (const { blogId, insights, taskId } of rows) {
    if (blogId && insights) byBlog.set(blogId, { blogId, insights, taskId })
  }
  const asked = {
    batchId: batch.id,
    askedAt: batch.sent_at,
    model: batch.model,
    promptVersion: batch.prompt_version ?? PROMPT_VERSION,
  }
  const cleaned: Answer[] = []
  for (let at = 0; at < byBlog.size; at += PROFILES_AT_ONCE) {
    const some = [...byBlog.values()].slice(at, at + PROFILES_AT_ONCE)
    const blogIds = some.map(({ blogId }) => blogId)
    const profiles = await readQuotedProfiles(tx, blogIds, batch.sent_at)
    for (const answer of some) {
      const profile = profiles.get(answer.blogId)
      const insights = profile && cleanAnswer(answer.insights, profile, dropped)
      if (insights) cleaned.push({ ...answer, ...asked, insights })
    }
  }
  return cleaned
}
