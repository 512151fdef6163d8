import { z } from 'zod'
import type { PlatformError } from '../errors.ts'
import type {
  MemberList,
  MemberSession,
  MembersEvent,
  ReadMembersOptions,
} from '../member-reader.ts'
import type { CreatorSession } from '../creator-reader.ts'
import type { Steps } from './steps.ts'

const strings = z.array(z.string()).default(() => [])
const number = z.number().int().nonnegative().default(0)
const count = z.number().nullable().default(null)
const no = z.boolean().default(false)
const Cursor = z.object({ maxId: z.string(), rankToken: z.string() }).nullable().default(null)

/** The position of a reading between its first page and its end. */
const Place = z.object({
  /** Pages that are stored. */
  pages: number,
  /** Members on them, repeated ones included. */
  listed: number,
  /** Cursor of the next page; null for the first, and after the last. */
  cursor: Cursor,
  /** Cursor of the last page: an account that takes over requests that known page first. */
  before: Cursor,
  /** Some ids of the first and of the last page, in their order. */
  first: strings,
  last: strings,
  lastSize: number,
  /**
   * Last ids of the last page, which the next one repeats; empty where cursors keep their place.
   */
  tail: strings,
  /** A page did not repeat them: members may have been skipped. */
  hasGap: no,
  /** Username of the account that got `cursor`. */
  holder: z.string().nullable().default(null),
  hasEnded: no,
  /** The last page was read again, and the list still ended there. */
  isEndConfirmed: no,
  /** Useless answers since the last useful page. */
  badAnswers: number,
  /** Pages in a row without a new member. */
  pagesOfKnown: number,
  /** The list gave an empty answer where a page should have been. */
  endsEmpty: no,
  isLimited: no,
  /** Members beyond the limit of the call were skipped. */
  isCut: no,
  isRecounted: no,
  /** `countAtStart` belongs to this reading. */
  isCounted: no,
})

/** The progress of a reading, which outlives processes: `v` is its version; by default, fresh. */
const MembersProgress = z.object({
  v: z.literal(1),
  requests: number,
  /** 1, plus 1 for each restart. */
  reading: z.number().int().positive().default(1),
  place: Place.prefault({}),
  /** Cursors are valid only for the account that got them. */
  isBound: no,
  /** Calls in a row without a page, each ended by a transient failure. */
  fruitless: number,
  /** Restarts because of a lost cursor, or because its account rested too long. */
  restarts: number,
  wholeReadings: number,
  /** How often the target was quarantined, and the last end (ISO). */
  quarantines: number,
  quarantinedUntil: z.string().nullable().default(null),
  /** Members collected when the previous whole reading ended; null during the first. */
  collectedBefore: count,
  /** The profile's count when this reading began; null during the first. */
  countAtStart: count,
  /** The profile's last known count. */
  countAtEnd: count,
  /** Page size, as the platform says or as observed. */
  pageSize: count,
})
export type MembersProgress = z.output<typeof MembersProgress>

/** A saved reading, or a fresh one for anything else. */
export const resumeMembers = (saved: unknown): MembersProgress =>
  MembersProgress.safeParse(saved).data ?? MembersProgress.parse({ v: 1 })

/** A reading in this process. `progress` and the fields below it change while pages are read. */
export type Reading = {
  target: { platformId: string }
  list: MemberList
  options: ReadMembersOptions
  progress: MembersProgress
  /** Distinct members that are stored. */
  collected: number
  /** Pages that this call has stored. */
  pagesRead: number
  /** The caller has the members that it wanted. */
  isEnough: boolean
  /** Read the last page again, even on the account that holds the cursor. */
  rereadsLast: boolean
  /** An account that once got a useless answer at another one's cursor. */
  suspect: string | null
}

export type ListSteps = Steps<MembersProgress, MemberSession & Pick<CreatorSession, 'fetchProfile'>>

/**
 * A turn is the time that one account reads. The next one goes to the holder of the cursor, if it
 * can work; to any other account; or to any account without the cursor, because its holder rests
 * too long.
 */
export type Turn = {
  account: 'holder' | 'other' | 'without_cursor'
  /** The transient failure of the last turn, when another account should try. */
  failure?: PlatformError
}

/** The same account continues, or its turn ends and another one follows. */
export type Step = 'next' | Turn

/** Starts over from the first page; stored members stay. */
export async function beginAgain(
  reading: Reading,
  why: Extract<MembersEvent, { kind: 'begun_again' }>['why'],
  steps: Pick<ListSteps, 'save'>,
): Promise<void> {
  const { progress } = reading
  if (why === 'fewer_than_expected') {
    progress.wholeReadings += 1
    progress.collectedBefore = reading.collected
  } else progress.restarts += 1
  progress.reading += 1
  progress.place = Place.parse({})
  reading.rereadsLast = false
  reading.suspect = null
  await steps.save()
  emit(reading, { kind: 'begun_again', why })
}

const MAX_RESTARTS = 8

export const hasLostTooMany = ({ progress }: Reading): boolean => progress.restarts > MAX_RESTARTS

/**
 * The profile's count when this reading began; null when unknown. A later reading includes members
 * who joined during earlier ones: they must not make up for missing ones.
 */
function startCountOf({ options, progress }: Reading): number | null {
  const counts = [options.expected, progress.countAtStart].filter((count) => count !== null)
  return counts.length === 0 ? null : Math.max(...counts)
}

/** The profile's count at the start or now, the smaller. */
export function expectedOf(reading: Reading): number | null {
  const counts = [startCountOf(reading), reading.progress.countAtEnd].filter(
    (count) => count !== null,
  )
  return counts.length === 0 ? null : Math.min(...counts)
}

/**
 * The count that proves that no member is missing; null when unknown. Pages by offset skip one
 * member for each that leaves before it, and those who left still count as collected: so the count
 * at the start is required.
 */
export const neededOf = (reading: Reading): number | null =>
  reading.list === 'following'
    ? (startCountOf(reading) ?? reading.progress.countAtEnd)
    : expectedOf(reading)

export const emit = ({ options }: Reading, event: MembersEvent): void => options.onEvent?.(event)
