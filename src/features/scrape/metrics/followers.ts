import { FOLLOWER_TIERS, TIER_BOUNDS, type FollowerTier } from '../../../creators/fields.ts'
import { isCount } from './posts.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The tier of a creator, as the generated column blogs.follower_tier has it. */
export function followerTier(followerCount: number | null): FollowerTier | null {
  if (followerCount === null || !(followerCount >= 0)) return null
  return FOLLOWER_TIERS.findLast((tier) => followerCount >= TIER_BOUNDS[tier][0]) ?? null
}

/**
 * The measurements of an earlier scrape. `er` is also null when that scrape did not read the posts
 * again.
 */
export type EarlierScrape = { scrapedAt: Date; followerCount: number | null; er: number | null }

/**
 * Shares of the window that the age of the scrape compared with may be: 5 to 21 days for 7, 21 to
 * 90 for 30.
 */
const YOUNGEST = 0.7
const OLDEST = 3

/** A change of followers, and the scrape that it is against. */
export type FollowerChange = { since: Date; followersThen: number; growth: number }

/**
 * Relative change of the followers in `days` days (0.1 is 10 % more): (now / then) ^ (days / age) −
 * 1, the average pace since the earlier scrape whose age is nearest to the window by ratio, among
 * those that are 0.7 to 3 windows old. Nothing is guessed between scrapes, and of one that is
 * exactly as old as the window it is the plain change. Null when there is none, when either count
 * is unknown, or when there were no followers then.
 */
export function followerChange(
  followerCount: number | null,
  history: readonly EarlierScrape[],
  now: Date,
  days: number,
): FollowerChange | null {
  if (!isCount(followerCount)) return null
  const nearest = nearestScrape(history, now, days)
  if (nearest === undefined) return null
  const { since, followersThen, age } = nearest
  return { since, followersThen, growth: (followerCount / followersThen) ** (days / age) - 1 }
}

/** The growth of `followerChange` alone. */
export const followerGrowth = (...args: Parameters<typeof followerChange>): number | null =>
  followerChange(...args)?.growth ?? null

/** `age` is in days. */
type Comparable = { since: Date; followersThen: number; age: number }

/**
 * Returns the scrape that is nearest to `days` days ago; of two that are as near, the younger one.
 */
function nearestScrape(
  history: readonly EarlierScrape[],
  now: Date,
  days: number,
): Comparable | undefined {
  const distance = ({ age }: Comparable): number => Math.abs(Math.log(age / days))
  return history
    .flatMap(({ scrapedAt, followerCount }): Comparable[] => {
      const age = (now.getTime() - scrapedAt.getTime()) / DAY_MS
      if (!isCount(followerCount) || followerCount === 0) return []
      if (!(age >= YOUNGEST * days && age <= OLDEST * days)) return []
      return [{ since: scrapedAt, followersThen: followerCount, age }]
    })
    .sort((a, b) => distance(a) - distance(b) || a.age - b.age)[0]
}
