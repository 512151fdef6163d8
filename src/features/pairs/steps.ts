import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import type { PlatformCall } from '../../platforms/call.ts'
import {
  AccountOutOfServiceError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../platforms/errors.ts'
import type { Friendship } from '../../platforms/member-reader.ts'
import { troubleIn, troubleOf } from '../../platforms/target-trouble.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import { countSent, type SentRequests } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import { personIn, type PairStep, type PlannedPerson } from './plan.ts'
import {
  blankPeople,
  countRequests,
  markTried,
  storeAnswers,
  updatePerson,
  type PairAnswer,
  type PairState,
} from './store.ts'

const Checkpoint = z.object({
  /** The list that is being read in full; null while there is none. */
  list: z.object({ person: z.int(), kind: z.enum(['followers', 'following']) }).nullable(),
  /** The platform's own state of it. */
  state: z.unknown(),
})
/** Where a check of pairs resumes; everything else is in its answers. */
export type PairCheckpoint = z.output<typeof Checkpoint>

export const noList: PairCheckpoint = { list: null, state: null }

/** What an earlier run has stored, or `noList`. */
export const readCheckpoint = (stored: unknown): PairCheckpoint =>
  Checkpoint.safeParse(stored).data ?? noList

/** One run of a check of pairs. */
export type PairRun = {
  /** Of the check. */
  id: string
  context: TaskContext<Services>
  /** Steps and pages that this run has stored. */
  steps: number
  /** An earlier run failed before its first step: another such failure counts as an answer. */
  isDoubtful: boolean
  /** The list that is being read, as the next transaction stores it. */
  checkpoint: PairCheckpoint
}

export type Write = (tx: Tx) => Promise<void>

/**
 * Sends requests. What the answer writes, the number of requests and the checkpoint are one
 * transaction. `onError` gives what is stored for an error that is itself an answer; others are
 * rethrown. `resume` is the state of the platform that the call resumes.
 */
export async function ask(
  run: PairRun,
  send: (call: PlatformCall, sent: SentRequests) => Promise<Write | undefined>,
  onError: (error: unknown) => Write | undefined,
  resume: unknown = null,
): Promise<void> {
  const { context } = run
  const { signal } = context
  const sent = countSent(resume)
  let write: Write | undefined
  try {
    write = await send({ signal, resume, ...sent.observers }, sent)
  } catch (error) {
    write = onError(error)
    if (!write) {
      if (sent.unstored() > 0 && !signal.aborted) await store(run, sent)
      throw error
    }
  }
  await store(run, sent, write)
  context.note({ account: sent.account() })
}

/** Stores the checkpoint and the requests that were sent, in one transaction with `write`. */
export async function store(run: PairRun, sent: SentRequests, write?: Write): Promise<void> {
  const requests = sent.unstored()
  await run.context.checkpoint(run.checkpoint, async (tx) => {
    await countRequests(tx, run.id, { account: sent.account(), requests })
    await write?.(tx)
  })
  sent.markStored(requests)
}

const isUnreadable = (run: PairRun, error: unknown): boolean =>
  error instanceof UnexpectedAnswerError ||
  (error instanceof TransientPlatformError && run.isDoubtful && run.steps === 0)

/** Removes a person that the platform shows and that was erased. Returns whether it was. */
async function blankIfErased(
  tx: Tx,
  { id, context }: PairRun,
  person: number,
  shown: { platformId: string; username: string },
): Promise<boolean> {
  const erased = await context.services.erasures.erasedOf(tx, [shown])
  if (erased.size === 0) return false
  await blankPeople(tx, sql`check_id = ${id}::uuid and person = ${person}`)
  return true
}

/** Looks up a profile: its id, its name and how long its lists are. */
export async function lookUp(
  run: PairRun,
  { person, platformId, username }: PlannedPerson,
): Promise<void> {
  const { id, context } = run
  const target = platformId === null ? { username: username ?? '' } : { platformId }
  await ask(
    run,
    async (call) => {
      const profile = await context.services.creatorReader.fetchProfile(target, call)
      return async (tx) => {
        if (await blankIfErased(tx, run, person, profile)) return
        await updatePerson(tx, id, person, {
          username: profile.username,
          platform_id: profile.platformId,
          named_at: sql`world_now()`,
          counted_at: sql`world_now()`,
          trouble: troubleIn(profile) ?? null,
          follower_count: profile.followerCount,
          following_count: profile.followingCount,
        })
      }
    },
    (error) => {
      const trouble = troubleOf(error) ?? (isUnreadable(run, error) ? 'unreadable' : undefined)
      return trouble && (async (tx) => await updatePerson(tx, id, person, { trouble }))
    },
  )
}

/** Asks an account of the pool for its friendships with others. */
export async function askAccount(
  run: PairRun,
  { people, open }: PairState,
  { account, others }: Extract<PairStep, { kind: 'friendships' }>,
): Promise<void> {
  const { id, context } = run
  const byId = new Map(others.map((one) => [personIn(people, one).platformId ?? '', one]))
  const isAsked = (one: number, other: number) => one === account && others.includes(other)
  const asked = open.filter(
    ({ follower, followed }) => isAsked(follower, followed) || isAsked(followed, follower),
  )
  const giveUp: Write = async (tx) =>
    await markTried(tx, id, asked, { ways: ['friendship'], why: null })
  await ask(
    run,
    async (call) => {
      const username = personIn(people, account).account ?? ''
      const { memberReader } = context.services
      const ids = [...byId.keys()]
      const { friendships } = await memberReader.readFriendships(username, ids, call)
      return async (tx) => {
        const answers = friendships.flatMap((each) =>
          answersOf(each, account, byId.get(each.platformId) ?? -1),
        )
        await storeAnswers(tx, id, answers)
        await giveUp(tx)
      }
    },
    (error) => {
      if (error instanceof AccountOutOfServiceError)
        return async (tx) => await updatePerson(tx, id, account, { account: null })
      return isUnreadable(run, error) ? giveUp : undefined
    },
  )
}

const answersOf = (
  { following, followedBy }: Friendship,
  account: number,
  other: number,
): PairAnswer[] =>
  [
    { follower: account, followed: other, does: following },
    { follower: other, followed: account, does: followedBy },
  ].flatMap(({ does, ...pair }) =>
    does === null ? [] : [{ ...pair, answer: does ? 'yes' : 'no', basis: 'friendship' as const }],
  )

/** Searches a list for one person. */
export async function searchList(
  run: PairRun,
  { people }: PairState,
  { question, place: { list, member } }: Extract<PairStep, { kind: 'search' }>,
): Promise<void> {
  const { id, context } = run
  const { follower, followed } = question
  const { platformId, username } = personIn(people, member)
  const owner = { platformId: personIn(people, list.person).platformId ?? '' }
  const giveUp = (why: string) => async (tx: Tx) =>
    await markTried(tx, id, [question], { ways: [list.kind], why })
  await ask(
    run,
    async (call) => {
      const { memberReader } = context.services
      const who = { platformId, username: username ?? '' }
      const { answer, member: found } = await memberReader.searchMember(owner, list.kind, who, call)
      return async (tx) => {
        if (found && (await blankIfErased(tx, run, member, found))) return
        if (found && platformId === null)
          await updatePerson(tx, id, member, {
            platform_id: found.platformId,
            named_at: sql`world_now()`,
          })
        if (answer === 'unknown') await giveUp('search_not_whole')(tx)
        else await storeAnswers(tx, id, [{ follower, followed, answer, basis: 'search' }])
      }
    },
    (error) => {
      const trouble = troubleOf(error)
      if (trouble) return async (tx) => await updatePerson(tx, id, list.person, { trouble })
      return isUnreadable(run, error) ? giveUp('unreadable') : undefined
    },
  )
}
