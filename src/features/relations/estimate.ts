import type { MemberList } from '../../platforms/member-reader.ts'
import { estimateOf, type Estimate } from '../checks/index.ts'
import type { Services } from '../services.ts'

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
}

/** Estimates a check of lists of these lengths from its start, with the pool as it is. */
export async function estimateCheck(
  services: Pick<Services, 'db' | 'poolContext'>,
  lists: readonly MemberList[],
  { expected, max, few }: Lengths,
): Promise<Estimate> {
  const pages = lists.map((list) => (few.has(list) ? 1 : pagesFor(expected[list], max)))
  const requests = pages.reduce((sum, count) => sum + count, PROFILE_REQUESTS)
  return await estimateOf(services, requests)
}

/** Pages of so many members, at least one. */
export function pagesFor(
  members: number | null,
  max: number | null,
  perPage: number = MEMBERS_PER_PAGE,
): number {
  if (members === null) return UNKNOWN_PAGES
  return Math.max(1, Math.ceil(Math.min(members, max ?? Infinity) / perPage))
}
