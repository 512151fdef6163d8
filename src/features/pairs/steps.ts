import { sql } from 'kysely'
import { ConflictError } from '../../base/errors.ts'
import type { Tx } from '../../db/database.ts'
import type { PlatformCall } from '../../platforms/call.ts'
import {
  AccountOutOfServiceError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../platforms/errors.ts'
import {
  FRIENDSHIPS_PER_REQUEST,
  type Friendship,
  type MemberList,
} from '../../platforms/member-reader.ts'
import { troubleIn, troubleOf } from '../../platforms/target-trouble.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import { countSent, withAccount } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import { requestCheck } from '../relations/index.ts'
import type { PairPlan, Person, Place } from './plan.ts'
import { blankPeople, storeAnswers, updateCheck, updatePerson } from './store.ts'

/** One run of a check of pairs. */
export type PairRun = {
  /** Of the check. */
  id: string
  context: TaskContext<Services>
  /** Steps that this run has stored. */
  steps: number
  /** An earlier run failed before its first step: another such failure counts as an answer. */
  isDoubtful: boolean
}

type Write = (tx: Tx) => Promise<void>

/** Sends requests; returns what their answer writes. */
export type Step = {
  send(call: PlatformCall): Promise<Write>
  /** What is written when there is no answer, and never will be. */
  giveUp(tx: Tx, why: string): Promise<void>
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
    write = await step.send({ signal: context.signal, ...sent.observers })
  } catch (error) {
    const why = whyNever(run, error)
    if (why === undefined && sent.unstored() > 0 && !context.signal.aborted) await store()
    if (why === undefined) throw error
    write = async (tx) => await step.giveUp(tx, why)
  }
  await store(write)
  context.note({ account: sent.account() })
  run.steps += 1
}

/** Undefined for an error that another attempt may not meet. */
function whyNever({ isDoubtful, steps }: PairRun, error: unknown): string | undefined {
  const isUnreadable =
    error instanceof UnexpectedAnswerError ||
    error instanceof AccountOutOfServiceError ||
    (error instanceof TransientPlatformError && isDoubtful && steps === 0)
  if (error instanceof ConflictError) return error.code
  return troubleOf(error) ?? (isUnreadable ? 'unreadable' : undefined)
}

/** The id and the name of a person, and how long the lists are. */
function lookUp({ id, context: { services } }: PairRun, person: Person): Step {
  const { platformId, username } = person
  const target = platformId === null ? { username: username ?? '' } : { platformId }
  return {
    async send(call) {
      const profile = await services.creatorReader.fetchProfile(target, call)
      return async (tx) => {
        await updatePerson(tx, id, person, {
          username: profile.username,
          platform_id: profile.platformId,
          named_at: sql`world_now()`,
          is_looked_up: true,
          trouble: troubleIn(profile) ?? null,
          follower_count: profile.followerCount,
          following_count: profile.followingCount,
        })
        await blankErased(tx, { id, services }, person, profile)
      }
    },
    giveUp: async (tx, trouble) => await updatePerson(tx, id, person, { trouble }),
  }
}

/** Removes a person that was erased, as the platform shows it. */
async function blankErased(
  tx: Tx,
  { id, services }: { id: string; services: Services },
  { person }: Person,
  shown: { platformId: string; username: string },
): Promise<void> {
  const erased = await services.erasures.erasedOf(tx, [shown])
  if (erased.size > 0) await blankPeople(tx, sql`check_id = ${id}::uuid and person = ${person}`)
}

/** Has lists read whole by a relation check: its answers, or its failure, come later. */
function readLists(
  { id, context: { services } }: PairRun,
  person: Person,
  lists: MemberList[],
): Step {
  const target = { platformId: person.platformId ?? '' }
  return {
    async send() {
      const asked = { target, kinds: lists, max: null, isConfirmed: true }
      const { id: list_check_id } = await requestCheck(services, asked)
      services.queue.wake()
      return async (tx) => await updatePerson(tx, id, person, { lists, list_check_id })
    },
    giveUp: async (tx, trouble) => await updatePerson(tx, id, person, { trouble }),
  }
}

/** Searches a list for one person. */
function searchList({ id, context: { services } }: PairRun, place: Place): Step {
  const { question, owner, kind, member } = place
  const { follower, followed } = question
  const giveUp = async (tx: Tx, reason: string) =>
    await storeAnswers(tx, id, [{ follower, followed, answer: null, reason, tried: kind }])
  return {
    async send(call) {
      const target = { platformId: owner.platformId ?? '' }
      const who = { platformId: member.platformId, username: member.username ?? '' }
      const { answer, member: found } = await services.memberReader.searchMember(
        target,
        kind,
        who,
        call,
      )
      return async (tx) => {
        if (answer === 'unknown') await giveUp(tx, 'search_not_whole')
        else await storeAnswers(tx, id, [{ follower, followed, answer, basis: 'search' }])
        if (found && member.platformId === null)
          await updatePerson(tx, id, member, {
            platform_id: found.platformId,
            named_at: sql`world_now()`,
          })
        if (found) await blankErased(tx, { id, services }, member, found)
      }
    },
    giveUp: async (tx, why) =>
      await (why === 'unreadable'
        ? giveUp(tx, why)
        : updatePerson(tx, id, owner, { trouble: why })),
  }
}

/** Asks an account of the pool for its friendships with others. */
function askAccount(
  { id, context: { services } }: PairRun,
  { person: one, account }: Person,
  all: Set<Person>,
): Step {
  const others = [...all].slice(0, FRIENDSHIPS_PER_REQUEST)
  const store = async (tx: Tx, friendships: readonly Friendship[]): Promise<void> => {
    const byId = new Map(friendships.map((each) => [each.platformId, each]))
    const answers = others.flatMap(({ person: other, platformId }) => {
      const { following = null, followedBy = null } = byId.get(platformId ?? '') ?? {}
      return [
        { follower: one, followed: other, ...toldBy(following) },
        { follower: other, followed: one, ...toldBy(followedBy) },
      ]
    })
    await storeAnswers(tx, id, answers)
  }
  return {
    async send(call) {
      const ids = others.map(({ platformId }) => platformId ?? '')
      const friendships = await services.memberReader.readFriendships(account ?? '', ids, call)
      return async (tx) => await store(tx, friendships)
    },
    giveUp: async (tx) => await store(tx, []),
  }
}

const toldBy = (does: boolean | null) =>
  does === null
    ? ({ answer: null, tried: 'friendship' } as const)
    : ({ answer: does ? 'yes' : 'no', basis: 'friendship' } as const)
