import type { MemberList } from '../../platforms/member-reader.ts'
import { estimateOf, type Estimate } from '../checks/index.ts'
import type { Services } from '../services.ts'
import { membersNeeded } from './new-only.ts'

/** The platform's smallest usual page. */
const MEMBERS_PER_PAGE = 100
/** The assumed pages of a list of unknown length. */
const UNKNOWN_PAGES = 10
/** The profile at the start. */
const PROFILE_REQUESTS = 1

type Lengths = {
  /** The counts of the profile; null when hidden. */
  expected: Readonly<Record<MemberList, number | null>>
  max: number | null
  /** Lists of which the platform shows only about 50 members: each takes one page. */
  few: ReadonlySet<MemberList>
  /** By how much lists have grown of which only new members are read. */
  growth?: ReadonlyMap<MemberList, number>
}

/** Estimates a check of lists of these lengths from its start, with the pool as it is. */
export async function estimateCheck(
  services: Pick<Services, 'db' | 'poolContext'>,
  lists: readonly MemberList[],
  { expected, max, few, growth }: Lengths,
): Promise<Estimate> {
  const pages = lists.map((list) => {
    const grown = growth?.get(list)
    if (few.has(list)) return 1
    return pagesFor(grown === undefined ? expected[list] : membersNeeded(grown), max)
  })
  const requests = pages.reduce((sum, count) => sum + count, PROFILE_REQUESTS)
  return await estimateOf(services, requests)
}

/** By how much lists have grown of which only new members are read; of others there is nothing. */
export const growthOf = (
  lists: readonly { kind: MemberList; growth?: number | null }[],
): Map<MemberList, number> =>
  new Map(
    lists.flatMap(({ kind, growth }) =>
      growth === undefined || growth === null ? [] : [[kind, growth]],
    ),
  )

/** Pages of so many members, at least one. */
export function pagesFor(
  members: number | null,
  max: number | null,
  perPage: number = MEMBERS_PER_PAGE,
): number {
  if (members === null) return UNKNOWN_PAGES
  return Math.max(1, Math.ceil(Math.min(members, max ?? Infinity) / perPage))
}
