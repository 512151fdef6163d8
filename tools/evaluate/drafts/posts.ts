import { HELD_OUT_POSTS } from './held-out-posts.ts'
import { type LabelledPost, oneOfEachKind } from './labelled-post.ts'
import { DEVELOPMENT_POSTS } from './development-posts.ts'

/**
 * The labelled set, both halves, with alternating kinds and halves, so that any first part has all
 * of them.
 */
export const LABELLED_POSTS: readonly LabelledPost[] = oneOfEachKind(
  [...DEVELOPMENT_POSTS, ...HELD_OUT_POSTS].sort((a, b) => (a.id < b.id ? -1 : 1)),
)
