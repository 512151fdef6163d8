import type { CompleteBecause, IncompleteReason } from '../member-reader.ts'
import type { MembersProgress } from './members-progress.ts'

/**
 * The number of people that a platform shows of a list that it cuts for all callers: 47 to 50
 * people are reported (subzeroid/instagrapi issues 881, 1006 and 2811, 2022 to 2026).
 */
const FEW = { min: 40, max: 60 }
/** Below, reading the list as usual costs a few requests. */
const MIN_EXPECTED = 2 * FEW.max

/**
 * Whether the first page shows that the platform gives only about 50 of many members: the page has
 * room for more, and says that the list is limited or ends it. A page that is full where its cursor
 * is missing may be a fault of one account instead.
 */
export function showsOnlyFew(
  { place, pageSize }: Pick<MembersProgress, 'place' | 'pageSize'>,
  expected: number | null,
): boolean {
  const { pages, lastSize, isLimited, hasEnded } = place
  const isFirst = pages === 1 && lastSize <= FEW.max
  if (!isFirst || expected === null || expected < MIN_EXPECTED) return false
  const hasRoom = lastSize < (pageSize ?? lastSize)
  if (isLimited) return hasEnded || hasRoom
  return hasEnded && hasRoom && lastSize >= FEW.min
}

/** The next step where the platform has ended a list. */
export type AtEnd =
  /** Ask for the profile's current count. */
  | { kind: 'recount' }
  /** Read the last page again, on another account if possible: it may see another end. */
  | { kind: 'confirm' }
  /** Read the whole list again, on another account if possible. */
  | { kind: 'read_again' }
  | { kind: 'complete'; because: CompleteBecause }
  | { kind: 'incomplete'; reason: IncompleteReason }

const MAX_WHOLE_READINGS = 3
/** Share of counted members that the platform may have closed and does not show. */
const CLOSED_SHARE = 0.02

type Counts = {
  collected: number
  /** The profile's count. */
  expected: number | null
  /** A count that proves that no member is missing. */
  needed: number | null
}

/**
 * Decides whether members may be missing. None are when as many were collected as the profile
 * counts. Otherwise two whole readings must agree, and fewer than a page may be missing: a
 * truncated list is truncated for every account, so agreement alone proves nothing.
 */
export function decideAtEnd(progress: MembersProgress, counts: Counts): AtEnd {
  const { place } = progress
  const { collected, expected } = counts
  if (place.isCut) return { kind: 'incomplete', reason: 'max_reached' }
  if (showsOnlyFew(progress, expected)) return { kind: 'incomplete', reason: 'only_few_shown' }
  if (isCompleteByCount(progress, counts)) return { kind: 'complete', because: 'count' }
  if (!place.isRecounted) return { kind: 'recount' }
  if (place.isLimited) return { kind: 'incomplete', reason: 'limited_by_platform' }
  if (place.pages === 0) return { kind: 'incomplete', reason: 'empty_answer' }
  // A list of one page is read again as a whole by the same request.
  if (!place.isEndConfirmed && place.pages > 1) return { kind: 'confirm' }
  return compareReadings(progress, collected, expected ?? collected)
}

/** Members stored before a restart may have left since: this reading must show as many itself. */
export const isCompleteByCount = (
  { place, restarts }: Pick<MembersProgress, 'place' | 'restarts'>,
  { collected, needed }: Pick<Counts, 'collected' | 'needed'>,
): boolean =>
  needed !== null &&
  collected >= needed &&
  !place.hasGap &&
  (restarts === 0 || place.listed >= needed)

function compareReadings(progress: MembersProgress, collected: number, expected: number): AtEnd {
  const { place, collectedBefore, wholeReadings } = progress
  const foundOthers = collectedBefore === null || collected > collectedBefore
  if (foundOthers && wholeReadings + 1 < MAX_WHOLE_READINGS) return { kind: 'read_again' }
  const tolerance = toleranceOf(progress, expected)
  const isWhole = place.listed >= collected - tolerance
  if (!foundOthers && isWhole && expected - collected <= tolerance)
    return { kind: 'complete', because: 'second_reading' }
  const reason = place.endsEmpty ? 'empty_answer' : 'shorter_than_expected'
  return { kind: 'incomplete', reason }
}

/** A full last page may be where the list was truncated: then no member may be missing. */
function toleranceOf({ place, pageSize }: MembersProgress, expected: number): number {
  const size = pageSize ?? place.lastSize
  if (place.lastSize >= size || place.endsEmpty) return 0
  return Math.floor(Math.min(1 + CLOSED_SHARE * expected, size / 2))
}
