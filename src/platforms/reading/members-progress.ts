import { z } from 'zod'
import type { Member, MembersPage } from '../members.ts'

const strings = z.array(z.string())
const number = z.number().int().nonnegative()
const Cursor = z.object({ maxId: z.string(), rankToken: z.string() })

/** The position of a reading between its first page and its end. */
const Place = z.object({
  /** Pages that are stored. */
  pages: number,
  /** Members on them, repeated ones included. */
  listed: number,
  /** Cursor of the next page; null for the first, and after the last. */
  cursor: Cursor.nullable(),
  /**
   * Cursor of the last page: an account that takes over requests it first, to see the known page.
   */
  before: Cursor.nullable(),
  /** Some ids of the first and of the last page, in their order. */
  first: strings,
  last: strings,
  lastSize: number,
  /**
   * Last ids of the last page, which the next one repeats; empty where cursors keep their place.
   */
  tail: strings.default([]),
  /** A page did not repeat them: members may have been skipped. */
  hasGap: z.boolean().default(false),
  /** Username of the account that got `cursor`. */
  holder: z.string().nullable(),
  hasEnded: z.boolean(),
  /** The last page was read again, and the list still ended there. */
  isEndConfirmed: z.boolean(),
  /** Useless answers since the last useful page. */
  badAnswers: number,
  /** The list gave an empty answer where a page should have been. */
  endsEmpty: z.boolean(),
  isLimited: z.boolean(),
  /** Members beyond the limit of the call were left out. */
  isCut: z.boolean(),
  isRecounted: z.boolean(),
  /** `countAtStart` belongs to this reading. */
  isCounted: z.boolean().default(false),
})

/** The progress of a reading. It outlives processes, so `v` is its version. */
const MembersProgress = z.object({
  v: z.literal(1),
  requests: number,
  /** 1, plus 1 for each restart. */
  reading: number,
  place: Place,
  /** Cursors are valid only for the account that got them. */
  isBound: z.boolean(),
  /** Calls in a row without a page, each ended by a transient failure. */
  fruitless: number,
  /** Restarts because of a lost cursor, or because its account rested too long. */
  restarts: number,
  wholeReadings: number,
  /** How often the target was set aside, and the last end (ISO). */
  setAsides: number.default(0),
  setAsideUntil: z.string().nullable().default(null),
  /** Members collected when the previous whole reading ended; null during the first. */
  collectedBefore: number.nullable(),
  /** The profile's count when this reading began; null during the first. */
  countAtStart: number.nullable().default(null),
  /** The profile's last known count. */
  countAtEnd: number.nullable(),
  /** Page size, as the platform says or as observed. */
  pageSize: number.nullable(),
})
export type MembersProgress = z.output<typeof MembersProgress>

const firstPlace = (): MembersProgress['place'] => ({
  pages: 0,
  listed: 0,
  cursor: null,
  before: null,
  first: [],
  last: [],
  lastSize: 0,
  tail: [],
  hasGap: false,
  holder: null,
  hasEnded: false,
  isEndConfirmed: false,
  badAnswers: 0,
  endsEmpty: false,
  isLimited: false,
  isCut: false,
  isRecounted: false,
  isCounted: false,
})

/** A saved reading, or a fresh one for anything else. */
export function resumeMembers(saved: unknown): MembersProgress {
  const known = MembersProgress.safeParse(saved).data
  if (known) return known
  return {
    v: 1,
    requests: 0,
    reading: 1,
    place: firstPlace(),
    isBound: false,
    fruitless: 0,
    restarts: 0,
    wholeReadings: 0,
    setAsides: 0,
    setAsideUntil: null,
    collectedBefore: null,
    countAtStart: null,
    countAtEnd: null,
    pageSize: null,
  }
}

/** Back to the first page, for any account. */
export function startOver(progress: MembersProgress): void {
  progress.reading += 1
  progress.place = firstPlace()
}

/** Ids that identify a page. */
const SAMPLE = 50

/** The ids that identify a page. */
export const sampleOf = (members: readonly Member[]): string[] =>
  members.slice(0, SAMPLE).map(({ platformId }) => platformId)

/**
 * Whether a page is the one of the sample, although members may have joined, left or repeated
 * since, and accounts may get other page sizes: at least `share` of the shorter one must match.
 */
export function isPageOf(
  members: readonly Member[],
  sample: readonly string[],
  share: number,
): boolean {
  const ids = new Set(members.map(({ platformId }) => platformId))
  const shared = sample.filter((id) => ids.has(id)).length
  return shared > 0 && shared >= share * Math.min(sample.length, ids.size)
}

/** The members of a page, each once. */
export const onceEach = ({ members }: MembersPage): Member[] => [
  ...new Map(members.map((member) => [member.platformId, member])).values(),
]
