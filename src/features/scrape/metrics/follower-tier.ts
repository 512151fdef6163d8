/** The tiers that creators are compared in, by the first number of followers that is above them; the last is open. */
const TIERS = [
  ['under_1k', 1_000],
  ['1k_10k', 10_000],
  ['10k_50k', 50_000],
  ['50k_500k', 500_000],
  ['500k_1m', 1_000_000],
  ['over_1m', Number.POSITIVE_INFINITY],
] as const

export type FollowerTier = (typeof TIERS)[number][0]

/** The tier of a creator, as the generated column blogs.follower_tier has it. */
export function followerTier(followerCount: number | null): FollowerTier | null {
  if (followerCount === null || !(followerCount >= 0)) return null
  return TIERS.find(([, below]) => followerCount < below)?.[0] ?? null
}
