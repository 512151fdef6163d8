import { describe, expect, test } from 'vitest'
import {
  lastPostAt,
  postsLast28Days,
} from '../../../../src/features/scrape/metrics/posting-times.ts'
import {
  commentsPerLike,
  engagementSpread,
  paidPostShare,
} from '../../../../src/features/scrape/metrics/rates.ts'
import { relativeSpread } from '../../../../src/features/scrape/metrics/statistics.ts'
import { aPost, dailyPosts, daysAgo, NOW } from './a-post.ts'

describe('comments per like', () => {
  const answered = (likeCount: number | null, commentCount: number | null) =>
    aPost({ likeCount, commentCount })

  test.for([
    ['no posts', [], null, 0],
    ['one post', [answered(200, 4)], 0.02, 1],
    ['a giveaway among three', [answered(100, 1), answered(100, 3), answered(100, 900)], 0.03, 3],
    ['more comments than likes', [answered(10, 40)], 4, 1],
    ['no comments', [answered(10, 0)], 0, 1],
    ['no likes', [answered(0, 5), answered(100, 3)], 0.03, 1],
    ['hidden likes', [answered(null, 5), answered(100, 3)], 0.03, 1],
    ['hidden comments', [answered(5, null), answered(100, 3)], 0.03, 1],
  ] as const)('%s', ([, posts, value, n]) => {
    expect(commentsPerLike(posts)).toEqual({ value, posts: n })
  })
})

describe('the times of posts', () => {
  test.for([
    ['no posts', [], 0],
    ['the moment itself', [0], 1],
    ['just within four weeks', [27.99], 1],
    ['four weeks to the millisecond', [28], 0],
    ['the future', [-1], 0],
    ['some of each', [-1, 0.5, 3, 3, 27, 29, 400], 4],
  ] as const)('%s', ([, ages, count]) => {
    const posts = ages.map((age) => aPost({ takenAt: daysAgo(age) }))
    expect(postsLast28Days(posts, NOW)).toBe(count)
  })

  test('a post that came twice counts once', () => {
    const post = aPost()
    expect(postsLast28Days([post, post], NOW)).toBe(1)
  })

  test('a pinned post of this week is a post of this week, and an old one is old', () => {
    const posts = [
      aPost({ isPinned: true, takenAt: daysAgo(700) }),
      aPost({ isPinned: true, takenAt: daysAgo(2) }),
      aPost({ takenAt: daysAgo(5) }),
    ]
    expect(postsLast28Days(posts, NOW)).toBe(2)
    expect(lastPostAt(posts, NOW)).toEqual(daysAgo(2))
  })

  test('the last post is none of the future, and there may be none', () => {
    const future = aPost({ takenAt: daysAgo(-3) })
    expect(lastPostAt([future, aPost({ takenAt: daysAgo(9) })], NOW)).toEqual(daysAgo(9))
    expect(lastPostAt([future], NOW)).toBeNull()
  })
})

describe('engagement spread', () => {
  test.for([
    ['no posts', [], null],
    ['one post', [5], null],
    ['four posts', [5, 6, 7, 8], null],
    // The median is 30; the deviations 20 10 0 10 20 have the median 10.
    ['five posts', [10, 20, 30, 40, 50], 0.4942],
    ['a viral one among them', [10, 20, 30, 40, 5_000_000], 0.4942],
    ['all alike', [30, 30, 30, 30, 30], 0],
    ['a median of nothing', [0, 0, 0, 10, 20], null],
  ] as const)('%s', ([, engagements, spread]) => {
    expect(engagementSpread(dailyPosts(engagements))).toEqual({
      value: spread,
      posts: engagements.length,
    })
  })

  test('leaves hidden counts out', () => {
    const posts = dailyPosts([10, 20, 30, 40, 50, 60])
    const hidden = posts.map((post, day) => (day < 2 ? { ...post, likeCount: null } : post))
    expect(engagementSpread(hidden)).toEqual({ value: null, posts: 4 })
  })

  test('of a normal distribution is its coefficient of variation', () => {
    // Quantiles of the normal distribution at (k + 1/2) / 8: mean 100, standard deviation 10.
    const quantiles = [-1.534, -0.887, -0.489, -0.157, 0.157, 0.489, 0.887, 1.534]
    expect(relativeSpread(quantiles.map((z) => 100 + 10 * z))).toBeCloseTo(0.102, 3)
  })
})

describe('share of paid posts', () => {
  const paid = aPost({ isPaidPartnership: true })
  const unpaid = aPost({ isPaidPartnership: false })
  const untold = aPost({ isPaidPartnership: null })
  const sponsored = aPost({ isPaidPartnership: null, sponsors: ['brand'] })

  test.for([
    ['no posts', [], null, 0],
    ['nothing told', [untold], null, 0],
    ['none paid', [unpaid], 0, 1],
    ['one of two told', [paid, unpaid, untold], 0.5, 2],
    ['a sponsor without the label', [sponsored, unpaid], 0.5, 2],
    ['a pinned campaign left out', [{ ...paid, isPinned: true }, unpaid], 0, 1],
  ] as const)('%s', ([, posts, value, n]) => {
    const others = posts.map((post, index) => ({ ...post, platformId: `p${index}` }))
    expect(paidPostShare(others)).toEqual({ value, posts: n })
  })

  test('a post that is labelled on one page of the feed is labelled', () => {
    expect(paidPostShare([untold, { ...untold, isPaidPartnership: true }, untold])).toEqual({
      value: 1,
      posts: 1,
    })
  })
})
