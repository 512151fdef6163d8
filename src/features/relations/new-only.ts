import type { MemberList } from '../../platforms/member-reader.ts'

/** Known members in a row after which the members behind them are taken for known, too. */
const KNOWN_MARGIN = 100

/** Lists that are shorter cost as much when they are read whole. */
export const MIN_MEMBERS = 3 * KNOWN_MARGIN

/** Part of the growth that may be missing: accounts that Instagram opens again join at no top. */
const MAX_MISSING_SHARE = 0.1
/** Members beyond the expected ones before the order is doubted. */
const PATIENCE = 1_000

type Counted = {
  /** By how much the profile counts more than at the whole reading. */
  growth: number
  /** Members that the whole reading lacks. */
  newMembers: number
  /** Known members in a row at the end of what was read. */
  knownRun: number
  collected: number
}

/** The members that a reading of new ones is expected to need. */
export const membersNeeded = (growth: number): number => Math.max(0, growth) + KNOWN_MARGIN

/**
 * Whether a list of which only new members are read may end here. The platform has not sent the
 * newest first where known members follow although the profile counts more new ones, or where far
 * more members than expected have brought no known ones.
 */
export function judgeNew({
  growth,
  newMembers,
  knownRun,
  collected,
}: Counted): 'more' | 'enough' | 'not_newest_first' {
  if (knownRun >= KNOWN_MARGIN)
    return growth - newMembers > growth * MAX_MISSING_SHARE && growth > 0
      ? 'not_newest_first'
      : 'enough'
  const isEndless = collected > 2 * membersNeeded(growth) + PATIENCE
  return isEndless ? 'not_newest_first' : 'more'
}

/** Why a whole list is read although an earlier check knows it. */
export type WholeBecause = 'turn' | 'requested' | 'not_newest_first' | 'not_newest_before'

/** How a list is to be read: those who joined since a whole reading, or all. */
export type ListPlan = { kind: MemberList } & (
  | { reads: 'new'; baseId: string; since: Date; growth: number; wholeEvery: number }
  | { reads: 'whole'; because: WholeBecause | null }
)
