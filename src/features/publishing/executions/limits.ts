/**
 * Returns how many posts an account may publish within 24 hours: its own limit, or less in the
 * stages of its warm-up (`warmupPosts` of stage 0, 1, …).
 */
export function dailyLimit(
  {
    posts_limit_per_day: own,
    warmup_stage: stage,
  }: { posts_limit_per_day: number; warmup_stage: number },
  warmupPosts: readonly number[],
): number {
  return Math.min(own, warmupPosts[stage] ?? own)
}
