import type { Clock } from '../clock.ts'
import {
  AccountOutOfServiceError,
  NotFoundError,
  type PlatformError,
  PoolRestingError,
  PrivateProfileError,
  ReadingInterruptedError,
  ReadingSetAsideError,
  TargetSetAsideError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from './errors.ts'
import type { IncompleteReason, MemberList, MembersOutcome, ReadMembersOptions } from './members.ts'
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
import { restsTooLong } from './members-wait.ts'
import type { AccountCall, Accounts, PlatformCall, Profile } from './port.ts'
import { createSteps, type Steps } from './steps.ts'

/** What a page holds at most, and so probably. */
const MEMBERS_PER_PAGE = 200

/** World time after which an interrupted list goes on; twice as long each time that it comes no further. */
const INTERRUPTION_MS = 60_000
const MOST_FRUITLESS = 5
/** A target that is set aside more often than that, beside the first time, costs accounts itself. */
const REQUESTS_PER_SET_ASIDE = 100
/** World time after which it is looked at whether somebody has released the target. */
const SET_ASIDE_LOOK_MS = 3_600_000

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

/** What a turn that failed means for the list: an end, another turn, or an error that has the call end. */
async function endTurn(
  error: unknown,
  reading: Reading,
  steps: Steps<MembersProgress>,
  { wasShunned, stumbledOn }: { wasShunned: boolean; stumbledOn: PlatformError | null },
): Promise<MembersOutcome | 'leave'> {
  if (error instanceof AccountOutOfServiceError) {
    await goOnWithout(reading, 'account_lost', steps)
    return 'leave'
  }
  if (error instanceof TargetSetAsideError && error.until && isByChance(reading, error.until))
    throw await setAsideOf(error, error.until, reading, steps)
  const reason = reasonOf(error)
  if (reason) return incomplete(reading, reason)
  // Nobody else is free, so this is where the list stands: waiting for them would hide that it comes no further.
  if (error instanceof PoolRestingError && stumbledOn)
    throw await interruptionOf(stumbledOn, reading, steps)
  const isPassing =
    error instanceof TransientPlatformError || error instanceof UnexpectedAnswerError
  if (!isPassing) throw error
  // What stumbles on one account may go well on another.
  if (error instanceof TransientPlatformError && !wasShunned && mayChange(reading)) {
    reading.isShunned = true
    reading.stumbledOn = error
    return 'leave'
  }
  throw await interruptionOf(error, reading, steps)
}

/**
 * A list takes thousands of requests, so a few that fail must not use up the attempts of a task: only call after call
 * without a single page is a failure of its own.
 */
async function interruptionOf(
  error: PlatformError,
  { progress, pagesRead }: Reading,
  { save }: Steps<MembersProgress>,
): Promise<PlatformError> {
  if (pagesRead === 0) {
    progress.fruitless += 1
    await save()
  }
  if (progress.fruitless >= MOST_FRUITLESS) return error
  const delayMs = INTERRUPTION_MS * 2 ** progress.fruitless
  return new ReadingInterruptedError('the list stumbled on its way', delayMs, { cause: error })
}

/**
 * Accounts meet challenges now and then, whatever they do; so a list of thousands of pages sees two of them, and its target
 * is not what costs accounts. One whose challenges are many for its requests, or come before its first page, is.
 */
function isByChance({ progress }: Reading, until: Date): boolean {
  const { requests, reading, place, setAsides, setAsideUntil } = progress
  const isNew = until.toISOString() !== setAsideUntil
  const hasBegun = requests === 0 || reading > 1 || place.pages > 0
  return hasBegun && setAsides + (isNew ? 1 : 0) <= 1 + requests / REQUESTS_PER_SET_ASIDE
}

async function setAsideOf(
  error: TargetSetAsideError,
  until: Date,
  { progress }: Reading,
  { save }: Steps<MembersProgress>,
): Promise<PlatformError> {
  if (until.toISOString() !== progress.setAsideUntil) progress.setAsides += 1
  progress.setAsideUntil = until.toISOString()
  await save()
  return new ReadingSetAsideError(error.message, SET_ASIDE_LOOK_MS, { cause: error })
}

/** The place in the list is given up only once another account is held: while all of them rest, nothing is gained. */
async function leaveHolder(reading: Reading, steps: Steps<MembersProgress>): Promise<void> {
  const account = await steps.aside(async ({ username }) => username)
  if (account !== reading.progress.place.holder)
    await goOnWithout(reading, 'account_resting', steps)
}

/** The account of the cursor is lost, and with it the way to the next page; where the list has ended, that is no loss. */
async function goOnWithout(
  reading: Reading,
  why: 'account_lost' | 'account_resting',
  steps: Steps<MembersProgress>,
): Promise<void> {
  const { place } = reading.progress
  if (!place.hasEnded) return await beginAgain(reading, why, steps)
  reading.retakes = false
  place.isEndConfirmed = true
  await steps.save()
}

const neverRun = async (): Promise<never> => {
  throw new Error('no account is held')
}

const mayChange = ({ progress }: Reading): boolean =>
  !progress.isBound || progress.place.pages === 0

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

function reasonOf(error: unknown): IncompleteReason | undefined {
  if (error instanceof PrivateProfileError) return 'target_private'
  if (error instanceof NotFoundError) return 'target_gone'
  if (error instanceof TargetSetAsideError) return 'target_set_aside'
  return undefined
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
      if (profile.isPrivate) return incomplete(reading, 'target_private')
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

const counted = (reading: Reading): { collected: number; expected: number | null } => ({
  collected: reading.collected,
  expected: expectedOf(reading),
})

const incomplete = (reading: Reading, reason: IncompleteReason): MembersOutcome => ({
  ...counted(reading),
  kind: 'incomplete',
  reason,
})
