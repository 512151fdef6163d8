import { requireAccount, type Call } from '../call.ts'
import { pictureUrl, postPictureUrl, videoUrl } from '../cdn.ts'
import { invalid } from '../errors.ts'
import { named, parseFields, project, type Field, type Resolvers } from '../fields.ts'
import { limitOf, pageOf, readCursor } from '../paging.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import type { Account } from '../world/accounts.ts'
import { reportedMetric } from '../world/metrics.ts'
import { childIds, postsOf, storiesOf, type Position, type Post } from '../world/posts.ts'
import { insightsOf } from './insights.ts'

/** Meta lists no more. */
const MAX_LISTED = 10_000

/** `GET /{account}/media`: posts and reels, newest first. */
export function listMedia(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'basic')
  const { params, at } = call
  const limit = limitOf(call)
  const fields = fieldsOf(params, named('id'))
  const since = timeOf(params, 'since')
  const until = timeOf(params, 'until')
  const found: Post[] = []
  let skipped = 0
  for (const post of postsOf(account, at, positionOf(params.get('after')))) {
    skipped += 1
    const isTooOld = since !== null && post.publishedAt < since
    if (isTooOld || found.length > limit || skipped > MAX_LISTED) break
    if (until === null || post.publishedAt < until) found.push(post)
  }
  const selected = found.slice(0, limit)
  const page = pageOf(call, selected, {
    token: token.token,
    cursor: ({ publishedAt, id }) => [publishedAt, id],
    hasMore: found.length > limit,
  })
  return {
    ...page,
    data: selected.map((post) => project('IGMedia', mediaOf(call, token, post), fields)),
  }
}

/** `GET /{account}/stories`: the active ones. */
export function listStories(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'basic')
  const fields = fieldsOf(call.params, named('id'))
  const stories = storiesOf(account, call.at)
  return { data: stories.map((post) => project('IGMedia', mediaOf(call, token, post), fields)) }
}

/** `GET /{media}`. */
export function readMedia(call: Call, token: Token, post: Post) {
  requireAccount(call, token, post.account)
  requireRight(token, 'basic')
  return project('IGMedia', mediaOf(call, token, post), fieldsOf(call.params, named('id')))
}

/** `DELETE /{media}`: with Facebook Login alone. */
export function deleteMedia(call: Call, token: Token, post: Post) {
  requireAccount(call, token, post.account)
  requireRight(token, 'contents')
  const { changes } = post.account
  changes.set(post.id, { ...changes.get(post.id), deletedAt: call.at })
  return { success: true }
}

/** `GET /{part of an album}`: it has no address of its own. */
export function readPart(call: Call, token: Token, { post, id }: { post: Post; id: string }) {
  requireAccount(call, token, post.account)
  requireRight(token, 'basic')
  return project('IGMedia', partOf(call, post, id), fieldsOf(call.params, named('id')))
}

/** `GET /{album}/children`. */
export function listParts(call: Call, token: Token, post: Post) {
  requireAccount(call, token, post.account)
  requireRight(token, 'basic')
  const fields = fieldsOf(call.params, named('id'))
  return { data: childIds(post).map((id) => project('IGMedia', partOf(call, post, id), fields)) }
}

/** The list in `fields=`. */
export function fieldsOf(params: URLSearchParams, usual: readonly Field[]): readonly Field[] {
  const text = params.get('fields')
  return text === null || text === '' ? usual : parseFields(text)
}

/** `2026-11-20T10:00:00+0000`, as Meta writes times. */
export const metaTime = (ms: number): string =>
  new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+0000')

const permalinkOf = ({ id, product, shortcode, account }: Post): string => {
  if (product === 'STORY') return `https://www.instagram.com/stories/${account.username}/${id}/`
  return `https://www.instagram.com/${product === 'REELS' ? 'reel' : 'p'}/${shortcode}/`
}

function mediaOf(call: Call, token: Token, post: Post): Resolvers {
  const { context, at } = call
  const { account } = post
  const valueOf = (metric: string) => reportedMetric(post, metric, { at, lagHours: 0 }) ?? 0
  const total = (metric: string) => () => (token.login === 'facebook' ? valueOf(metric) : undefined)
  const isVideo = post.type === 'VIDEO'
  return {
    id: () => post.id,
    ig_id: () => post.id,
    caption: () => post.caption || undefined,
    media_type: () => post.type,
    media_product_type: () => post.product,
    media_url: () => (isVideo ? videoUrl(context, post.id, at) : postPictureUrl(context, post, at)),
    thumbnail_url: () => (isVideo ? postPictureUrl(context, post, at) : undefined),
    permalink: () => permalinkOf(post),
    shortcode: () => post.shortcode,
    timestamp: () => metaTime(post.publishedAt),
    username: () => account.username,
    owner: () => ({ id: account.igId }),
    children: ({ fields }) =>
      post.children === 0
        ? undefined
        : {
            data: childIds(post).map((id) =>
              project('IGMedia', partOf(call, post, id), fields ?? named('id')),
            ),
          },
    like_count: () => (post.likesHidden ? undefined : valueOf('likes')),
    comments_count: () => valueOf('comments'),
    is_comment_enabled: () => true,
    is_shared_to_feed: () => (post.product === 'REELS' ? true : undefined),
    alt_text: () => undefined,
    media_audio_type: () => (post.product === 'REELS' ? 'ORIGINAL_SOUND' : undefined),
    legacy_instagram_media_id: () => post.id,
    saved_count: total('saved'),
    shares_count: total('shares'),
    reposts_count: total('reposts'),
    total_like_count: total('likes'),
    total_comments_count: total('comments'),
    total_views_count: total('views'),
    insights: ({ args }) => insightsOf(call, token, post, args['metric'] ?? ''),
  }
}

function partOf({ context, at }: Call, post: Post, id: string): Resolvers {
  return {
    id: () => id,
    media_type: () => 'IMAGE',
    media_url: () => pictureUrl(context, id, at),
    thumbnail_url: () => undefined,
    permalink: () => undefined,
    timestamp: () => metaTime(post.publishedAt),
    username: () => post.account.username,
    owner: () => ({ id: post.account.igId }),
  }
}

function positionOf(after: string | null): Position | null {
  if (after === null) return null
  const value = readCursor(after)
  const [publishedAt, id] = Array.isArray(value) ? (value as unknown[]) : []
  if (typeof publishedAt !== 'number' || typeof id !== 'string') throw invalid('Invalid cursor')
  return { publishedAt, id }
}

/** Seconds since 1970 or a date, as ms; null without the parameter. */
export function timeOf(params: URLSearchParams, name: string): number | null {
  const text = params.get(name)
  if (text === null) return null
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text)
  if (Number.isNaN(ms)) throw invalid(`param ${name} must be a valid date or unix timestamp`)
  return ms
}
