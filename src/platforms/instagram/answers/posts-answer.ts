import { z } from 'zod'
import type { PostsPage } from '../../creator-reader.ts'
import { feedItems } from './feed-items.ts'
import { cursor, flag, readAnswer, readItems, type OnSkipped } from './fields.ts'
import { Media, postOf } from './media.ts'

const FeedAnswer = z.object({
  items: z.array(z.unknown()),
  more_available: flag,
  next_max_id: cursor,
})

/** Reads a page of `feed/user` of that user. Other items are dropped. */
export function readPosts(body: unknown, platformId: string, onSkipped: OnSkipped): PostsPage {
  const answer = readAnswer(FeedAnswer, body, 'feed')
  const list = { items: feedItems(answer.items), path: 'items', what: 'feed' }
  const { items: media, isWhole } = readItems(Media, list, onSkipped)
  return {
    posts: media.map((each) => postOf(each, platformId)),
    isWhole,
    next: answer.more_available === false ? null : answer.next_max_id,
  }
}
