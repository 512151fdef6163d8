import { setTime } from './store/posts/times.ts'
import { ConflictError } from '../../../base/errors.ts'
import { isToTranslate, requireFiles, requireLanguage } from './start-post.ts'
import type { BeginServices } from './begin-post.ts'
import { planPost } from './plan.ts'
import { requireEditable, settleUnbegun } from './store/posts/post-state.ts'
import { getPost, lockPost } from './store/posts/posts.ts'
import { translatePost } from './tasks/translate-post.ts'

/**
 * Sets the time of a post, and starts the translation of captions that it lacks; null removes the
 * time. Returns whether it is being translated. Throws NoSuchRecordError,
 * CaptionLanguageNeededError, and ConflictError when it has begun or has no files or accounts.
 */
export async function schedulePost(
  services: BeginServices,
  id: string,
  time: { at: string; zone: string } | null,
): Promise<boolean> {
  const { db, queue } = services
  const found = await getPost(db, id)
  requireEditable(found)
  const plan = time === null ? null : await planPost(services, found)
  if (plan) {
    requireFiles(found)
    requireLanguage(plan)
  }
  const needs = plan !== null && isToTranslate(plan)
  return await db.transaction().execute(async (tx) => {
    // The task before the post, as when a translation ends.
    if (needs) await queue.enqueue(tx, translatePost, { post_id: id })
    const post = await lockPost(tx, id)
    requireEditable(post)
    if (time !== null) {
      requireFiles(post)
      if (post.groups.length + post.accounts.length === 0)
        throw new ConflictError('the post has no accounts: choose groups or accounts')
    }
    await setTime(tx, id, time)
    await settleUnbegun(tx, id, needs ? 'begins' : 'as it is')
    return time !== null && (needs || post.status === 'translating')
  })
}
