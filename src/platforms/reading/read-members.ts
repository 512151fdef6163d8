import type { Clock } from '../../base/clock.ts'
import { PoolRestingError } from '../errors.ts'
import type { MemberList, MembersOutcome, ReadMembersOptions } from '../members.ts'
import { decideAtEnd } from './members-end.ts'
import {
  beginAgain,
  expectedOf,
  hasLostTooMany,
  readPage,
  startCountOf,
  type Reading,
  type Step,
} from './members-page.ts'
import { resumeMembers, type MembersProgress } from './members-progress.ts'
import { counted, endTurn, goOnWithout, incomplete, mayChange } from './members-turn-end.ts'
import { restsTooLong } from './members-wait.ts'
import type { Profile } from '../creators.ts'
import type { AccountCall, Accounts, PlatformCall } from '../port.ts'
import { createSteps, type Steps } from './steps.ts'
import { troubleIn } from '../target-trouble.ts'

/** What a page holds at most, and so probably. */
const MEMBERS_PER_PAGE = 200

type Parts = { accounts: Accounts; clock: Pick<Clock, 'now'> }
type What = { target: { platformId: string }; key: string; list: MemberList }

/**
 * A list page by page, as `Platform.readMembers` says. One account after the other has its turn: it goes on as long as it
 * may, and the next one takes up what it has left.
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
    isShunned: false,
    leavesHolder: false,
    stumbledOn: null,
    retakes: false,
    doubted: null,
  }
  for (;;) {
    const outcome = await takeTurn(parts, reading, key, call)
    if (outcome !== 'leave') return outcome
  }
}

/** As long as one account is held, and those that the pool puts in its place when it is at fault. */
async function takeTurn(
  { accounts, clock }: Parts,
  reading: Reading,
  key: string,
  call: PlatformCall,
): Promise<MembersOutcome | 'leave'> {
  const { isShunned: wasShunned, stumbledOn, leavesHolder } = reading
  const accountCall = accountCallOf(reading, key, call)
  reading.isShunned = false
  reading.stumbledOn = null
  reading.leavesHolder = false
  try {
    return await accounts.withAccount(accountCall, async (run) => {
      const steps = createSteps(reading.progress, run, call)
      if (leavesHolder) await leaveHolder(reading, steps)
      return await readOn(reading, steps)
    })
  } catch (error) {
    if (error instanceof PoolRestingError && accountCall.only !== undefined) {
      reading.leavesHolder = restsTooLong(reading.progress, error, clock.now())
      if (reading.leavesHolder) return 'leave'
    }
    const steps = createSteps(reading.progress, neverRun, call)
    return await endTurn(error, reading, steps, { wasShunned, stumbledOn })
  }
}

/** The place in the list is given up only once another account is held: while all of them rest, nothing is gained. */
async function leaveHolder(reading: Reading, steps: Steps<MembersProgress>): Promise<void> {
  const account = await steps.aside(async ({ username }) => username)
  if (account !== reading.progress.place.holder)
    await goOnWithout(reading, 'account_resting', steps)
}

const neverRun = async (): Promise<never> => {
  throw new Error('no account is held')
}

function accountCallOf(reading: Reading, target: string, { signal }: PlatformCall): AccountCall {
  const { progress, isShunned, leavesHolder, options } = reading
  const { holder, hasEnded } = progress.place
  const known = leavesHolder ? 0 : reading.collected
  const left = Math.max(0, (expectedOf(reading) ?? 0) - known)
  const pages = Math.ceil(left / (progress.pageSize ?? MEMBERS_PER_PAGE))
  const estimatedRequests = Math.min(Math.max(1, pages), options.pages ?? Infinity)
  const basis = { signal, estimatedRequests, target }
  const needsCursor = !hasEnded || reading.retakes
  if (holder === null || isShunned || leavesHolder || !needsCursor) return basis
  return progress.isBound ? { ...basis, only: holder } : { ...basis, prefer: holder }
}

async function readOn(
  reading: Reading,
  steps: Steps<MembersProgress>,
): Promise<MembersOutcome | 'leave'> {
  for (;;) {
    const next = await goOn(reading, steps)
    if (next === 'next') continue
    return next
  }
}

async function goOn(
  reading: Reading,
  steps: Steps<MembersProgress>,
): Promise<MembersOutcome | Step> {
  const { progress, options, collected, pagesRead } = reading
  const { place } = progress
  if (hasLostTooMany(reading)) return incomplete(reading, 'cursors_lost')
  if (place.hasEnded && !reading.retakes) return await goOnAtEnd(reading, steps)
  const isFull = options.max !== undefined && collected >= options.max
  if (isFull || place.isCut) return incomplete(reading, 'max_reached')
  if (isEndless(reading)) return incomplete(reading, 'endless_list')
  if (options.pages !== undefined && pagesRead >= options.pages)
    return { ...counted(reading), kind: 'paused' }
  if (progress.reading > 1 && place.pages === 0 && !place.isCounted)
    return await countAgain(reading, steps)
  return await readPage(reading, steps)
}

const countIn = (profile: Profile, list: MemberList): number | null =>
  list === 'followers' ? profile.followerCount : profile.followingCount

/** Whoever has joined during the readings before is in this one. */
async function countAgain(
  { progress, target, list }: Reading,
  steps: Steps<MembersProgress>,
): Promise<Step> {
  const profile = await steps.request((session) => session.fetchProfile(target))
  progress.countAtStart = countIn(profile, list)
  progress.place.isCounted = true
  await steps.save()
  return 'next'
}

/** More members than could be, most of them again and again. */
const isEndless = (reading: Reading): boolean =>
  reading.progress.place.listed >
  2 * Math.max(expectedOf(reading) ?? 0, reading.collected) + 5 * MEMBERS_PER_PAGE

async function goOnAtEnd(
  reading: Reading,
  steps: Steps<MembersProgress>,
): Promise<MembersOutcome | Step> {
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
      reading.retakes = true
      reading.isShunned = mayChange(reading)
      return 'leave'
    case 'read_again':
      await beginAgain(reading, 'fewer_than_expected', steps)
      reading.isShunned = true
      return 'leave'
    default:
      return { ...counted(reading), ...decided }
  }
}

/**
 * Pages of an offset lose as many members as leave the list before it, and those who have left still count as collected:
 * so nothing less than the count at the start will do.
 */
const neededOf = (reading: Reading): number | null =>
  reading.list === 'following'
    ? (startCountOf(reading) ?? reading.progress.countAtEnd)
    : expectedOf(reading)
