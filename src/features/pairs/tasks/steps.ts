import { sql } from 'kysely'
import { ConflictError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import type { PlatformCall } from '../../../platforms/call.ts'
import {
  AccountOutOfServiceError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../../platforms/errors.ts'
import { FRIENDSHIPS_PER_REQUEST, type MemberList } from '../../../platforms/member-reader.ts'
import { troubleIn, troubleOf } from '../../../platforms/target-trouble.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import { countSent, withAccount } from '../../checks/index.ts'
import type { Services } from '../../services.ts'
import { prepareCheck } from '../../relations/index.ts'
import type { PairPlan, Person, Place, Question } from '../plan.ts'
import {
  blankPeople,
  storeAnswers,
  updateCheck,
  updatePerson,
  type PairAnswer,
} from '../store/pairs.ts'

/** One run of a check of pairs. */
export type PairRun = {
  /** The id of the check. */
  id: string
  context: TaskContext<Services>
  /** Steps that this run has stored. */
  steps: number
  /** An earlier run failed before its first step: another such failure counts as an answer. */
  isDoubtful: boolean
}

type Write = (tx: Tx) => Promise<void>

type Step = {
  /**
   * The person whose lists cannot be read when the platform refuses; null where no lists are asked
   * for.
   */
  target: Person | null
  /** The attempts that are not repeated when the platform's answer says nothing. */
  attempts: readonly (Question & { tried: NonNullable<PairAnswer['tried']> })[]
  /** Sends requests; returns what their answer writes. */
  send(call: PlatformCall): Promise<Write>
  /** Runs after the answer is stored. */
  after?(): void
}

/** The first of a plan that can be done now. */
export function nextStep(run: PairRun, plan: PairPlan): Step | undefined {
  const [profile] = plan.profiles
  if (profile) return lookUp(run, profile)
  const [lists] = plan.lists
  if (lists) return readLists(run, ...lists)
  const [search] = plan.searches
  if (search) return searchList(run, search)
  // Only one account can answer: when it rests, nothing else waits for it.
  const [friendships] = plan.friendships
  return friendships && askAccount(run, ...friendships)
}

/** Takes a step: what it writes and the number of requests are one transaction. */
export async function take(step: Step, run: PairRun): Promise<void> {
  const { context, id } = run
  const sent = countSent()
  const store = async (write?: Write): Promise<void> =>
    await context.checkpoint(null, async (tx) => {
      const requests = sql<number>`requests + ${sent.unstored()}`
      await updateCheck(tx, id, { requests, accounts: withAccount(sent.account()) })
      await write?.(tx)
    })
  let write: Write
  try {
    write = await step.send({
      signal: context.signal,
      taskId: context.taskId,
      ...sent.observers,
    })
  } catch (error) {
    const why = whyNever(run, error)
    if (why === undefined && sent.unstored() > 0 && !context.signal.aborted) await store()
    if (why === undefined) throw error
    write = async (tx) => await giveUp(tx, id, step, why)
  }
  await store(write)
  step.after?.()
  context.note({ account: sent.account() })
  run.steps += 1
}

/** Stores that a step has no answer, and never will have. */
async function giveUp(tx: Tx, id: string, { target, attempts }: Step, why: string): Promise<void> {
  if (target && (why !== 'unreadable' || attempts.length === 0))
    return await updatePerson(tx, id, target, { trouble: why })
  await storeAnswers(
    tx,
    id,
    // A friendship that the platform does not return says nothing about the lists.
    attempts.map((each) => ({ ...each, answer: null, ...(target && { reason: why }) })),
  )
}

/** Undefined for an error that another attempt may not meet. */
function whyNever({ isDoubtful, steps }: PairRun, error: unknown): string | undefined {
  const isUnreadable =
    error instanceof UnexpectedAnswerError ||
    (error instanceof TransientPlatformError && isDoubtful && steps === 0)
  return troubleOf(error) ?? (isUnreadable ? 'unreadable' : undefined)
}

/** Finds the id and the name of a person, and how long the lists are. */
function lookUp(run: PairRun, person: Person): Step {
  const { platformId, username } = person
  const target = platformId === null ? { username: username ?? '' } : { platformId }
  return {
    target: person,
    attempts: [],
    async send(call) {
      const profile = await run.context.services.creatorReader.fetchProfile(target, call)
      const also = {
        is_looked_up: true,
        trouble: troubleIn(profile) ?? null,
        follower_count: profile.followerCount,
        following_count: profile.followingCount,
      }
      return async (tx) => await storeProfile(tx, run, person, { profile: profile, also })
    },
  }
}

type ReadProfile = {
  profile: { platformId: string; username: string }
  /** Other columns. */
  also?: Parameters<typeof updatePerson>[3]
}

/**
 * Stores a person as the platform shows it, unless it was erased. It comes before every other
 * write: an erasure that has begun waits for no row of a transaction that waits for the erasure.
 */
async function storeProfile(
  tx: Tx,
  { id, context: { services } }: PairRun,
  person: Person,
  { profile, also = {} }: ReadProfile,
): Promise<void> {
  const { username, platformId: platform_id } = profile
  const erased = await services.erasures.erasedOf(tx, [profile])
  if (erased.size > 0)
    return void (await blankPeople(tx, sql`check_id = ${id}::uuid and person = ${person.person}`))
  const named_at = sql<Date>`world_now()`
  await updatePerson(tx, id, person, { ...also, username, platform_id, named_at })
}

/**
 * Has a relation check read whole lists: its answers, or its failure, come later. One that is
 * refused has failed: then the lists are searched.
 */
function readLists(
  { id, context: { services } }: PairRun,
  person: Person,
  lists: MemberList[],
): Step {
  const target = { platformId: person.platformId ?? '' }
  return {
    target: person,
    attempts: [],
    async send() {
      const check = { target, kinds: lists, max: null, isConfirmed: true, mayReadMore: true }
      const request = await prepareCheck(services, check)
      return async (tx) => {
        const list_check_id = await request(tx).then((check) => check.id, nullIfRefused)
        await updatePerson(tx, id, person, { lists, list_check_id })
      }
    },
    after: () => services.queue.wake(),
  }
}

function nullIfRefused(error: unknown): null {
  if (error instanceof ConflictError) return null
  throw error
}

/** Searches a list for one person. */
function searchList(run: PairRun, { question, owner, kind, member }: Place): Step {
  const { id, context } = run
  const { follower, followed } = question
  const attempt = { follower, followed, tried: kind }
  return {
    target: owner,
    attempts: [attempt],
    async send(call) {
      const target = { platformId: owner.platformId ?? '' }
      const who = { platformId: member.platformId, username: member.username ?? '' }
      const { memberReader } = context.services
      const { answer, member: found } = await memberReader.searchMember(target, kind, who, call)
      const known =
        answer === 'unknown'
          ? ({ answer: null, reason: 'search_not_whole' } as const)
          : ({ answer, basis: 'search' } as const)
      return async (tx) => {
        if (found) await storeProfile(tx, run, member, { profile: found })
        await storeAnswers(tx, id, [{ ...attempt, ...known }])
      }
    },
  }
}

/**
 * Returns null for an account that is out of service: for the other questions, the person is no
 * account of the pool any more. Throws other errors.
 */
function nullIfOutOfService(error: unknown): null {
  if (error instanceof AccountOutOfServiceError) return null
  throw error
}

/** Asks an account of the pool for its friendships with others. */
function askAccount({ id, context: { services } }: PairRun, owner: Person, all: Set<Person>): Step {
  const { person: one, account } = owner
  const others = [...all].slice(0, FRIENDSHIPS_PER_REQUEST)
  const lookups = others.flatMap(({ person: other, platformId }) => [
    { follower: one, followed: other, tried: 'friendship', platformId, by: 'following' } as const,
    { follower: other, followed: one, tried: 'friendship', platformId, by: 'followedBy' } as const,
  ])
  return {
    target: null,
    attempts: lookups,
    async send(call) {
      const ids = others.map(({ platformId }) => platformId ?? '')
      const reading = services.memberReader.readFriendships(account ?? '', ids, call)
      const friendships = await reading.catch(nullIfOutOfService)
      if (!friendships) return async (tx) => await updatePerson(tx, id, owner, { account: null })
      const byId = new Map(friendships.map((each) => [each.platformId, each]))
      const answers = lookups.map(({ platformId, by, ...attempt }): PairAnswer => {
        const does = byId.get(platformId ?? '')?.[by] ?? null
        if (does === null) return { ...attempt, answer: null }
        return { ...attempt, answer: does ? 'yes' : 'no', basis: 'friendship' }
      })
      return async (tx) => await storeAnswers(tx, id, answers)
    },
  }
}
