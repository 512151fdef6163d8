import fc from 'fast-check'
import type { MeasuredPost } from '../../../../src/features/scrape/metrics/posts.ts'

export const DAY_MS = 24 * 60 * 60 * 1000
export const NOW = new Date('2026-06-01T12:00:00Z')

export const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS)

let made = 0

/** A post that nobody has seen before; name only what the test is about. */
export function aPost(named: Partial<MeasuredPost> = {}): MeasuredPost {
  made += 1
  return {
    platformId: `post-${made}`,
    likeCount: 100,
    commentCount: 10,
    playCount: null,
    productType: 'feed',
    isPinned: false,
    takenAt: daysAgo(10),
    isPaidPartnership: null,
    sponsors: [],
    ...named,
  }
}

/** One post a day with these engagements, oldest first; the newest is `youngest` days old. */
export function dailyPosts(engagements: readonly number[], youngest = 4): MeasuredPost[] {
  return engagements.map((interactions, index) =>
    aPost({
      platformId: `daily-${index}`,
      likeCount: interactions,
      commentCount: 0,
      takenAt: daysAgo(youngest + engagements.length - 1 - index),
    }),
  )
}

/** Counts as the platform may give them, hidden ones included. */
const anyCount = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 50_000_000 }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(null) },
)

const KINDS = ['feed', 'clips', 'carousel_container', 'igtv', null]

/** Few ids, so that the same post comes twice now and then, with other counts; and some posts at the same time. */
const anyPost: fc.Arbitrary<MeasuredPost> = fc
  .record({
    id: fc.nat({ max: 60 }),
    likeCount: anyCount,
    commentCount: anyCount,
    playCount: anyCount,
    isPaidPartnership: fc.constantFrom(null, false, true),
    sponsors: fc.subarray(['brand', 'shop'], { maxLength: 1 }),
    isPinned: fc.nat({ max: 9 }).map((roll) => roll === 0),
  })
  .map(({ id, ...counts }) => ({
    platformId: `post-${id}`,
    productType: KINDS[id % KINDS.length] ?? null,
    takenAt: daysAgo(Math.floor((id * id) / 9) - 5),
    ...counts,
  }))

export const anyPosts = fc.array(anyPost, { maxLength: 40 })

/** Posts and the same posts in another order. */
export const anyPostsTwoWays = anyPosts.chain((posts) =>
  fc.tuple(
    fc.constant(posts),
    fc.shuffledSubarray(posts, { minLength: posts.length, maxLength: posts.length }),
  ),
)

/** The same posts with every count that many times as large. */
export const timesAsLarge = (posts: readonly MeasuredPost[], factor: number): MeasuredPost[] =>
  posts.map((post) => ({
    ...post,
    likeCount: post.likeCount === null ? null : post.likeCount * factor,
    commentCount: post.commentCount === null ? null : post.commentCount * factor,
    playCount: post.playCount === null ? null : post.playCount * factor,
  }))

export const anyFollowers = fc.option(fc.nat({ max: 700_000_000 }))

/** The same runs every time. */
export const SEEDED = { seed: 20_260_601, numRuns: 300 }
