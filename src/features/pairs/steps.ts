import type { Tx } from '../../db/database.ts'
import {
  AccountOutOfServiceError,
  PlatformError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../platforms/errors.ts'
import type { Friendship } from '../../platforms/member-reader.ts'
import type { PlatformCall } from '../../platforms/call.ts'
import { troubleIn, troubleOf } from '../../platforms/target-trouble.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import { sql } from 'kysely'
import type { Services } from '../manifest.ts'
import { sidesOf, type PairPlan } from './plan.ts'
import type { ListCheckpoint } from './read-list.ts'
import {
  blankPeople,
  countRequests,
  markTried,
  storeAnswers,
  updatePerson,
  type PairAnswer,
  type PairState,
  type StoredPerson,
} from './store.ts'

/** One run of a check of pairs. */
export type PairRun = {
  /** Of the check. */
  id: string
  context: TaskContext<Services>
  /** Steps and pages that this run has stored. */
  steps: number
  /** An earlier run failed before its first step: a transient failure of the first step counts as its answer. */
  isDoubtful: boolean
  /** The list that is being read. */
  checkpoint: ListCheckpoint
}

type Write = (tx: Tx) => Promise<void>

/**
 * Asks the platform one thing, in one or a few requests. What the answer writes, the requests and
 * the checkpoint are one transaction. `onError` gives what is stored for an error that is itself an
 * answer; others are rethrown.
 */
async function step(
  run: PairRun,
  ask: (call: PlatformCall) => Promise<Write>,
  onError: (error: PlatformError) => Write | undefined,
): Promise<void> {
  const { id, context } = run
  let [account, requests] = ['', 0]
  let write: Write | undefined
  let failure: PlatformError | undefined
  try {
    write = await ask({
      signal: context.signal,
      onAccount: (name) => (account = name),
      onRequest: (count) => (requests = count),
    })
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    write = onError(error)
    if (!write) failure = error
    if (failure && requests === 0) throw failure
  }
  await context.checkpoint(run.checkpoint, async (tx) => {
    await countRequests(tx, id, { account, requests })
    await write?.(tx)
  })
  if (failure) throw failure
  run.steps += 1
  context.note({ account })
}

const isUnreadable = (run: PairRun, error: PlatformError): boolean =>
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
export async function lookUp(run: PairRun, person: StoredPerson): Promise<void> {
  const { id, context } = run
  const { platformId, username } = person
  await step(
    run,
    async (call) => {
      const target = platformId === null ? { username: username ?? '' } : { platformId }
      const profile = await context.services.creatorReader.fetchProfile(target, call)
      return async (tx) => {
        if (await blankIfErased(tx, run, person.person, profile)) return
        await updatePerson(tx, id, person.person, {
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
      return trouble && (async (tx) => await updatePerson(tx, id, person.person, { trouble }))
    },
  )
}

/** Asks an account of the pool for its friendships with others. */
export async function askAccount(
  run: PairRun,
  { people, open }: PairState,
  { account, others }: PairPlan['friendships'][number],
): Promise<void> {
  const { id, context } = run
  const byId = new Map(others.map((person) => [people.get(person)?.platformId ?? '', person]))
  const isAsked = (one: number, other: number) => one === account && others.includes(other)
  const asked = open.filter(
    ({ follower, followed }) => isAsked(follower, followed) || isAsked(followed, follower),
  )
  const giveUp: Write = async (tx) =>
    await markTried(tx, id, asked, { way: 'friendship', why: null })
  await step(
    run,
    async (call) => {
      const username = people.get(account)?.account ?? ''
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
export async function searchPair(
  run: PairRun,
  { people }: PairState,
  { kind, follower, followed }: PairPlan['searches'][number],
): Promise<void> {
  const { id, context } = run
  const { owner, member } = sidesOf({ follower, followed }, kind)
  const who = people.get(member)
  const giveUp = (why: string) => async (tx: Tx) =>
    await markTried(tx, id, [{ follower, followed }], { way: kind, why })
  await step(
    run,
    async (call) => {
      const { answer, member: found } = await context.services.memberReader.searchMember(
        { platformId: people.get(owner)?.platformId ?? '' },
        kind,
        // An id that was seen long ago may be of a person with another name now.
        { platformId: who?.isIdSure ? who.platformId : null, username: who?.username ?? '' },
        call,
      )
      return async (tx) => {
        if (found && (await blankIfErased(tx, run, member, found))) return
        if (found && who?.platformId === null)
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
      if (trouble) return async (tx) => await updatePerson(tx, id, owner, { trouble })
      return isUnreadable(run, error) ? giveUp('unreadable') : undefined
    },
  )
}
