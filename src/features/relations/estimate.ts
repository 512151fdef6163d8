import type { Db } from '../../db/database.ts'
import type { MemberList } from '../../platforms/members.ts'
import { readCapacity } from '../../pool/capacity.ts'
import type { PoolLimits } from '../../pool/limits.ts'

export type ExpectedMembers = Readonly<Record<MemberList, number | null>>

/** What a check will probably take. `seconds` (world time) is null while no account is in service. */
export type Estimate = { requests: number; seconds: number | null }

/** Members of a page, as small as the platform usually makes them. */
const MEMBERS_PER_PAGE: Readonly<Record<MemberList, number>> = { followers: 100, following: 100 }
/** The profile at the start, and once more at the end. */
const PROFILE_REQUESTS = 2
/** Of a list whose length nobody tells. */
const UNKNOWN_PAGES = 10

/** Estimates a check from the lengths of its lists and what the pool may send at present. */
export async function estimateCheck(
  db: Db,
  limits: PoolLimits,
  check: {
    lists: readonly { kind: MemberList; expected: number | null }[]
    max: number | null
  },
): Promise<Estimate> {
  const pages = check.lists.map(({ kind, expected }) => {
    if (expected === null) return UNKNOWN_PAGES
    return Math.ceil(Math.min(expected, check.max ?? Infinity) / MEMBERS_PER_PAGE[kind])
  })
  const requests = PROFILE_REQUESTS + pages.reduce((sum, count) => sum + count, 0)
  const capacity = await readCapacity(db, limits)
  return { requests, seconds: secondsFor(requests, capacity, limits) }
}

function secondsFor(
  requests: number,
  { accounts, left }: { accounts: number; left: number },
  { requestsPerHour, requestsPerDay, gapMinMs, gapMaxMs }: PoolLimits,
): number | null {
  if (accounts === 0) return null
  // One page after the other, whichever accounts read them.
  const paced = (requests * (gapMinMs + gapMaxMs)) / 2_000
  const beyond = Math.max(0, requests - left)
  const perHour = accounts * Math.min(requestsPerHour, requestsPerDay / 24)
  return Math.ceil(Math.max(paced, (beyond / perHour) * 3_600))
}
