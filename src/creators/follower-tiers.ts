export const FOLLOWER_TIERS = [
  'under_1k',
  '1k_10k',
  '10k_50k',
  '50k_500k',
  '500k_1m',
  'over_1m',
] as const

export type FollowerTier = (typeof FOLLOWER_TIERS)[number]

/** Minimum followers of a tier, and of the next one. blogs.follower_tier has the same in SQL. */
export const TIER_BOUNDS: Readonly<Record<FollowerTier, readonly [number, number | null]>> = {
  under_1k: [0, 1_000],
  '1k_10k': [1_000, 10_000],
  '10k_50k': [10_000, 50_000],
  '50k_500k': [50_000, 500_000],
  '500k_1m': [500_000, 1_000_000],
  over_1m: [1_000_000, null],
}
