import {
  AccountOutOfServiceError,
  type PlatformError,
  PoolRestingError,
  ReadingInterruptedError,
  ReadingQuarantinedError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../errors.ts'
import { TargetQuarantinedError } from '../target-errors.ts'
import type { IncompleteReason, MembersOutcome } from '../member-reader.ts'
import {
  beginAgain,
  expectedOf,
  type ListSteps,
  type MembersProgress,
  type Reading,
  type Turn,
} from './members-progress.ts'
import { troubleOf } from '../target-trouble.ts'

/** World time after which an interrupted list continues; doubled after each call without a page. */
const INTERRUPTION_MS = 60_000
const MAX_FRUITLESS = 5
/** A target quarantined more often than once per this many requests is the cause itself. */
const REQUESTS_PER_QUARANTINE = 100
/** World time after which to check whether an operator released the target. */
const QUARANTINE_LOOK_MS = 3_600_000

/**
 * Decides what a failed turn means for the list: an end, another turn, or an error that ends the
 * call.
 */
export async function endTurn(
  error: unknown,
  turn: Turn,
  reading: Reading,
  steps: ListSteps,
): Promise<MembersOutcome | Turn> {
  if (error instanceof AccountOutOfServiceError) {
    await continueWithout(reading, 'account_lost', steps)
    return { account: 'holder' }
  }
  if (error instanceof TargetQuarantinedError && error.until && isByChance(reading, error.until))
    throw await waitForRelease(error, error.until, reading, steps)
  const reason = troubleOf(error)
  if (reason) return incomplete(reading, reason)
  // No other account is free: waiting for one would hide that the list makes no progress.
  if (error instanceof PoolRestingError && turn.failure)
    throw await interruptionOf(turn.failure, reading, steps)
  // Another account may succeed.
  if (
    error instanceof TransientPlatformError &&
    turn.account !== 'other' &&
    canChangeAccount(reading)
  )
    return { account: 'other', failure: error }
  throw isInterruption(error) ? await interruptionOf(error, reading, steps) : error
}

const isInterruption = (error: unknown): error is PlatformError =>
  error instanceof TransientPlatformError || error instanceof UnexpectedAnswerError

/**
 * A list takes thousands of requests, so single failures must not use up the attempts of a task:
 * only several calls in a row without a page count.
 */
async function interruptionOf(
  error: PlatformError,
  { progress, pagesRead }: Reading,
  { save }: ListSteps,
): Promise<PlatformError> {
  if (pagesRead === 0) {
    progress.fruitless += 1
    await save()
  }
  if (progress.fruitless >= MAX_FRUITLESS) return error
  const delayMs = INTERRUPTION_MS * 2 ** progress.fruitless
  return new ReadingInterruptedError('the list was interrupted by a temporary failure', delayMs, {
    cause: error,
  })
}

/**
 * Accounts sometimes meet challenges by chance, so a list of thousands of pages may see two without
 * its target being the cause. The target is the cause when challenges are many for its requests, or
 * come before the first page.
 */
function isByChance({ progress }: Reading, until: Date): boolean {
  const { requests, reading, place, quarantines, quarantinedUntil } = progress
  const isNew = until.toISOString() !== quarantinedUntil
  const hasBegun = requests === 0 || reading > 1 || place.pages > 0
  return hasBegun && quarantines + (isNew ? 1 : 0) <= 1 + requests / REQUESTS_PER_QUARANTINE
}

async function waitForRelease(
  error: TargetQuarantinedError,
  until: Date,
  { progress }: Reading,
  { save }: ListSteps,
): Promise<PlatformError> {
  if (until.toISOString() !== progress.quarantinedUntil) progress.quarantines += 1
  progress.quarantinedUntil = until.toISOString()
  await save()
  return new ReadingQuarantinedError(error.message, QUARANTINE_LOOK_MS, { cause: error })
}

/** Continues without the cursor of a lost account: starts over, unless the list has ended. */
export async function continueWithout(
  reading: Reading,
  why: 'account_lost' | 'account_resting',
  steps: ListSteps,
): Promise<void> {
  const { place } = reading.progress
  if (!place.hasEnded) return await beginAgain(reading, why, steps)
  reading.rereadsLast = false
  place.isEndConfirmed = true
  await steps.save()
}

/** Whether another account may continue the list. */
export const canChangeAccount = ({ progress }: Reading): boolean =>
  !progress.isBound || progress.place.pages === 0

/** The counts of every outcome. */
export const counted = (reading: Reading): { collected: number; expected: number | null } => ({
  collected: reading.collected,
  expected: expectedOf(reading),
})

/** The end of a list that may lack members, and why. */
export const incomplete = (reading: Reading, reason: IncompleteReason): MembersOutcome => ({
  ...counted(reading),
  kind: 'incomplete',
  reason,
})

/** World time of reading a page again, and the rest that is always waited out. */
const PAGE_MS = 10_000
const MIN_PATIENCE_MS = 3_600_000
/**
 * Accounts that spend their budgets after the same number of pages would restart a long list for
 * ever: so each restart multiplies the patience, and restarts stop before their limit.
 */
const MORE_PATIENT = 4

/**
 * Whether the holder of the cursor rests for longer (from `now`, world time) than another account
 * needs to read its pages again. A short rest is never too long.
 */
export function restsTooLong(
  { place, restarts }: MembersProgress,
  { disposition }: PoolRestingError,
  now: Date,
): boolean {
  if (!('until' in disposition)) return false
  const waitMs = disposition.until.getTime() - now.getTime()
  const restartMs = Math.max(MIN_PATIENCE_MS, place.pages * PAGE_MS)
  return waitMs > restartMs * MORE_PATIENT ** restarts
}
