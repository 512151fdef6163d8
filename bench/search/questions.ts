/** The most common requests of users: several API paths of each kind, from common to rare words. */
export type Question = {
  name: string
  paths: readonly string[]
  /** The goal for the p95 where it is another than that of most questions. */
  maxMs?: number
}

/** For what an index alone cannot answer, such as common words beside each other. */
const HARD_MS = 250

/** Words of middle rank: users search for neither the most common nor the rarest. */
type Words = (rank: number) => string

const list = (query: Record<string, string>): string =>
  `/api/blogs?${new URLSearchParams(query).toString()}`

/** One question for each value. */
const each = (values: readonly string[], query: (value: string) => Record<string, string>) =>
  values.map((value) => list(query(value)))

/** Parameters from the world: words, ids of creators, a cursor to the median by followers. */
export type Known = { word: Words; someone: readonly string[]; middle: string }

export function questions({ word, someone, middle }: Known): Question[] {
  const words = [20, 60, 200, 1_000, 5_000, 15_000].map(word)
  const tags = [1, 5, 30, 300, 3_000, 30_000].map((rank) => `tag${rank}`)
  const brands = [1, 10, 100, 1_000, 10_000].map((rank) => `brand${rank}`)
  const tiers = ['1k_10k', '10k_50k', '50k_500k', 'over_1m']
  const languages = ['ru', 'kk', 'en', 'tr']
  return [
    { name: 'newest', paths: [list({})] },
    { name: 'largest', paths: [list({ sort: 'follower_count' })] },
    {
      name: 'best ER of a tier',
      paths: each(tiers, (tier) => ({ tier, status: 'active', sort: 'er' })),
    },
    {
      name: 'range of followers, language, ER',
      paths: each(languages, (language) => ({
        language,
        min_followers: '10000',
        max_followers: '50000',
        min_er: '0.03',
        sort: 'er',
      })),
    },
    {
      name: 'category and language',
      paths: each(['1', '7', '30', '60'], (n) => ({
        category: `category ${n}`,
        language: 'kk',
        sort: 'follower_count',
      })),
    },
    {
      name: 'business category, verified',
      paths: each(['1', '10', '60'], (n) => ({
        business_category: `business ${n}`,
        verified: 'true',
        sort: 'follower_count',
      })),
    },
    {
      name: 'growing, active, no risk',
      paths: each(tiers, (tier) => ({
        tier,
        engagement_trend: 'growing',
        has_risk_flags: 'false',
        last_post_within_days: '14',
        sort: 'follower_growth_30_days',
      })),
    },
    {
      name: 'one risk flag',
      maxMs: HARD_MS,
      paths: each(['follows_many', 'follower_spike', 'likes_too_uniform'], (flag) => ({
        risk_flag: flag,
        sort: 'follower_count',
      })),
    },
    { name: 'text, most relevant', maxMs: HARD_MS, paths: each(words, (q) => ({ q })) },
    {
      name: 'text, largest',
      paths: each(words, (q) => ({ q, sort: 'follower_count' })),
    },
    {
      name: 'text of two words, one excluded',
      maxMs: HARD_MS,
      paths: each(
        [1, 2, 3].map((n) => `${word(40 * n)} ${word(300 * n)} -${word(30 * n)}`),
        (q) => ({
          q,
          min_followers: '5000',
        }),
      ),
    },
    {
      name: 'a phrase',
      maxMs: HARD_MS,
      paths: each(
        [400, 1_200, 4_000].map((rank) => `"${word(rank)} ${word(rank / 4)}"`),
        (q) => ({ q }),
      ),
    },
    {
      name: 'a phrase of common words',
      maxMs: HARD_MS,
      paths: each(
        [2, 6, 20].map((rank) => `"${word(rank)} ${word(rank / 2)}"`),
        (q) => ({ q }),
      ),
    },
    {
      name: 'an excluded word alone',
      maxMs: HARD_MS,
      paths: each(
        [1, 20, 1_000].map((rank) => `-${word(rank)}`),
        (q) => ({ q }),
      ),
    },
    {
      name: 'two letters of a username',
      maxMs: HARD_MS,
      paths: each(
        [16, 206, 9_006].map((rank) => word(rank).slice(0, 2)),
        (username) => ({ username }),
      ),
    },
    {
      name: 'two letters of a name, largest',
      maxMs: HARD_MS,
      paths: each(
        [10, 1_000, 9_000].map((rank) => word(rank).slice(0, 2)),
        (name) => ({ name, sort: 'follower_count' }),
      ),
    },
    {
      name: 'part of a username',
      paths: each([16, 206, 1_006, 9_006].map(word), (username) => ({ username })),
    },
    {
      name: 'part of a name, largest',
      paths: each([10, 200, 1_000, 9_000].map(word), (name) => ({ name, sort: 'follower_count' })),
    },
    {
      name: 'hashtag, best ER',
      maxMs: HARD_MS,
      paths: each(tags, (hashtag) => ({ hashtag, sort: 'er' })),
    },
    {
      name: 'who mentions a brand',
      paths: each(brands, (mentions) => ({ mentions, sort: 'follower_count' })),
    },
    {
      name: 'a place, best ER',
      paths: each(['City 1,', 'City 10', 'City 2000'], (location) => ({ location, sort: 'er' })),
    },
    {
      name: 'a saved list',
      paths: each(['list 1', 'list 10', 'list 20'], (name) => ({ list: name, sort: 'er' })),
    },
    {
      name: 'view rate of reels and price signals',
      paths: each(tiers, (tier) => ({
        tier,
        min_view_rate: '1',
        max_paid_post_share: '0.1',
        min_er_percentile: '80',
        sort: 'view_rate_by_followers',
      })),
    },
    {
      name: 'not scraped lately',
      paths: [list({ status: 'active', sort: 'scraped_at', order: 'asc' })],
    },
    {
      name: 'a page in the middle',
      paths: [list({ sort: 'follower_count', cursor: middle })],
    },
    { name: 'one creator', paths: someone.map((id) => `/api/blogs/${id}`) },
    {
      name: 'history by week',
      paths: someone.map((id) => `/api/blogs/${id}/history?interval=week`),
    },
  ]
}
