import type { Account } from '../account.ts'
import type { MadePost } from './book.ts'

const TYPES = { photo: 1, reel: 2, carousel: 8 } as const

/** A post as its owner sees it. */
export const ownMedia = (account: Account, post: MadePost): Record<string, unknown> => ({
  pk: BigInt(post.pk),
  id: `${post.pk}_${account.pk}`,
  code: post.code,
  taken_at: Math.floor(post.at / 1_000),
  device_timestamp: post.returnsUploadId ? BigInt(post.uploadId) : Math.floor(post.at / 1_000),
  media_type: TYPES[post.type],
  product_type: { photo: 'feed', reel: 'clips', carousel: 'carousel_container' }[post.type],
  caption: post.caption === null ? null : { pk: '1', text: post.caption },
  user: { pk: account.pk, username: account.username },
  image_versions2: { candidates: [] },
  like_count: 0,
  comment_count: post.comments.length,
  ...(post.type === 'carousel' && {
    carousel_media_count: post.files.length,
    carousel_media: post.files.map((_file, at) => ({
      pk: BigInt(post.pk) + BigInt(at + 1),
      media_type: 1,
      carousel_parent_id: `${post.pk}_${account.pk}`,
    })),
  }),
})
