import { fail, ok, plain } from '../answer.ts'
import { mediaOf } from '../wire/media.ts'
import type { Creator } from '../world/creator.ts'
import { textField } from './field.ts'
import { ownPosts } from './own-media.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { findTarget, notAuthorized } from './target.ts'

const DEFAULT_PAGE = 12
const MAX_PAGE = 33
const CLIPS_MAX_PAGE = 50

export const feedRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v1\/feed\/user\/([^/]+)\/$/,
    endpointClass: 'feed',
    needsSession: true,
    answer: userFeed,
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/clips\/user\/$/,
    endpointClass: 'clips',
    needsSession: true,
    answer: userClips,
  },
]

/** Posts of a profile; `max_id` is `<id of the last post shown>_<id of the user>`. */
function userFeed({ params, query, account }: ApiRequest, services: Services): Outcome {
  const pk = params[0] ?? ''
  if (account && pk === account.pk) return ownPosts(services, account, 'feed')
  if (!/^\d+$/.test(pk)) return plain(404, 'Not Found')
  const { creator, outcome } = findTarget(services, pk)
  if (outcome) return outcome
  if (creator.isPrivate) return notAuthorized()
  const start = startOf(services, creator, query.get('max_id'))
  if (start === null) return fail(400, { message: 'Invalid max_id' })
  const size = pageSize(query.get('count'), MAX_PAGE)
  const posts = services.world.posts(creator, start, start + size)
  const last = posts.at(-1)
  const hasMore = start + posts.length < creator.mediaCount
  return ok({
    items: posts.map((post) => mediaOf(post, services.shapes, 'profile')),
    num_results: posts.length,
    more_available: hasMore,
    ...(hasMore && last ? { next_max_id: `${last.pk}_${creator.pk}` } : {}),
    auto_load_more_enabled: true,
    profile_grid_items: null,
  })
}

/** The position after the post in the cursor; null for a cursor that we never issued. */
function startOf({ world }: Services, creator: Creator, maxId: string | null): number | null {
  if (maxId === null || maxId === '') return 0
  const [postPk = '', userPk] = maxId.split('_')
  if (userPk !== creator.pk) return null
  const position = world.positionOf(creator, postPk)
  return position === null ? null : position + 1
}

function pageSize(requested: unknown, most: number): number {
  const size = Number(requested ?? DEFAULT_PAGE)
  return Number.isInteger(size) && size > 0 ? Math.min(size, most) : DEFAULT_PAGE
}

/** Reels of a profile, newest first; the cursor is opaque to clients. */
function userClips({ form, account }: ApiRequest, services: Services): Outcome {
  if (account && textField(form, 'target_user_id') === account.pk) {
    return ownPosts(services, account, 'clips')
  }
  const { creator, outcome } = findTarget(services, textField(form, 'target_user_id'))
  if (outcome) return outcome
  if (creator.isPrivate) return notAuthorized()
  const maxId = decodeCursor(textField(form, 'max_id'))
  const cursor = startOf(services, creator, maxId)
  if (cursor === null) return fail(400, { message: 'Invalid max_id' })
  const size = pageSize(form['page_size'], CLIPS_MAX_PAGE)
  const rest = services.world.posts(creator, cursor).filter((post) => post.kind === 'reel')
  const page = rest.slice(0, size)
  const last = page.at(-1)
  const hasMore = rest.length > page.length
  return ok({
    items: page.map((post) => ({ media: mediaOf(post, services.shapes, 'profile') })),
    paging_info: {
      more_available: hasMore,
      ...(hasMore && last ? { max_id: encodeCursor(`${last.pk}_${creator.pk}`) } : {}),
    },
  })
}

const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url')
const decodeCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString()
