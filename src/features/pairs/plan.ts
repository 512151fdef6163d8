import { FRIENDSHIPS_PER_REQUEST, type MemberList } from '../../platforms/member-reader.ts'

/** A person in the pairs, as far as the plan needs. */
export type PlannedPerson = {
  /** Its number in the request. */
  person: number
  hasId: boolean
  /** A search needs the current name: not one that may have changed. */
  hasName: boolean
  /** It is an account of the pool that can be asked for its friendships. */
  isAccount: boolean
  /** Why its lists cannot be read. */
  trouble: string | null
  /** Lists that were read and turned out incomplete. */
  unreadable: readonly MemberList[]
  /** The counts of its profile; null when unknown. */
  lengths: Readonly<Record<MemberList, number | null>>
  /** Whether the counts are of this request: only then do they prove a list complete. */
  isCounted: boolean
}
type People = ReadonlyMap<number, PlannedPerson>

/** Does `follower` follow `followed`? Not answered yet. */
export type OpenQuestion = {
  follower: number
  followed: number
  /** Attempts that gave no answer. */
  tried: readonly (MemberList | 'friendship')[]
  /** Why the last attempt gave none. */
  reason: string | null
}

/** One of the two lists with the answer: whom the follower follows, or who follows the followed. */
export type PersonList = { person: number; kind: MemberList }

export type PairPlan = {
  /** Profiles to look up before the rest is decided. */
  lookups: number[]
  /** About whom to ask each account of the pool, at most FRIENDSHIPS_PER_REQUEST at once. */
  friendships: { account: number; others: number[] }[]
  /** To be read in full. */
  lists: PersonList[]
  searches: (OpenQuestion & { kind: MemberList })[]
  unanswerable: { follower: number; followed: number; reason: string }[]
  /** What all of it will take, about. */
  requests: number
}

/** A search takes one request when it finds the person and three when it does not. */
const SEARCH_REQUESTS = 2
/** The platform's smallest usual page. */
const MEMBERS_PER_PAGE = 100
/** With so many questions on a list of unknown length, its profile is worth a request. */
const WORTH_COUNTING = 4
/** Without an answer from searches, a list of at most so many pages is read in full. */
const LAST_RESORT_PAGES = 10

const KINDS = ['following', 'followers'] as const

/** Whose list of a kind has the answer, and whom it would contain. */
export const sidesOf = (
  { follower, followed }: Pick<OpenQuestion, 'follower' | 'followed'>,
  kind: MemberList,
): { owner: number; member: number } =>
  kind === 'following'
    ? { owner: follower, member: followed }
    : { owner: followed, member: follower }

/**
 * Chooses the cheapest way for each question: the friendships of an account of the pool, about
 * 200 others a request; a list in full, where it costs fewer requests than the searches of all
 * questions on it (lists with most questions first); otherwise a search in one of both lists.
 */
export function planPairs(people: People, questions: readonly OpenQuestion[]): PairPlan {
  const unanswerable: PairPlan['unanswerable'] = []
  const asked = new Map<number, Set<number>>()
  const rest: OpenQuestion[] = []
  for (const question of questions) {
    const { follower, followed } = question
    const reason = whyUnanswerable(question, people)
    const account = accountFor(question, people)
    if (reason !== null) unanswerable.push({ follower, followed, reason })
    else if (account === null) rest.push(question)
    else
      asked.set(
        account,
        (asked.get(account) ?? new Set()).add(account === follower ? followed : follower),
      )
  }
  const lookups = new Set(
    [...asked.values()].flatMap((others) => [...others].filter((one) => !people.get(one)?.hasId)),
  )
  const { lists, unread } = chooseLists(rest, people, lookups)
  const searches = chooseSearches(unread, people, lookups)
  const friendships = [...asked].flatMap(([account, others]) => inChunks(account, [...others]))
  const pages = lists.reduce((sum, list) => sum + pagesOf(list, people), 0)
  return {
    lookups: [...lookups],
    friendships,
    lists: lists.filter(({ person }) => people.get(person)?.isCounted),
    searches,
    unanswerable,
    requests: lookups.size + friendships.length + pages + searches.length * SEARCH_REQUESTS,
  }
}

/** Asking an account always tells whom it follows, and only sometimes who follows it. */
function accountFor({ follower, followed, tried }: OpenQuestion, people: People): number | null {
  if (tried.includes('friendship')) return null
  const other = (one: number) => people.get(one === follower ? followed : follower)
  const isAskable = (one: number) =>
    people.get(one)?.isAccount && (other(one)?.hasId || other(one)?.trouble === null)
  return [follower, followed].find(isAskable) ?? null
}

function inChunks(account: number, others: number[]): PairPlan['friendships'] {
  const chunks: PairPlan['friendships'] = []
  for (let at = 0; at < others.length; at += FRIENDSHIPS_PER_REQUEST)
    chunks.push({ account, others: others.slice(at, at + FRIENDSHIPS_PER_REQUEST) })
  return chunks
}

/** An account that works exists, whatever others are shown of it. */
const isMissing = ({ trouble, isAccount }: PlannedPerson): boolean =>
  trouble === 'erased' || (trouble === 'target_gone' && !isAccount)

function whyUnanswerable(question: OpenQuestion, people: People): string | null {
  const both = [question.followed, question.follower].flatMap((one) => people.get(one) ?? [])
  const missing = both.find(isMissing)
  if (missing) return missing.trouble
  if (accountFor(question, people) !== null) return null
  const isShort = KINDS.some((kind) => {
    const list = { person: sidesOf(question, kind).owner, kind }
    return pagesOf(list, people) <= LAST_RESORT_PAGES
  })
  if (isShort || searchableKinds(question, people).length > 0) return null
  return question.reason ?? both.find(({ trouble }) => trouble)?.trouble ?? 'not_told'
}

/** The lists in which a search may tell, perhaps after a lookup; who has a trouble is not looked up again. */
const searchableKinds = (question: OpenQuestion, people: People): MemberList[] =>
  KINDS.filter((kind) => {
    const { owner, member } = sidesOf(question, kind)
    const [whose, who] = [people.get(owner), people.get(member)]
    const isNameable = who?.hasName || who?.trouble === null
    return !question.tried.includes(kind) && whose?.trouble === null && isNameable
  })

/** Infinity for a list that cannot be read, or whose length is unknown. */
function pagesOf({ person, kind }: PersonList, people: People): number {
  const owner = people.get(person)
  const length = owner?.lengths[kind] ?? null
  const isReadable = owner?.hasId && owner.trouble === null && !owner.unreadable.includes(kind)
  return isReadable && length !== null
    ? Math.max(1, Math.ceil(length / MEMBERS_PER_PAGE))
    : Infinity
}

/** The lists to read in full, and the questions that they leave. Adds the profiles that tell their length to `lookups`. */
function chooseLists(
  questions: readonly OpenQuestion[],
  people: People,
  lookups: Set<number>,
): { lists: PersonList[]; unread: OpenQuestion[] } {
  const sides = questions.flatMap((question) =>
    KINDS.map((kind) => ({ question, person: sidesOf(question, kind).owner, kind })),
  )
  const byList = Map.groupBy(sides, ({ person, kind }) => `${person} ${kind}`)
  const unread = new Set(questions)
  const lists: PersonList[] = []
  for (const on of [...byList.values()].toSorted((one, other) => other.length - one.length)) {
    const [list] = on
    const owner = list && people.get(list.person)
    if (!list || !owner) continue
    const left = on.map(({ question }) => question).filter((question) => unread.has(question))
    const searches = left.map((question) =>
      searchableKinds(question, people).length > 0 ? SEARCH_REQUESTS : LAST_RESORT_PAGES + 2,
    )
    const counting = owner.isCounted || lookups.has(list.person) ? 0 : 1
    const isUnknown = owner.lengths[list.kind] === null && !owner.isCounted
    if (pagesOf(list, people) + counting < searches.reduce((sum, cost) => sum + cost, 0)) {
      lists.push(list)
      for (const question of left) unread.delete(question)
    } else if (!isUnknown || owner.trouble !== null || left.length < WORTH_COUNTING) continue
    if (counting > 0) lookups.add(list.person)
  }
  return { lists: lists.map(({ person, kind }) => ({ person, kind })), unread: [...unread] }
}

/** For each question the search that needs fewest lookups; of two, in the list of the person in more questions. */
function chooseSearches(
  questions: readonly OpenQuestion[],
  people: People,
  lookups: Set<number>,
): PairPlan['searches'] {
  const named = new Map<number, number>()
  for (const one of questions.flatMap(({ follower, followed }) => [follower, followed]))
    named.set(one, (named.get(one) ?? 0) + 1)
  return questions.flatMap((question) => {
    const ways = searchableKinds(question, people).map((kind) => {
      const { owner, member } = sidesOf(question, kind)
      const needs = [
        ...(people.get(owner)?.hasId ? [] : [owner]),
        ...(people.get(member)?.hasName ? [] : [member]),
      ]
      const missing = needs.filter((one) => !lookups.has(one))
      return { kind, needs, order: [missing.length, needs.length, -(named.get(owner) ?? 0)] }
    })
    const [best] = ways.toSorted((one, other) => compare(one.order, other.order))
    for (const one of best?.needs ?? []) lookups.add(one)
    return best ? [{ ...question, kind: best.kind }] : []
  })
}

const compare = (one: readonly number[], other: readonly number[]): number =>
  one.map((value, place) => value - (other[place] ?? 0)).find((difference) => difference !== 0) ?? 0
