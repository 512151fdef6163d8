import { fail, ok, plain } from '../answer.ts'
import { memberOf } from '../wire/member.ts'
import { shapeOf } from '../wire/user.ts'
import type { Creator } from '../world/creator.ts'
import type { ListRules } from '../list-rules.ts'
import type { ListKind } from '../world/relations/layout.ts'
import { oldestFirst, type MemberList } from '../world/relations/member-list.ts'
import { textField } from './field.ts'
import {
  decodeCursor,
  encodeCursor,
  type CursorOwner,
  type FollowersCursor,
} from './list-cursor.ts'
import { FIRST_PLACE, NO_PAGE, pageOf, type ListPage, type ListPlace } from './list-page.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { findTarget, notAuthorized, poisonOf } from './target.ts'

const DEFAULT_PAGE: Record<ListKind, number> = { followers: 100, following: 25 }
/** Users per request. */
const MAX_IDS = 200

/** The orders in which lists may be asked for. */
const ORDERS: ReadonlySet<string> = new Set([
  'default',
  'date_followed_latest',
  'date_followed_earliest',
])

const listRoute = (kind: ListKind): Route => ({
  method: 'GET',
  path: new RegExp(String.raw`^/api/v1/friendships/([^/]+)/${kind}/$`),
  endpointClass: kind,
  needsSession: true,
  answer: (request, services) => list(request, services, kind),
})

export const friendshipRoutes: Route[] = [
  listRoute('followers'),
  listRoute('following'),
  {
    method: 'POST',
    path: /^\/api\/v1\/friendships\/show_many\/$/,
    endpointClass: 'friendships',
    needsSession: true,
    answer: showMany,
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/friendships\/show\/(\d+)\/$/,
    endpointClass: 'friendships',
    needsSession: true,
    answer: show,
  },
]

/** A page of a list, newest members first, or the results of a search in it. */
function list(request: ApiRequest, services: Services, kind: ListKind): Outcome {
  const pk = request.params[0] ?? ''
  if (!/^\d+$/.test(pk)) return plain(404, 'Not Found')
  const creator = services.world.creator(pk)
  if (!creator) return fail(400, { message: `unable to fetch ${kind}` })
  const outcome = poisonOf(services, creator)
  if (outcome) return outcome
  if (creator.isDeleted) return fail(400, { message: `unable to fetch ${kind}` })
  if (creator.isPrivate) return notAuthorized()
  const size = pageSize(request, services, creator, kind)
  const wanted = request.query.get('query') ?? ''
  if (wanted !== '') {
    const members = services.world.relations.list(creator, kind).search(wanted, size)
    return answerOf({ ...NO_PAGE, members }, { size, next: null }, services)
  }
  return listPage(request, services, { creator, kind, size })
}

function listPage(
  request: ApiRequest,
  services: Services,
  { creator, kind, size }: { creator: Creator; kind: ListKind; size: number },
): Outcome {
  const rules = services.lists.rules(creator.index)
  if (!ORDERS.has(request.query.get('order') ?? 'default'))
    return fail(400, { message: 'Invalid order' })
  const list = services.world.relations.list(creator, kind)
  const members = rules.ordersByDate ? list : oldestFirst(list)
  const owner = ownerOf(request)
  const maxId = request.query.get('max_id') ?? ''
  const place =
    maxId === ''
      ? FIRST_PLACE
      : kind === 'following'
        ? placeAfter(members, maxId)
        : placeOfCursor(decodeCursor(maxId, creator.pk), owner, rules)
  if (place === 'empty') return answerOf(NO_PAGE, { size, next: null }, services)
  if (!place) return fail(400, { message: 'Invalid max_id' })
  const fault = services.lists.take(creator.index, kind) ?? stormFault(request, services)
  const page = pageOf(members, place, { kind, size, rules }, fault)
  const next = page.next && cursorOf(page.next, kind, creator.pk, owner)
  return answerOf(page, { size, next }, services)
}

/** A cursor of the followed is the number of members before the page. */
const placeAfter = (members: MemberList, maxId: string): ListPlace | null =>
  /^\d{1,12}$/.test(maxId)
    ? { before: members.slotAfter(Number(maxId)), after: Number(maxId) }
    : null

/** Null refuses the cursor; an empty page is a possible answer to a foreign one. */
function placeOfCursor(
  cursor: FollowersCursor | null,
  owner: CursorOwner,
  { cursors, foreign }: ListRules,
): ListPlace | 'empty' | null {
  if (!cursor || cursors === 'anyone' || cursor.isOf(owner, cursors)) return cursor
  if (foreign === 'empty') return 'empty'
  return foreign === 'first_page' ? FIRST_PLACE : null
}

const stormFault = ({ account }: ApiRequest, { randomFaults }: Services) =>
  (account && randomFaults.storm?.strikeList(account.username)) ?? null

/** A cursor is bound to the account and the session that received it. */
const ownerOf = ({ account, session }: ApiRequest): CursorOwner => ({
  account: account?.index ?? 0,
  session: session?.id ?? '',
})

const cursorOf = (place: ListPlace, kind: ListKind, pk: string, owner: CursorOwner): string =>
  kind === 'following' ? String(place.after) : encodeCursor(place, pk, owner)

function answerOf(
  { members, isLimited }: ListPage,
  { size, next }: { size: number; next: string | null },
  { shapes }: Services,
): Outcome {
  // The last page has no cursor, or null.
  const shape = shapeOf(shapes, 'list', members[0]?.pk ?? '')
  const end = shape?.chance(0.5) ? { next_max_id: null } : {}
  return ok({
    users: members.map((member) => memberOf(member, shapes)),
    big_list: next !== null,
    page_size: size,
    ...(next === null ? end : { next_max_id: next }),
    has_more: next !== null,
    should_limit_list_of_followers: isLimited,
  })
}

function pageSize(
  { query }: ApiRequest,
  { lists }: Services,
  creator: Creator,
  kind: ListKind,
): number {
  const requested = Number(query.get('count') ?? DEFAULT_PAGE[kind])
  const size = Number.isInteger(requested) && requested > 0 ? requested : DEFAULT_PAGE[kind]
  return Math.min(size, lists.rules(creator.index).pageSize)
}

/** Friendship statuses of the requesting account; unknown ids are missing. */
function showMany(request: ApiRequest, services: Services): Outcome {
  const ids = textField(request.form, 'user_ids').split(',')
  if (!ids.every((pk) => /^\d+$/.test(pk)) || ids.length > MAX_IDS) {
    return fail(400, { message: 'Invalid user_ids' })
  }
  // Some answers include `followed_by`.
  const hasFollowedBy = shapeOf(services.shapes, 'show many', request.account?.pk ?? '')?.chance(
    0.3,
  )
  const statuses: Record<string, unknown> = {}
  for (const pk of ids) {
    const creator = services.world.creator(pk)
    if (!creator || creator.isDeleted) continue
    const { following, followed_by } = standingOf(request, services, creator)
    statuses[pk] = {
      following,
      ...(hasFollowedBy ? { followed_by } : {}),
      ...REQUESTS,
      is_private: creator.isPrivate,
      is_feed_favorite: false,
    }
  }
  return ok({ friendship_statuses: statuses })
}

/** The friendship status of one user. */
function show(request: ApiRequest, services: Services): Outcome {
  const { creator, outcome } = findTarget(services, request.params[0] ?? '')
  return (
    outcome ??
    ok({
      ...standingOf(request, services, creator),
      ...REQUESTS,
      is_private: creator.isPrivate,
      blocking: false,
      muting: false,
      is_muting_reel: false,
      is_blocking_reel: false,
    })
  )
}

const REQUESTS = {
  incoming_request: false,
  outgoing_request: false,
  is_bestie: false,
  is_restricted: false,
}

function standingOf({ account }: ApiRequest, { world }: Services, creator: Creator) {
  const isIn = (kind: ListKind): boolean =>
    account !== null && world.relations.list(creator, kind).has(account.pk)
  return { following: isIn('followers'), followed_by: isIn('following') }
}
