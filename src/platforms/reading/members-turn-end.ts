import {
  AccountOutOfServiceError,
  type PlatformError,
  PoolRestingError,
  ReadingInterruptedError,
  ReadingSetAsideError,
  TargetSetAsideError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../errors.ts'
import type { IncompleteReason, MembersOutcome } from '../members.ts'
import { beginAgain, expectedOf, type Reading } from './members-page.ts'
import type { MembersProgress } from './members-progress.ts'
import type { Steps } from './steps.ts'
import { troubleOf } from '../target-trouble.ts'

/** World time after which an interrupted list goes on; twice as long each time that it comes no further. */
const INTERRUPTION_MS = 60_000
const MOST_FRUITLESS = 5
/** A target that is set aside more often than that, beside the first time, costs accounts itself. */
const REQUESTS_PER_SET_ASIDE = 100
/** World time after which it is looked at whether somebody has released the target. */
const SET_ASIDE_LOOK_MS = 3_600_000

/** What a turn that failed means for the list: an end, another turn, or an error that has the call end. */
export async function endTurn(
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
  const reason = troubleOf(error)
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

/** The account of the cursor is lost, and with it the way to the next page; where the list has ended, that is no loss. */
export async function goOnWithout(
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

/** Whether another account may go on with the list. */
export const mayChange = ({ progress }: Reading): boolean =>
  !progress.isBound || progress.place.pages === 0

/** How far the list is, as every outcome tells it. */
export const counted = (reading: Reading): { collected: number; expected: number | null } => ({
  collected: reading.collected,
  expected: expectedOf(reading),
})

/** The end of a list that lacks people, and why. */
export const incomplete = (reading: Reading, reason: IncompleteReason): MembersOutcome => ({
  ...counted(reading),
  kind: 'incomplete',
  reason,
})
