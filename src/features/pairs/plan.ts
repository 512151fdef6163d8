import { FRIENDSHIPS_PER_REQUEST, type MemberList } from '../../platforms/member-reader.ts'

/** A person in the pairs, as far as the plan needs. */
export type Person = {
  /** The number of the person in the request. */
  person: number
  /** Null when unknown, or when another person may have it now. */
  platformId: string | null
  username: string | null
  /** The pool account that this person is. */
  account: string | null
  /** The reason why its lists cannot be read. */
  trouble: string | null
  isLookedUp: boolean
  /** The counts of its profile; null when unknown. */
  lengths: Readonly<Record<MemberList, number | null>>
  /** Lists that a relation check was asked to read. */
  lists: readonly MemberList[]
  /** The relation check still reads the lists. */
  isBeingRead: boolean
}
export type People = ReadonlyMap<number, Person>

/** Does `follower` follow `followed`? */
export type Question = { follower: number; followed: number }

/** A question that is not answered yet. */
export type OpenQuestion = Question & {
  /** Attempts that gave no answer: a list that was searched, or the friendship. */
  tried: readonly (MemberList | 'friendship')[]
  /** The reason why the last attempt gave no answer. */
  reason: string | null
}

/** A list that has the answer to a question, and the person whom it would contain. */
export type Place = { question: OpenQuestion; owner: Person; kind: MemberList; member: Person }

/** The next questions of a check, in this order; later parts may change with the answers. */
export type PairPlan = {
  profiles: Set<Person>
  /** Whole lists, by a relation check of each person. */
  lists: Map<Person, MemberList[]>
  searches: Place[]
  /** Accounts of the pool, and the people whose relation to them is asked. */
  friendships: Map<Person, Set<Person>>
  unanswerable: (Question & { reason: string })[]
  /** Some questions wait for lists that are being read. */
  isWaiting: boolean
  /** The estimate of all. */
  requests: number
}

/** A search takes one request when it finds the person and three when it does not. */
const SEARCH_REQUESTS = 2
/** The platform's smallest usual page. */
const MEMBERS_PER_PAGE = 100
/**
 * The number of questions on a list of unknown length that makes a request for its profile worth
 * it.
 */
const WORTH_COUNTING = 4

/** Two lists have the answer: the following of the follower, and the followers of the followed. */
export function placesOf(people: People, question: OpenQuestion): [Place, Place] {
  const [follower, followed] = [people.get(question.follower), people.get(question.followed)]
  if (!follower || !followed) throw new Error('a question about nobody in the pairs')
  return [
    { question, owner: follower, kind: 'following', member: followed },
    { question, owner: followed, kind: 'followers', member: follower },
  ]
}

/**
 * Chooses the way of each question: the friendships of an account of the pool, or the better of
 * its two lists; a list is read whole where that takes fewer requests than the searches in it.
 */
export function planPairs(people: People, questions: readonly OpenQuestion[]): PairPlan {
  const plan: PairPlan = {
    profiles: new Set(),
    lists: new Map(),
    searches: [],
    friendships: new Map(),
    unanswerable: [],
    isWaiting: false,
    requests: 0,
  }
  const all = questions.map((question) => placesOf(people, question))
  const onLists = Map.groupBy(all.flat(), listOf)
  const chosen = all.flatMap((places) => {
    const costOf = (place: Place) => placeCost(place, onLists.get(listOf(place))?.length ?? 1)
    return choosePlace(plan, places, costOf) ?? []
  })
  for (const places of Map.groupBy(chosen, listOf).values()) planList(plan, places)
  for (const others of plan.friendships.values())
    plan.requests += Math.ceil(others.size / FRIENDSHIPS_PER_REQUEST)
  plan.requests += plan.profiles.size + plan.searches.length * SEARCH_REQUESTS
  return plan
}

const listOf = ({ owner, kind }: Place): string => `${owner.person} ${kind}`

/** Requests that a search in a list needs before it; a list of many questions shares its own. */
const placeCost = ({ owner, member }: Place, questions: number): number =>
  (member.username === null ? 0.5 : 0) + (owner.platformId === null ? 2 : 1) / questions

/**
 * Returns the list that can answer a question; undefined where it needs none, has none or waits for
 * one.
 */
function choosePlace(
  plan: PairPlan,
  places: [Place, Place],
  costOf: (place: Place) => number,
): Place | undefined {
  const [{ question, owner: follower, member: followed }] = places
  const giveUp = (reason: string | null): undefined => {
    const { follower: one, followed: other } = question
    plan.unanswerable.push({ follower: one, followed: other, reason: reason ?? 'unreadable' })
  }
  const missing = [followed, follower].find(isMissing)
  if (missing) return giveUp(missing.trouble)
  const friendship = places.find(isFriendship)
  if (friendship) return addFriendship(plan, friendship)
  if (places.some(({ owner, kind }) => owner.isBeingRead && owner.lists.includes(kind))) {
    plan.isWaiting = true
    return undefined
  }
  const [best] = places.filter(isSearchable).toSorted((one, other) => costOf(one) - costOf(other))
  return best ?? giveUp(question.reason ?? followed.trouble ?? follower.trouble)
}

function addFriendship({ friendships, profiles }: PairPlan, { owner, member }: Place): undefined {
  friendships.set(owner, (friendships.get(owner) ?? new Set()).add(member))
  if (member.platformId === null) profiles.add(member)
}

/** A working account of the pool exists, whatever others see of it. */
const isMissing = ({ trouble, account }: Person): boolean =>
  trouble === 'erased' || (trouble === 'target_gone' && account === null)

/**
 * Checks whether the friendship of an account answers the question: an account always learns whom
 * it follows, and only sometimes who follows it.
 */
const isFriendship = ({ question, owner, member }: Place): boolean =>
  owner.account !== null &&
  !question.tried.includes('friendship') &&
  (member.platformId !== null || member.trouble === null)

/** A trouble prevents the lookup of a name. */
const isSearchable = ({ question, owner, kind, member }: Place): boolean =>
  owner.trouble === null &&
  (member.username !== null || member.trouble === null) &&
  !question.tried.includes(kind)

/** Reads a list whole, or searches it; looks up its owner where that is needed or worth it. */
function planList(plan: PairPlan, places: readonly Place[]): void {
  const [first] = places
  if (!first) return
  const { owner, kind } = first
  const isUncounted = !owner.isLookedUp && owner.lengths[kind] === null
  if (owner.platformId === null || (isUncounted && places.length >= WORTH_COUNTING))
    plan.profiles.add(owner)
  const others = plan.lists.get(owner) ?? []
  // A relation check reads the profile first.
  const requests = pagesOf(owner, kind) + (others.length > 0 ? 0 : 1)
  if (requests < places.length * SEARCH_REQUESTS) {
    plan.lists.set(owner, [...others, kind].toSorted())
    plan.requests += requests
    return
  }
  plan.searches.push(...places)
  for (const { member } of places) if (member.username === null) plan.profiles.add(member)
}

/** Infinity for a list of unknown owner or length, and after a relation check of the owner. */
function pagesOf({ platformId, lists, lengths }: Person, kind: MemberList): number {
  const length = lengths[kind]
  return platformId === null || length === null || lists.length > 0
    ? Infinity
    : Math.max(1, Math.ceil(length / MEMBERS_PER_PAGE))
}
