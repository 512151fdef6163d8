import { fail, ok, plain } from '../answer.ts'
import { memberOf } from '../wire/member.ts'
import type { Creator } from '../world/creator.ts'
import type { ListKind } from '../world/relations/layout.ts'
import type { Member } from '../world/relations/person.ts'
import { cursorOf, positionOf } from './list-cursor.ts'
import { notAuthorized, poisonOf } from './target.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'

const MOST_ON_A_PAGE = 200
const DEFAULT_PAGE: Record<ListKind, number> = { followers: 100, following: 25 }

export const friendshipRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v1\/friendships\/([^/]+)\/followers\/$/,
    endpointClass: 'followers',
    needsSession: true,
    answer: (request, services) => listPage(request, services, 'followers'),
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/friendships\/([^/]+)\/following\/$/,
    endpointClass: 'following',
    needsSession: true,
    answer: (request, services) => listPage(request, services, 'following'),
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/friendships\/show_many\/$/,
    endpointClass: 'friendships',
    needsSession: true,
    answer: showMany,
  },
]

/** A page of a list, newest members first. */
function listPage(request: ApiRequest, services: Services, kind: ListKind): Outcome {
  const pk = request.params[0] ?? ''
  if (!/^\d+$/.test(pk)) return plain(404, 'Not Found')
  const creator = services.world.creator(pk)
  if (!creator || creator.isDeleted) return fail(400, { message: `unable to fetch ${kind}` })
  const outcome = poisonOf(services, creator)
  if (outcome) return outcome
  if (creator.isPrivate) return notAuthorized()
  return pageOf(request, services, creator, kind)
}

function pageOf(
  { query }: ApiRequest,
  services: Services,
  creator: Creator,
  kind: ListKind,
): Outcome {
  const list = services.world.relations.list(creator, kind)
  const start = positionOf(query.get('max_id') ?? '', kind, creator.pk)
  if (start === null) return fail(400, { message: 'Invalid max_id' })
  const size = pageSize(query.get('count'), kind)
  const before = kind === 'following' ? list.slotAfter(start.position) : start.position
  const members: Member[] = []
  let last = before
  let hasMore = false
  for (const { slot, member } of list.members(before)) {
    hasMore = members.length === size
    if (hasMore) break
    members.push(member)
    last = slot
  }
  const next = kind === 'following' ? start.position + members.length : last
  return ok({
    users: members.map((member) => memberOf(member, services.shapes)),
    big_list: hasMore,
    page_size: size,
    ...(hasMore ? { next_max_id: cursorOf(next, kind, creator.pk) } : {}),
    has_more: hasMore,
    should_limit_list_of_followers: false,
  })
}

function pageSize(asked: string | null, kind: ListKind): number {
  const size = Number(asked ?? DEFAULT_PAGE[kind])
  return Number.isInteger(size) && size > 0 ? Math.min(size, MOST_ON_A_PAGE) : DEFAULT_PAGE[kind]
}

/** What the logged-in account is to others: whether it follows them, never whether they follow it. */
function showMany({ form }: ApiRequest, services: Services): Outcome {
  const asked = typeof form['user_ids'] === 'string' ? form['user_ids'].split(',') : []
  if (asked.length === 0 || !asked.every((pk) => /^\d+$/.test(pk))) {
    return fail(400, { message: 'Invalid user_ids' })
  }
  const found = asked.flatMap((pk) => {
    const creator = services.world.creator(pk)
    return creator && !creator.isDeleted ? [creator] : []
  })
  return ok({
    friendship_statuses: Object.fromEntries(
      found.map(({ pk, isPrivate }) => [
        pk,
        {
          following: false,
          is_private: isPrivate,
          incoming_request: false,
          outgoing_request: false,
          is_bestie: false,
          is_restricted: false,
          is_feed_favorite: false,
        },
      ]),
    ),
  })
}
