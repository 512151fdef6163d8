import type { Member, MembersCursor, MemberList } from '../members.ts'

/** So many members of a page stand on the next one again, or this share of a short one. */
const OVERLAP = 10
const MOST_OVERLAP_SHARE = 0.2

/**
 * The offset of the next page moves when members leave before it, and others are skipped unseen. So the next page is asked
 * for from a little before: as long as one of `tail` stands on it, nobody was skipped. Other cursors hold their place.
 */
export function chainedTo(
  list: MemberList,
  members: readonly Member[],
  next: MembersCursor | null,
): { cursor: MembersCursor | null; tail: string[] } {
  const offset = Number(next?.maxId)
  const isOffset = list === 'following' && Number.isSafeInteger(offset)
  const overlap = Math.min(OVERLAP, Math.floor(members.length * MOST_OVERLAP_SHARE))
  if (next === null || !isOffset || overlap === 0 || offset <= overlap)
    return { cursor: next, tail: [] }
  const tail = members.slice(-overlap).map(({ platformId }) => platformId)
  return { cursor: { ...next, maxId: String(offset - overlap) }, tail }
}

/** Whether members may have been skipped between the page of `tail` and this one. */
export const hasGap = (tail: readonly string[], members: readonly Member[]): boolean =>
  tail.length > 0 && !members.some(({ platformId }) => tail.includes(platformId))

/** Those who are not on the page of `tail` as well. */
export const beyond = (tail: readonly string[], members: readonly Member[]): Member[] =>
  members.filter(({ platformId }) => !tail.includes(platformId))
