import { FRIENDSHIPS_PER_REQUEST, type MemberList } from '../../platforms/members.ts'
import { cheapestCover, type CoverEdge } from './cheapest-cover.ts'

/** Somebody in the pairs, as far as the plan has to know. */
export type PlannedPerson = {
  /** Its number in the request. */
  person: number
  hasId: boolean
  /** Whether a search may look for its name: not for one that may have changed. */
  hasName: boolean
  /** It is an account of the pool that can be asked how it stands to others. */
  isAccount: boolean
  /** Why its lists cannot be read. */
  trouble: string | null
  /** What its profile counts; null when nobody knows. */
  lengths: Readonly<Record<MemberList, number | null>>
  /** Whether the lengths are of this request, so that a list can be proven whole by them. */
  isCounted: boolean
}

/** Does `follower` follow `followed`? Nobody knows yet. */
export type OpenQuestion = {
  follower: number
  followed: number
  /** What has told neither: a search in one of the two lists, or the word of an account of the pool. */
  tried: readonly (MemberList | 'friendship')[]
  /** Why the last of them has not. */
  stumbled: string | null
}

/** One of the two lists that can tell: whom the follower follows, or who follows the followed. */
export type PersonList = { person: number; kind: MemberList }

export type PairPlan = {
  /** Profiles to look up before anything of the rest is decided for good. */
  lookups: number[]
  /** Whom to ask each account of the pool about, one request each. */
  friendships: { account: number; others: number[] }[]
  /** To be read as a whole. */
  lists: PersonList[]
  searches: (OpenQuestion & { kind: MemberList })[]
  /** What nobody can find out, and why. */
  hopeless: { follower: number; followed: number; reason: string }[]
  /** What all of it will probably take. */
  requests: number
}

/** A search takes one request when it finds somebody and three when it finds nobody. */
const SEARCH_REQUESTS = 2
/** As few as the platform usually puts on a page. */
const MEMBERS_PER_PAGE = 100
/** So many questions about a list of unknown length are worth a request that tells it. */
const WORTH_COUNTING = 4
/** A list that no search can tell about is read as a whole if it has no more pages than this. */
const LAST_RESORT_PAGES = 10
/** Nobody can be asked about whoever does not exist; an account that works does, whatever others are shown of it. */
const isNobody = ({ trouble, isAccount }: PlannedPerson): boolean =>
  trouble === 'erased' || (trouble === 'target_gone' && !isAccount)

export const listKey = ({ person, kind }: PersonList): string => `${person} ${kind}`

/** Whose list of a kind can answer, and whom it would have to hold. */
export const sidesOf = (
  { follower, followed }: Pick<OpenQuestion, 'follower' | 'followed'>,
  kind: MemberList,
): { owner: number; member: number } =>
  kind === 'following'
    ? { owner: follower, member: followed }
    : { owner: followed, member: follower }

const KINDS = ['following', 'followers'] as const

/**
 * How to answer questions in the fewest requests. Accounts of the pool answer about up to 200 others at a time; for the
 * rest, a search in a list costs two requests a question, and a whole list its pages and what tells its length. Which
 * lists are read as wholes is the exact optimum (see cheapestCover); who is looked up is chosen greedily, whoever is
 * needed by most questions first. `closed` are lists of which reading the whole has failed (see listKey).
 */
export function planPairs(
  people: ReadonlyMap<number, PlannedPerson>,
  questions: readonly OpenQuestion[],
  closed: ReadonlySet<string> = new Set(),
): PairPlan {
  const planning = { people, closed }
  const hopeless: PairPlan['hopeless'] = []
  const asked = new Map<number, Set<number>>()
  const rest: OpenQuestion[] = []
  for (const question of questions) {
    const reason = hopelessness(question, planning)
    const account = accountFor(question, people)
    if (reason !== null) hopeless.push({ ...pairOf(question), reason })
    else if (account === null) rest.push(question)
    else askAbout(asked, account, question)
  }
  const lookups = new Set<number>()
  for (const other of [...asked.values()].flatMap((others) => [...others]))
    if (!people.get(other)?.hasId) lookups.add(other)
  lookUpForSearches(rest, planning, lookups)
  const { lists, uncounted, unknown } = wholeLists(rest, planning, lookups)
  for (const { person } of [...uncounted, ...unknown]) lookups.add(person)
  const whole = new Set([...lists, ...uncounted].map(listKey))
  const searches = rest.flatMap((question) => searchOf(question, planning, whole))
  const friendships = [...asked].flatMap(([account, others]) => inChunks(account, [...others]))
  const pages = [...lists, ...uncounted].reduce((sum, list) => sum + pagesOf(list, people), 0)
  return {
    lookups: [...lookups],
    friendships,
    lists,
    searches,
    hopeless,
    requests: Math.ceil(
      lookups.size + friendships.length + pages + searches.length * SEARCH_REQUESTS,
    ),
  }
}

type Planning = { people: ReadonlyMap<number, PlannedPerson>; closed: ReadonlySet<string> }

const pairOf = ({ follower, followed }: OpenQuestion) => ({ follower, followed })

/** An account's word on whom it follows is always told, that on who follows it only sometimes. */
function accountFor(
  { follower, followed, tried }: OpenQuestion,
  people: ReadonlyMap<number, PlannedPerson>,
): number | null {
  if (tried.includes('friendship')) return null
  const others = [follower, followed].map((person) => people.get(person))
  const place = others.findIndex((each, index) => {
    const other = others[1 - index]
    return each?.isAccount && other && (other.hasId || other.trouble === null)
  })
  return place === -1 ? null : place === 0 ? follower : followed
}

function askAbout(asked: Map<number, Set<number>>, account: number, question: OpenQuestion): void {
  const other = question.follower === account ? question.followed : question.follower
  const others = asked.get(account) ?? new Set()
  asked.set(account, others.add(other))
}

function inChunks(account: number, others: number[]): PairPlan['friendships'] {
  const chunks: PairPlan['friendships'] = []
  for (let at = 0; at < others.length; at += FRIENDSHIPS_PER_REQUEST)
    chunks.push({ account, others: others.slice(at, at + FRIENDSHIPS_PER_REQUEST) })
  return chunks
}

/** Why a question cannot be answered; null while something may. */
function hopelessness(question: OpenQuestion, planning: Planning): string | null {
  const { people } = planning
  const both = [question.followed, question.follower].map((person) => people.get(person))
  const nobody = both.find((person) => person && isNobody(person))
  if (nobody) return nobody.trouble
  if (accountFor(question, people) !== null) return null
  const mayBe = KINDS.some(
    (kind) => maySearch(question, kind, planning) || mayReadInstead(question, kind, planning),
  )
  if (mayBe) return null
  return question.stumbled ?? both.find((person) => person?.trouble)?.trouble ?? 'not_told'
}

/** Whether a search may tell, perhaps after somebody is looked up: whoever has some trouble is not looked up again. */
function maySearch(question: OpenQuestion, kind: MemberList, { people }: Planning): boolean {
  if (question.tried.includes(kind)) return false
  const { owner, member } = sidesOf(question, kind)
  const [whose, who] = [people.get(owner), people.get(member)]
  if (!whose || !who || whose.trouble !== null) return false
  return who.hasName || who.trouble === null
}

/** Whether a whole list, which is short, may tell what no search can. */
function mayReadInstead(question: OpenQuestion, kind: MemberList, planning: Planning): boolean {
  const list = { person: sidesOf(question, kind).owner, kind }
  return pagesIfReadable(list, planning) <= LAST_RESORT_PAGES
}

/** Who is missing before a search can be made: the owner's id, the member's name. */
function missing(
  question: OpenQuestion,
  kind: MemberList,
  { people }: Planning,
  lookups: ReadonlySet<number>,
): number[] {
  const { owner, member } = sidesOf(question, kind)
  const needed = [
    ...(people.get(owner)?.hasId ? [] : [owner]),
    ...(people.get(member)?.hasName ? [] : [member]),
  ]
  return needed.filter((person) => !lookups.has(person))
}

/** Adds whom to look up so that each question can be put to one list at least. */
function lookUpForSearches(
  questions: readonly OpenQuestion[],
  planning: Planning,
  lookups: Set<number>,
): void {
  for (;;) {
    const votes = new Map<number, number>()
    for (const question of questions) {
      const kinds = KINDS.filter((kind) => maySearch(question, kind, planning))
      const needs = kinds.map((kind) => missing(question, kind, planning, lookups))
      if (needs.some((need) => need.length === 0)) continue
      for (const need of needs)
        for (const person of need) votes.set(person, (votes.get(person) ?? 0) + 1 / need.length)
    }
    const [first] = [...votes].toSorted(([, one], [, other]) => other - one)
    if (!first) return
    lookups.add(first[0])
  }
}

function pagesOf({ person, kind }: PersonList, people: ReadonlyMap<number, PlannedPerson>): number {
  const length = people.get(person)?.lengths[kind] ?? null
  return length === null ? Infinity : Math.max(1, Math.ceil(length / MEMBERS_PER_PAGE))
}

function pagesIfReadable(list: PersonList, { people, closed }: Planning): number {
  const owner = people.get(list.person)
  if (!owner?.hasId || owner.trouble !== null || closed.has(listKey(list))) return Infinity
  return pagesOf(list, people)
}

/** Lists that are worth reading as a whole. */
function wholeLists(
  questions: readonly OpenQuestion[],
  planning: Planning,
  lookups: ReadonlySet<number>,
): {
  lists: PersonList[]
  /** They are as well, but have to be counted before. */
  uncounted: PersonList[]
  /** Nobody knows how long they are, and it may matter. */
  unknown: PersonList[]
} {
  const { people } = planning
  const isCounted = ({ person }: PersonList): boolean => people.get(person)?.isCounted ?? false
  const lists = new Map<string, { list: PersonList; questions: number }>()
  const edges = questions.map((question): CoverEdge => {
    const [left, right] = KINDS.map((kind) => {
      const list = { person: sidesOf(question, kind).owner, kind }
      const key = listKey(list)
      lists.set(key, { list, questions: (lists.get(key)?.questions ?? 0) + 1 })
      return key
    })
    const isSearched = KINDS.some((kind) => maySearch(question, kind, planning))
    // A list that can be read instead costs less than this.
    const cost = isSearched ? SEARCH_REQUESTS : LAST_RESORT_PAGES + 2
    return { left: left ?? '', right: right ?? '', cost }
  })
  const counting = ({ person, kind }: PersonList) =>
    isCounted({ person, kind }) || lookups.has(person) ? 0 : 1
  const costs = new Map(
    [...lists].map(([key, { list }]) => [key, pagesIfReadable(list, planning) + counting(list)]),
  )
  const chosen = [...cheapestCover(edges, costs)].flatMap((key) => lists.get(key)?.list ?? [])
  const unknown = [...lists.values()].filter(
    (each) => each.questions >= WORTH_COUNTING && mayBeCounted(each.list, planning),
  )
  return {
    lists: chosen.filter(isCounted),
    uncounted: chosen.filter((list) => !isCounted(list)),
    unknown: unknown.map(({ list }) => list),
  }
}

function mayBeCounted({ person, kind }: PersonList, { people, closed }: Planning): boolean {
  const owner = people.get(person)
  if (!owner || owner.isCounted || owner.trouble !== null) return false
  return owner.lengths[kind] === null && !closed.has(listKey({ person, kind }))
}

/** The search of a question that no whole list answers: the first whose owner is known, or else will be. */
function searchOf(
  question: OpenQuestion,
  planning: Planning,
  whole: ReadonlySet<string>,
): PairPlan['searches'] {
  const isRead = KINDS.some((kind) =>
    whole.has(listKey({ person: sidesOf(question, kind).owner, kind })),
  )
  if (isRead) return []
  const needs = KINDS.filter((kind) => maySearch(question, kind, planning)).map((kind) => ({
    kind,
    needed: missing(question, kind, planning, new Set()).length,
  }))
  const [best] = needs.toSorted((one, other) => one.needed - other.needed)
  return best ? [{ ...question, kind: best.kind }] : []
}
