import type { MemberList } from '../../platforms/member-reader.ts'

/** What the profile of a target counts; null where it does not tell. */
export type ExpectedMembers = Readonly<Record<MemberList, number | null>>

/** Members of a page, as few as the platform usually makes them. */
const MEMBERS_PER_PAGE = 100
/** Of a list whose length nobody tells. */
const UNKNOWN_PAGES = 10
/** The profile at the start. */
const PROFILE_REQUESTS = 1

/** The requests of a check of lists of these lengths, from its start. */
export function estimateRequests(
  lists: readonly MemberList[],
  expected: ExpectedMembers,
  max: number | null,
): number {
  const pages = lists.map((list) => pagesFor(expected[list], max))
  return PROFILE_REQUESTS + pages.reduce((sum, count) => sum + count, 0)
}

/** Pages of so many members; a list of nobody has one, too. */
export function pagesFor(
  members: number | null,
  max: number | null,
  perPage: number = MEMBERS_PER_PAGE,
): number {
  if (members === null) return UNKNOWN_PAGES
  return Math.max(1, Math.ceil(Math.min(members, max ?? Infinity) / perPage))
}
