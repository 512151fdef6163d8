import { z } from 'zod'
import type { Member, MembersPage } from '../members.ts'

const strings = z.array(z.string())
const number = z.number().int().nonnegative()
const Cursor = z.object({ maxId: z.string(), rankToken: z.string() })

/** Where a reading stands between its first page and its end. */
const Place = z.object({
  /** Pages that are stored. */
  pages: number,
  /** Members on them, with those that came again. */
  listed: number,
  /** Of the next page; null is the first page, or after the last. */
  cursor: Cursor.nullable(),
  /** What the last page was asked with: whoever takes over asks with that, to see the page that it knows. */
  before: Cursor.nullable(),
  /** Some ids of the first and of the last page, in their order. */
  first: strings,
  last: strings,
  lastSize: number,
  /** Ids at the end of the last page that the next one begins with; none where cursors hold their place. */
  tail: strings.default([]),
  /** A page did not begin with them: members may have been skipped. */
  hasGap: z.boolean().default(false),
  /** Username of the account that got `cursor`. */
  holder: z.string().nullable(),
  hasEnded: z.boolean(),
  /** The last page was read again, and the list still ended there. */
  isEndConfirmed: z.boolean(),
  /** Answers that were of no use, up to the last page that was. */
  stumbles: number,
  /** The list stopped giving members where a page should have been. */
  endsEmpty: z.boolean(),
  isLimited: z.boolean(),
  /** Members beyond the limit of the call were left out. */
  isCut: z.boolean(),
  isRecounted: z.boolean(),
  /** `countAtStart` is of this reading. */
  isCounted: z.boolean().default(false),
})

/** How far the reading of a list has come. It outlives processes, so `v` tells its form. */
const MembersProgress = z.object({
  v: z.literal(1),
  requests: number,
  /** 1, and one more each time the list was begun again. */
  reading: number,
  place: Place,
  /** Cursors hold only for the account that got them. */
  isBound: z.boolean(),
  /** Calls in a row that have not read a page, each ended by a passing failure. */
  fruitless: number,
  /** How often the list was begun again because a cursor was lost, or its account rested too long. */
  restarts: number,
  wholeReadings: number,
  /** How often the target was set aside meanwhile, and until when (ISO) the last time. */
  setAsides: number.default(0),
  setAsideUntil: z.string().nullable().default(null),
  /** What had been collected when the last but this whole reading ended; null during the first. */
  collectedBefore: number.nullable(),
  /** What the profile counted when this reading began; null during the first. */
  countAtStart: number.nullable().default(null),
  /** What the profile counted when it was last asked. */
  countAtEnd: number.nullable(),
  /** What a page holds, as the platform says or as was seen. */
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
  stumbles: 0,
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

/** So many ids tell a page from others. */
const SAMPLE = 50

/** What tells a page; its ids once each. */
export const sampleOf = (members: readonly Member[]): string[] =>
  members.slice(0, SAMPLE).map(({ platformId }) => platformId)

/**
 * Whether a page is the one of the sample, though members may have joined, left or come twice since, and its account may
 * be given other page sizes: so great a share of the shorter of both is the same.
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
