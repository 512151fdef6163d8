import { z } from 'zod'
import { shortcodeOfId } from '../../../creators/shortcode.ts'
import type { SentPost } from '../../publish-session.ts'
import type { PublishType } from '../../publisher.ts'
import { count, id, lenient, listOf, seconds, text } from '../answers/fields.ts'
import { feedItems } from '../answers/feed-items.ts'

/**
 * Seconds, microseconds or an upload id, depending on the program that made the post: only
 * compared.
 */
const Stamp = z
  .unknown()
  .optional()
  .transform((value) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : null,
  )

const Media = z.object({
  pk: id,
  code: text,
  taken_at: seconds,
  device_timestamp: Stamp,
  media_type: count,
  product_type: text,
  caption: lenient(z.object({ text })),
  carousel_media_count: count,
  carousel_media: lenient(z.array(z.unknown())),
})

const TYPES: Readonly<Record<number, PublishType>> = { 1: 'photo', 2: 'reel', 8: 'carousel' }

export const permalinkOf = (type: PublishType | null, code: string): string =>
  `https://www.instagram.com/${type === 'reel' ? 'reel' : 'p'}/${code}/`

const OwnPost = Media.transform((media): SentPost => {
  const type = TYPES[media.media_type ?? 0] ?? null
  const code = media.code ?? shortcodeOfId(media.pk)
  return {
    post: { mediaId: media.pk, permalink: permalinkOf(type, code) },
    sentAs: media.device_timestamp,
    publishedAt: media.taken_at,
    caption: media.caption?.text ?? null,
    type,
    itemCount: media.carousel_media_count ?? media.carousel_media?.length ?? null,
  }
})

const List = z.object({ items: listOf(z.unknown()) })

/** Returns the readable posts of a feed or a list of reels. */
export const readOwnPosts = (body: unknown): SentPost[] =>
  feedItems(List.parse(body).items).flatMap((item) => OwnPost.safeParse(item).data ?? [])
