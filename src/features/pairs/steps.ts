import type { Tx } from '../../db/database.ts'
import {
  AccountOutOfServiceError,
  PlatformError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../platforms/errors.ts'
import type { Friendship } from '../../platforms/members.ts'
import type { PlatformCall, ProfileTarget } from '../../platforms/port.ts'
import { troubleOf } from '../../platforms/target-trouble.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'
import { noPairList } from './pair-checkpoint.ts'
import {
  blankPerson,
  spendAccount,
  storePersonId,
  storeProfile,
  storeTrouble,
} from './pair-people-store.ts'
import { sidesOf, type OpenQuestion, type PairPlan } from './plan.ts'
import {
  countRequests,
  markTried,
  storeAnswers,
  type PairAnswer,
  type StoredPerson,
} from './pairs-store.ts'

/** One run of a check of pairs. */
export type PairRun = {
  /** Of the check. */
  id: string
  context: TaskContext<Services>
  people: ReadonlyMap<number, StoredPerson>
  questions: readonly OpenQuestion[]
  /** Steps that this run has stored. */
  steps: number
  /** What stumbled is taken for its own fault: the last run came no further, too. */
  isDoubtful: boolean
}

type Ask<Answer> = (call: PlatformCall) => Promise<Answer>
type Store<Answer> = (tx: Tx, answer: Answer) => Promise<void>
/** What is stored in place of an answer that says something about whom it was asked for; rethrown when undefined. */
type Mend = (error: PlatformError) => ((tx: Tx) => Promise<void>) | undefined

/** `again` when what was found out changes what is worth asking: then it has to be planned anew. */
export type StepEnd = 'ended' | 'again'

/** One question to the platform, of a request or a few: its answer, what it took and the checkpoint are one transaction. */
async function step<Answer>(
  run: PairRun,
  ask: Ask<Answer>,
  store: Store<Answer>,
  mend: Mend,
): Promise<StepEnd> {
  const { id, context } = run
  let [account, requests] = ['', 0]
  const call: PlatformCall = {
    signal: context.signal,
    onAccount: (name) => (account = name),
    onRequest: (count) => (requests = count),
  }
  const save = async (writes: (tx: Tx) => Promise<void>): Promise<void> => {
    await context.checkpoint(noPairList, async (tx) => {
      await countRequests(tx, id, { account, requests })
      await writes(tx)
    })
  }
  try {
    const answer = await ask(call)
    await save(async (tx) => await store(tx, answer))
    run.steps += 1
    context.note({ account })
    return 'ended'
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const writes = mend(error)
    if (!writes && requests === 0) throw error
    await save(writes ?? nothing)
    if (!writes) throw error
    run.steps += 1
    return 'again'
  }
}

const nothing = async (): Promise<void> => {}

const isUnreadable = (run: PairRun, error: PlatformError): boolean =>
  error instanceof UnexpectedAnswerError ||
  (error instanceof TransientPlatformError && run.isDoubtful && run.steps === 0)

/** Looks at a profile: its id, its name and how long its lists are. */
export async function lookUp(run: PairRun, person: number): Promise<StepEnd> {
  const { id, context, people } = run
  const target = targetOf(people.get(person))
  return await step(
    run,
    async (call) => await context.services.platform.fetchProfile(target, call),
    async (tx, profile) => {
      const { erasures } = context.services
      const names = { platformIds: [profile.platformId], usernames: [profile.username] }
      const erased = await erasures.erasedAmong(tx, names)
      if (erased.platformIds.size + erased.usernames.size > 0) await blankPerson(tx, id, [person])
      else await storeProfile(tx, id, person, profile)
    },
    (error) => {
      const trouble = troubleOf(error) ?? (isUnreadable(run, error) ? 'unreadable' : undefined)
      return trouble === undefined
        ? undefined
        : async (tx) => await storeTrouble(tx, id, person, trouble)
    },
  )
}

const targetOf = (person: StoredPerson | undefined): ProfileTarget =>
  person?.platformId ? { platformId: person.platformId } : { username: person?.username ?? '' }

/** Asks an account of the pool how it stands to others. */
export async function askAccount(
  run: PairRun,
  { account, others }: PairPlan['friendships'][number],
): Promise<StepEnd> {
  const { id, context, people } = run
  const byId = new Map(others.map((person) => [people.get(person)?.platformId ?? '', person]))
  const asked = run.questions.filter(
    ({ follower, followed, tried }) =>
      !tried.includes('friendship') &&
      ((follower === account && others.includes(followed)) ||
        (followed === account && others.includes(follower))),
  )
  const giveUp = async (tx: Tx): Promise<void> =>
    await markTried(tx, id, asked, { way: 'friendship', why: null })
  return await step(
    run,
    async (call) => {
      const username = people.get(account)?.account ?? ''
      return await context.services.platform.readFriendships(username, [...byId.keys()], call)
    },
    async (tx, { friendships }) => {
      await storeAnswers(
        tx,
        id,
        friendships.flatMap((told) => answersOf(told, account, byId.get(told.platformId) ?? -1)),
      )
      await giveUp(tx)
    },
    (error) => {
      if (error instanceof AccountOutOfServiceError)
        return async (tx) => await spendAccount(tx, id, account)
      return isUnreadable(run, error) ? giveUp : undefined
    },
  )
}

function answersOf(told: Friendship, account: number, other: number): PairAnswer[] {
  const answer = (is: boolean) => ({
    answer: is ? ('yes' as const) : ('no' as const),
    basis: 'friendship' as const,
  })
  const { following, followedBy } = told
  return [
    ...(following === null
      ? []
      : [{ follower: account, followed: other, ...answer(following) } satisfies PairAnswer]),
    ...(followedBy === null
      ? []
      : [{ follower: other, followed: account, ...answer(followedBy) } satisfies PairAnswer]),
  ]
}

/** Searches a list for one person. */
export async function searchPair(
  run: PairRun,
  question: PairPlan['searches'][number],
): Promise<StepEnd> {
  const { id, context, people } = run
  const { kind, follower, followed } = question
  const { owner, member } = sidesOf(question, kind)
  const who = people.get(member)
  const pair = { follower, followed }
  const giveUp = (why: string) => async (tx: Tx) =>
    await markTried(tx, id, [pair], { way: kind, why })
  return await step(
    run,
    async (call) =>
      await context.services.platform.searchMember(
        { platformId: people.get(owner)?.platformId ?? '' },
        kind,
        // An id that was seen long ago may be of somebody who has another name by now.
        { platformId: who?.isIdSure ? who.platformId : null, username: who?.username ?? '' },
        call,
      ),
    async (tx, { answer, member: found }) => {
      if (found) {
        const { platformId } = found
        const names = { platformIds: [platformId], usernames: [found.username] }
        const erased = await context.services.erasures.erasedAmong(tx, names)
        if (erased.platformIds.size + erased.usernames.size > 0)
          return await blankPerson(tx, id, [member])
        await storePersonId(tx, id, member, platformId)
      }
      if (answer === 'unknown') return await giveUp('search_not_whole')(tx)
      await storeAnswers(tx, id, [{ ...pair, answer, basis: 'search' }])
    },
    (error) => {
      const trouble = troubleOf(error)
      if (trouble !== undefined) return async (tx) => await storeTrouble(tx, id, owner, trouble)
      return isUnreadable(run, error) ? giveUp('unreadable') : undefined
    },
  )
}
