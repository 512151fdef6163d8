import type { Post } from '../../../platforms/port.ts'

/** What the metrics read of a post. */
export type MeasuredPost = Pick<
  Post,
  'platformId' | 'likeCount' | 'commentCount' | 'productType' | 'isPinned' | 'takenAt'
>
