import { z } from 'zod'
import { UnexpectedAnswerError } from '../errors.ts'
import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { OwnMedia, OwnMediaChild, OwnMediaPage, OwnMediaType } from '../own-media-reader.ts'
import {
  count,
  id,
  isRecord,
  items,
  readAnswer,
  text,
  timestamp,
  webAddress,
} from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'
import { readPage } from './paging.ts'

const FIELDS = [
  'id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,shortcode,timestamp',
  'like_count,comments_count,children{id,media_type,media_url,thumbnail_url}',
].join(',')

const Child = z
  .object({ id, media_type: text, media_url: webAddress, thumbnail_url: webAddress })
  .transform((child): OwnMediaChild => ({
    platformId: child.id,
    type: mediaType(child.media_type, null),
    mediaUrl: child.media_url,
    thumbnailUrl: child.thumbnail_url,
  }))

const Media = z
  .object({
    id,
    caption: text,
    media_type: text,
    media_product_type: text,
    media_url: webAddress,
    thumbnail_url: webAddress,
    permalink: webAddress,
    shortcode: text,
    timestamp,
    like_count: count,
    comments_count: count,
    children: z.unknown().optional(),
  })
  .transform((media): OwnMedia => ({
    platformId: media.id,
    permalink: media.permalink,
    shortcode: media.shortcode ?? shortcodeOf(media.permalink),
    type: mediaType(media.media_type, media.media_product_type),
    caption: media.caption,
    mediaUrl: media.media_url,
    thumbnailUrl: media.thumbnail_url,
    publishedAt: media.timestamp,
    likeCount: media.like_count,
    commentCount: media.comments_count,
    children: childrenOf(media.children),
  }))

/** The smallest page that is worth another request. */
const SMALLEST_PAGE = 10
/** Meta's code for an answer that would be too large. */
const TOO_MUCH_DATA = 1

/**
 * Lists posts newest first, without stories. A page that is too large for Meta is requested in
 * halves.
 */
export async function listMedia(
  connection: GraphConnection,
  call: GraphCall,
  platformId: string,
  page: { after: string | null; limit: number },
): Promise<OwnMediaPage> {
  const { after, limit } = page
  try {
    const answer = await connection.get(call, {
      path: `${platformId}/media`,
      query: { fields: FIELDS, limit: String(limit), ...(after !== null && { after }) },
      what: 'the list of posts',
    })
    return readMediaPage(answer)
  } catch (error) {
    const isTooMuch = error instanceof GraphError && error.metaCode === TOO_MUCH_DATA
    if (!isTooMuch || limit <= SMALLEST_PAGE) throw error
    return await listMedia(connection, call, platformId, { after, limit: Math.ceil(limit / 2) })
  }
}

function readMediaPage(answer: unknown): OwnMediaPage {
  const { data, after } = readPage(answer, 'list of posts')
  const media = data.flatMap((item) => Media.safeParse(item).data ?? [])
  if (data.length > 0 && media.length === 0) {
    throw new UnexpectedAnswerError("Meta's list of posts has none that can be read")
  }
  return { media, after, unreadable: data.length - media.length }
}

export async function readMedia(
  connection: GraphConnection,
  call: GraphCall,
  mediaId: string,
): Promise<OwnMedia> {
  const query = { fields: FIELDS }
  const answer = await connection.get(call, { path: mediaId, query, what: 'the post' })
  return readAnswer(Media, answer, 'post')
}

/** Only a post has a permalink; an item of a carousel has none. */
export async function hasPermalink(
  connection: GraphConnection,
  call: GraphCall,
  mediaId: string,
): Promise<boolean> {
  const query = { fields: 'id,permalink' }
  const answer = await connection.get(call, { path: mediaId, query, what: 'the post' })
  return readAnswer(z.object({ permalink: webAddress }), answer, 'post').permalink !== null
}

/** A published reel is a VIDEO; only its product type distinguishes it from others. */
function mediaType(type: string | null, product: string | null): OwnMediaType {
  if (product === 'REELS') return 'REEL'
  if (product === 'STORY') return 'STORY'
  if (type === 'CAROUSEL_ALBUM') return 'CAROUSEL'
  return type === 'IMAGE' || type === 'VIDEO' ? type : 'UNKNOWN'
}

export const shortcodeOf = (permalink: string | null): string | null =>
  /\/(?:reel|reels|p|tv)\/([\w-]+)/.exec(permalink ?? '')?.[1] ?? null

function childrenOf(value: unknown): OwnMedia['children'] {
  const list = items.parse(isRecord(value) ? value['data'] : undefined)
  return list.flatMap((item) => Child.safeParse(item).data ?? [])
}
