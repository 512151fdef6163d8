import type { Post } from '../../../platforms/creators.ts'

/** What the metrics read of a post. */
export type MeasuredPost = Pick<
  Post,
  | 'platformId'
  | 'likeCount'
  | 'commentCount'
  | 'playCount'
  | 'productType'
  | 'isPinned'
  | 'takenAt'
  | 'isPaidPartnership'
  | 'sponsors'
>

/** Whether a post is a reel; 'clips' is the platform's word for it. */
export const isReel = (post: MeasuredPost): boolean => post.productType === 'clips'
