import { FRIENDSHIPS_PER_REQUEST, type MemberList } from '../../platforms/member-reader.ts'

/** A person in the pairs, as far as the plan needs. */
export type PlannedPerson = {
  /** Its number in the request. */
  person: number
  /** Null when unknown, or when another person may have it now. */
  platformId: string | null
  username: string | null
  /** The pool account that this person is, while it can be asked for its friendships. */
  account: string | null
  /** Why its lists cannot be read. */
  trouble: string | null
  /** Lists that were read and turned out incomplete. */
  unreadable: readonly MemberList[]
  /** The counts of its profile; null when unknown. */
  lengths: Readonly<Record<MemberList, number | null>>
  /** Whether the counts are of this check: only then do they prove a list complete. */
  isCounted: boolean
}
type People = ReadonlyMap<number, PlannedPerson>

/** Does `follower` follow `followed`? */
export type Question = { follower: number; followed: number }

/** Not answered yet. */
export type OpenQuestion = Question & {
  /** Attempts that gave no answer: a list that was searched, or the friendship. */
  tried: readonly (MemberList | 'friendship')[]
  /** Why the last attempt gave none. */
  reason: string | null
}

export type PersonList = { person: number; kind: MemberList }

/** A list that has the answer to a question, and the person whom it would contain. */
export type Place = { list: PersonList; member: number }

export type PairStep =
  | { kind: 'profile'; person: number }
  /** About at most FRIENDSHIPS_PER_REQUEST others, in one request. */
  | { kind: 'friendships'; account: number; others: number[] }
  /** The whole list. */
  | { kind: 'list'; list: PersonList }
  | { kind: 'search'; question: OpenQuestion; place: Place }

export type PairPlan = {
  /** In order; later ones may change. A list is missing until its profile is counted. */
  steps: PairStep[]
  unanswerable: (Question & { reason: string })[]
  /** The estimate of all steps, whole lists that are left out included. */
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

/** Throws an Error for a number that no person has. */
export function personIn<Person>(people: ReadonlyMap<number, Person>, person: number): Person {
  const found = people.get(person)
  if (!found) throw new Error(`no person ${person} in the pairs`)
  return found
}

/** Two lists have the answer: the following of the follower, and the followers of the followed. */
export const placesOf = ({ follower, followed }: Question): Place[] => [
  { list: { person: follower, kind: 'following' }, member: followed },
  { list: { person: followed, kind: 'followers' }, member: follower },
]

/**
 * Chooses the cheapest way for each question: the friendships of an account of the pool; a whole
 * list where it costs fewer requests than the searches of all questions on it; or a search in one
 * of both lists.
 */
export function planPairs(people: People, questions: readonly OpenQuestion[]): PairPlan {
  const unanswerable: PairPlan['unanswerable'] = []
  const asked = new Map<number, Set<number>>()
  const others: OpenQuestion[] = []
  for (const question of questions) {
    const { follower, followed } = question
    const reason = whyUnanswerable(question, people)
    const account = accountFor(question, people)
    if (reason !== null) unanswerable.push({ follower, followed, reason })
    else if (account === null) others.push(question)
    else {
      const other = account === follower ? followed : follower
      asked.set(account, (asked.get(account) ?? new Set()).add(other))
    }
  }
  const friends = [...asked.values()].flatMap((each) => [...each])
  const profiles = new Set(friends.filter((one) => personIn(people, one).platformId === null))
  const { lists, unread } = chooseLists(others, people, profiles)
  const searches = chooseSearches(unread, people, profiles)
  const pages = sumOf(lists, (list) => pagesOf(list, people))
  const friendships = sumOf([...asked.values()], ({ size }) => size / FRIENDSHIPS_PER_REQUEST)
  return {
    steps: [
      ...[...profiles].map((person) => ({ kind: 'profile', person }) as const),
      ...lists
        .filter(({ person }) => personIn(people, person).isCounted)
        .map((list) => ({ kind: 'list', list }) as const),
      ...searches,
      // Only one account can answer: when it rests, nothing else waits for it.
      ...[...asked].map(([account, each]) => {
        const first = [...each].slice(0, FRIENDSHIPS_PER_REQUEST)
        return { kind: 'friendships', account, others: first } as const
      }),
    ],
    unanswerable,
    requests: profiles.size + friendships + pages + searches.length * SEARCH_REQUESTS,
  }
}

/** Each addend is rounded up. */
const sumOf = <Item>(items: readonly Item[], count: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + Math.ceil(count(item)), 0)

/** An account always learns whom it follows, and only sometimes who follows it. */
function accountFor({ follower, followed, tried }: OpenQuestion, people: People): number | null {
  if (tried.includes('friendship')) return null
  const isAskable = (one: number): boolean => {
    const { platformId, trouble } = personIn(people, one === follower ? followed : follower)
    return personIn(people, one).account !== null && (platformId !== null || trouble === null)
  }
  return [follower, followed].find(isAskable) ?? null
}

/** A working account of the pool exists, whatever others see of it. */
const isMissing = ({ trouble, account }: PlannedPerson): boolean =>
  trouble === 'erased' || (trouble === 'target_gone' && account === null)

function whyUnanswerable(question: OpenQuestion, people: People): string | null {
  const both = [question.followed, question.follower].map((one) => personIn(people, one))
  const missing = both.find(isMissing)
  if (missing) return missing.trouble
  if (accountFor(question, people) !== null) return null
  const places = placesOf(question)
  const isShort = places.some(({ list }) => pagesOf(list, people) <= LAST_RESORT_PAGES)
  if (isShort || searchablePlaces(question, people).length > 0) return null
  return question.reason ?? both.find(({ trouble }) => trouble)?.trouble ?? 'unreadable'
}

/** Where a search may give the answer, perhaps after a lookup; a trouble prevents lookups. */
const searchablePlaces = (question: OpenQuestion, people: People): Place[] =>
  placesOf(question).filter(({ list, member }) => {
    const { username, trouble } = personIn(people, member)
    const isVisible = personIn(people, list.person).trouble === null
    const isNameable = username !== null || trouble === null
    return isVisible && isNameable && !question.tried.includes(list.kind)
  })

/** Infinity for a list that cannot be read, or whose length is unknown. */
function pagesOf({ person, kind }: PersonList, people: People): number {
  const { platformId, trouble, unreadable, lengths } = personIn(people, person)
  const length = lengths[kind]
  const isReadable = platformId !== null && trouble === null && !unreadable.includes(kind)
  return isReadable && length !== null
    ? Math.max(1, Math.ceil(length / MEMBERS_PER_PAGE))
    : Infinity
}

/**
 * The lists to read in full, those with most questions first, and the questions that they leave.
 * Adds the profiles that give their length to `profiles`.
 */
function chooseLists(
  questions: readonly OpenQuestion[],
  people: People,
  profiles: Set<number>,
): { lists: PersonList[]; unread: OpenQuestion[] } {
  const all = questions.flatMap((question) =>
    placesOf(question).map(({ list }) => ({ question, list })),
  )
  const byList = Map.groupBy(all, ({ list }) => `${list.person} ${list.kind}`)
  const unread = new Set(questions)
  const lists: PersonList[] = []
  for (const on of [...byList.values()].toSorted((one, other) => other.length - one.length)) {
    const [list] = on.map((each) => each.list)
    if (!list) continue
    const owner = personIn(people, list.person)
    const left = on.map(({ question }) => question).filter((question) => unread.has(question))
    const counting = owner.isCounted || profiles.has(owner.person) ? 0 : 1
    const isCheaper = pagesOf(list, people) + counting < searchRequests(left, people)
    if (isCheaper) {
      lists.push(list)
      for (const question of left) unread.delete(question)
    }
    const isUnknown = owner.lengths[list.kind] === null && owner.trouble === null
    const isWorthCounting = isCheaper || (isUnknown && left.length >= WORTH_COUNTING)
    if (!owner.isCounted && isWorthCounting) profiles.add(owner.person)
  }
  return { lists, unread: [...unread] }
}

const searchRequests = (questions: readonly OpenQuestion[], people: People): number =>
  sumOf(questions, (question) =>
    searchablePlaces(question, people).length > 0 ? SEARCH_REQUESTS : LAST_RESORT_PAGES + 2,
  )

/** A search with fewest lookups for each question, preferably in a list that others share. */
function chooseSearches(
  questions: readonly OpenQuestion[],
  people: People,
  profiles: Set<number>,
): PairStep[] {
  const asked = questions.flatMap(({ follower, followed }) => [follower, followed])
  const byPerson = Map.groupBy(asked, (one) => one)
  return questions.flatMap((question) => {
    const ways = searchablePlaces(question, people).map((place) => {
      const { list, member } = place
      const needed = [
        ...(personIn(people, list.person).platformId === null ? [list.person] : []),
        ...(personIn(people, member).username === null ? [member] : []),
      ]
      const missing = needed.filter((one) => !profiles.has(one)).length
      return { place, needed, missing, questions: byPerson.get(list.person)?.length ?? 0 }
    })
    const [best] = ways.toSorted(
      (one, other) =>
        one.missing - other.missing ||
        one.needed.length - other.needed.length ||
        other.questions - one.questions,
    )
    if (!best) return []
    for (const one of best.needed) profiles.add(one)
    return [{ kind: 'search', question, place: best.place }]
  })
}
