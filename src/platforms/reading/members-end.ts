import type { CompleteBecause, IncompleteReason } from '../members.ts'
import type { MembersProgress } from './members-progress.ts'

/** What follows where the platform has ended a list. */
export type AtEnd =
  /** Ask how many the profile counts by now. */
  | { kind: 'recount' }
  /** Read the last page once more, on another account if possible: it may have another end. */
  | { kind: 'confirm' }
  /** Read the whole list once more, on another account if possible. */
  | { kind: 'read_again' }
  | { kind: 'complete'; because: CompleteBecause }
  | { kind: 'incomplete'; reason: IncompleteReason }

const MOST_WHOLE_READINGS = 3
/** Of the members that a profile counts, accounts that the platform has closed make up to this share, and are not shown. */
const CLOSED_SHARE = 0.02

type Counts = {
  collected: number
  /** What the profile counts. */
  expected: number | null
  /** So many members prove by their number that nobody is missing. */
  needed: number | null
}

/**
 * Decides whether anybody may be missing. By number nobody is when as many were collected as the profile counts. Otherwise
 * two whole readings have to agree, and what is missing has to be less than a page that the platform withholds: a list
 * that is cut short is cut short for everybody, so agreement alone proves nothing.
 */
export function decideAtEnd(progress: MembersProgress, counts: Counts): AtEnd {
  const { place } = progress
  const { collected, expected, needed } = counts
  if (place.isCut) return { kind: 'incomplete', reason: 'max_reached' }
  // What was stored before a cursor was lost may have left the list since: then this reading has to show as many itself.
  const isEnough = needed !== null && collected >= needed
  if (isEnough && !place.hasGap && (progress.restarts === 0 || place.listed >= needed))
    return { kind: 'complete', because: 'count' }
  if (!place.isRecounted) return { kind: 'recount' }
  if (place.isLimited) return { kind: 'incomplete', reason: 'limited_by_platform' }
  if (place.pages === 0) return { kind: 'incomplete', reason: 'empty_answer' }
  // A list of one page is read again as a whole by the same request.
  if (!place.isEndConfirmed && place.pages > 1) return { kind: 'confirm' }
  return compareReadings(progress, collected, expected ?? collected)
}

function compareReadings(progress: MembersProgress, collected: number, expected: number): AtEnd {
  const { place, collectedBefore, wholeReadings } = progress
  const foundOthers = collectedBefore === null || collected > collectedBefore
  if (foundOthers && wholeReadings + 1 < MOST_WHOLE_READINGS) return { kind: 'read_again' }
  const tolerance = toleranceOf(progress, expected)
  const isWhole = place.listed >= collected - tolerance
  if (!foundOthers && isWhole && expected - collected <= tolerance)
    return { kind: 'complete', because: 'second_reading' }
  const reason = place.endsEmpty ? 'empty_answer' : 'shorter_than_expected'
  return { kind: 'incomplete', reason }
}

/** A last page that is full looks like the place where a list was cut: then nobody may be missing. */
function toleranceOf({ place, pageSize }: MembersProgress, expected: number): number {
  const size = pageSize ?? place.lastSize
  if (place.lastSize >= size || place.endsEmpty) return 0
  return Math.floor(Math.min(1 + CLOSED_SHARE * expected, size / 2))
}
