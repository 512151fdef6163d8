import type { MemberList } from '../../platforms/member-reader.ts'
import { readPoolRate, type Estimate } from '../checks/index.ts'
import type { Services } from '../manifest.ts'

/** The counts of the target's profile; null when hidden. */
export type ExpectedMembers = Readonly<Record<MemberList, number | null>>

/** The platform's smallest usual page. */
const MEMBERS_PER_PAGE = 100
/** Of a list of unknown length. */
const UNKNOWN_PAGES = 10
/** The profile at the start. */
const PROFILE_REQUESTS = 1

/** What a check of lists of these lengths will take from its start, with the pool as it is. */
export async function estimateCheck(
  { db, poolContext }: Pick<Services, 'db' | 'poolContext'>,
  lists: readonly MemberList[],
  expected: ExpectedMembers,
  max: number | null,
): Promise<Estimate> {
  const pages = lists.map((list) => pagesFor(expected[list], max))
  const requests = PROFILE_REQUESTS + pages.reduce((sum, count) => sum + count, 0)
  const secondsFor = await readPoolRate(db, { poolContext })
  return { requests, seconds: secondsFor(requests) }
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
