import type { Clock } from '../../base/clock.ts'
import { PoolRestingError } from '../errors.ts'
import type { MemberList, MembersOutcome, ReadMembersOptions } from '../member-reader.ts'
import { decideAtEnd, showsOnlyFew } from './members-end.ts'
import { readPage } from './members-page.ts'
import {
  beginAgain,
  expectedOf,
  hasLostTooMany,
  neededOf,
  resumeMembers,
  type ListSteps,
  type Reading,
  type Step,
  type Turn,
} from './members-progress.ts'
import {
  canChangeAccount,
  continueWithout,
  counted,
  endTurn,
  incomplete,
  restsTooLong,
} from './members-turn-end.ts'
import type { Profile } from '../creators.ts'
import type { AccountCall, Accounts } from '../adapter.ts'
import type { PlatformCall } from '../call.ts'
import { createSteps } from './steps.ts'
import { troubleIn } from '../target-trouble.ts'

/** Maximum and usual members per page. */
const MEMBERS_PER_PAGE = 200

type Parts = { accounts: Accounts; clock: Pick<Clock, 'now'> }
type What = { target: { platformId: string }; key: string; list: MemberList }

/**
 * Reads a list page by page, as `MemberReader` says. Accounts take turns: each reads as
 * long as it may, and the next one continues.
 */
export async function readMembers(
  parts: Parts,
  { target, key, list }: What,
  options: ReadMembersOptions,
  call: PlatformCall,
): Promise<MembersOutcome> {
  const reading: Reading = {
    target,
    list,
    options,
    progress: resumeMembers(call.resume),
    collected: options.collected,
    pagesRead: 0,
    isEnough: options.isEnough ?? false,
    rereadsLast: false,
    suspect: null,
  }
  let turn: Turn = { account: 'holder' }
  for (;;) {
    const end = await takeTurn(parts, reading, { turn, key }, call)
    if ('kind' in end) return end
    turn = end
  }
}

/** One turn: one held account, and the ones by which the pool replaces it. */
async function takeTurn(
  { accounts, clock }: Parts,
  reading: Reading,
  { turn, key }: { turn: Turn; key: string },
  call: PlatformCall,
): Promise<MembersOutcome | Turn> {
  const accountCall = accountCallOf(reading, turn, key, call)
  try {
    return await accounts.withAccount(accountCall, async (run) => {
      const steps = createSteps(reading.progress, run, call)
      if (turn.account === 'without_cursor') await dropCursor(reading, steps)
      return await readOn(reading, steps)
    })
  } catch (error) {
    const waitsForHolder = error instanceof PoolRestingError && accountCall.only !== undefined
    if (waitsForHolder && restsTooLong(reading.progress, error, clock.now()))
      return { account: 'without_cursor' }
    return await endTurn(error, turn, reading, createSteps(reading.progress, neverRun, call))
  }
}

/** Gives up the place in the list if another account is held: while all rest, nothing is gained. */
async function dropCursor(reading: Reading, steps: ListSteps): Promise<void> {
  const account = await steps.uncounted(async ({ username }) => username)
  if (account !== reading.progress.place.holder)
    await continueWithout(reading, 'account_resting', steps)
}

const neverRun = async (): Promise<never> => {
  throw new Error('no account is held')
}

function accountCallOf(
  reading: Reading,
  { account }: Turn,
  target: string,
  { signal, taskId }: Pick<PlatformCall, 'signal' | 'taskId'>,
): AccountCall {
  const { progress, options } = reading
  const { holder, hasEnded } = progress.place
  const known = account === 'without_cursor' ? 0 : reading.collected
  const left = Math.max(0, (expectedOf(reading) ?? 0) - known)
  const pages = Math.ceil(left / (progress.pageSize ?? MEMBERS_PER_PAGE))
  const estimatedRequests = Math.min(Math.max(1, pages), options.pages ?? Infinity)
  const basis = { signal, taskId, estimatedRequests, target }
  const needsCursor = !hasEnded || reading.rereadsLast
  if (holder === null || account !== 'holder' || !needsCursor) return basis
  return progress.isBound ? { ...basis, only: holder } : { ...basis, prefer: holder }
}

async function readOn(reading: Reading, steps: ListSteps): Promise<MembersOutcome | Turn> {
  for (;;) {
    const next = await advance(reading, steps)
    if (next !== 'next') return next
  }
}

async function advance(reading: Reading, steps: ListSteps): Promise<MembersOutcome | Step> {
  const { progress } = reading
  const { place } = progress
  if (reading.isEnough && !place.hasEnded) return incomplete(reading, 'only_new_read')
  if (hasLostTooMany(reading)) return incomplete(reading, 'cursors_lost')
  if (place.hasEnded && !reading.rereadsLast) return await advanceAtEnd(reading, steps)
  const limit = limitReached(reading)
  if (limit) return limit
  if (progress.reading > 1 && place.pages === 0 && !place.isCounted)
    return await countAgain(reading, steps)
  return await readPage(reading, steps)
}

function limitReached(reading: Reading): MembersOutcome | undefined {
  const { progress, options, collected, pagesRead } = reading
  const isFull = options.max !== undefined && collected >= options.max
  if (isFull || progress.place.isCut) return incomplete(reading, 'max_reached')
  if (showsOnlyFew(progress, expectedOf(reading))) return incomplete(reading, 'only_few_shown')
  if (isEndless(reading)) return incomplete(reading, 'endless_list')
  const isPaused = options.pages !== undefined && pagesRead >= options.pages
  return isPaused ? { ...counted(reading), kind: 'paused' } : undefined
}

const countIn = (profile: Profile, list: MemberList): number | null =>
  list === 'followers' ? profile.followerCount : profile.followingCount

/** Members who joined during earlier readings are in this one. */
async function countAgain({ progress, target, list }: Reading, steps: ListSteps): Promise<Step> {
  const profile = await steps.request((session) => session.fetchProfile(target))
  progress.countAtStart = countIn(profile, list)
  progress.place.isCounted = true
  await steps.save()
  return 'next'
}

/** Far more members than possible, most of them repeated. */
const isEndless = (reading: Reading): boolean =>
  reading.progress.place.listed >
  2 * Math.max(expectedOf(reading) ?? 0, reading.collected) + 5 * MEMBERS_PER_PAGE

async function advanceAtEnd(reading: Reading, steps: ListSteps): Promise<MembersOutcome | Step> {
  const { progress, target, list, collected } = reading
  const decided = decideAtEnd(progress, {
    collected,
    expected: expectedOf(reading),
    needed: neededOf(reading),
  })
  switch (decided.kind) {
    case 'recount': {
      const profile = await steps.request((session) => session.fetchProfile(target))
      const trouble = troubleIn(profile)
      if (trouble) return incomplete(reading, trouble)
      progress.countAtEnd = countIn(profile, list)
      progress.place.isRecounted = true
      await steps.save()
      return 'next'
    }
    case 'confirm':
      reading.rereadsLast = true
      return { account: canChangeAccount(reading) ? 'other' : 'holder' }
    case 'read_again':
      await beginAgain(reading, 'fewer_than_expected', steps)
      return { account: 'other' }
    default:
      return { ...counted(reading), ...decided }
  }
}
