import type { Member, MemberList, MembersCursor, MembersPage } from '../member-reader.ts'

/** Members of a page that the next one repeats, or this share of a short page. */
const OVERLAP = 10
const MAX_OVERLAP_SHARE = 0.2

/**
 * When members leave before the offset of the next page, others are skipped unseen. So the next
 * page is requested from a little earlier: if one of `tail` is on it, no member was skipped. Other
 * cursors keep their place.
 */
export function overlapCursor(
  list: MemberList,
  members: readonly Member[],
  next: MembersCursor | null,
): { cursor: MembersCursor | null; tail: string[] } {
  const offset = Number(next?.maxId)
  const isOffset = list === 'following' && Number.isSafeInteger(offset)
  const overlap = Math.min(OVERLAP, Math.floor(members.length * MAX_OVERLAP_SHARE))
  if (next === null || !isOffset || overlap === 0 || offset <= overlap)
    return { cursor: next, tail: [] }
  const tail = members.slice(-overlap).map(({ platformId }) => platformId)
  return { cursor: { ...next, maxId: String(offset - overlap) }, tail }
}

/** Whether members may have been skipped between the page of `tail` and this one. */
export const hasGap = (tail: readonly string[], members: readonly Member[]): boolean =>
  tail.length > 0 && !members.some(({ platformId }) => tail.includes(platformId))

/** The members that are not in `tail`. */
export const newMembers = (tail: readonly string[], members: readonly Member[]): Member[] =>
  members.filter(({ platformId }) => !tail.includes(platformId))

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

export const onceEach = ({ members }: MembersPage): Member[] => [
  ...new Map(members.map((member) => [member.platformId, member])).values(),
]
