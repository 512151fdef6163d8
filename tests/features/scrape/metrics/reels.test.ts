import { describe, expect, test } from 'vitest'
import {
  reelsEngagementRateByViews,
  viewRate,
} from '../../../../src/features/scrape/metrics/rates.ts'
import { aPost, daysAgo } from './a-post.ts'

const reel = (playCount: number | null, likeCount: number | null = 0, commentCount = 0) =>
  aPost({ productType: 'clips', playCount, likeCount, commentCount })

describe('engagement rate of reels by views', () => {
  test.for([
    ['no posts', [], null, 0],
    ['one reel', [reel(1_000, 45, 5)], 0.05, 1],
    ['the median of three', [reel(100, 1), reel(100, 9), reel(1_000_000, 20_000)], 0.02, 3],
    ['a reel whose plays are hidden', [reel(null, 45), reel(100, 4)], 0.04, 1],
    ['a reel whose likes are hidden', [reel(100, null), reel(100, 4)], 0.04, 1],
    ['a reel that nobody has played', [reel(0, 1), reel(100, 4)], 0.04, 1],
    [
      'a video in the feed, whose plays are views of another kind',
      [aPost({ playCount: 9 })],
      null,
      0,
    ],
    ['a pinned reel', [{ ...reel(1, 1), isPinned: true }, reel(100, 4)], 0.04, 1],
  ] as const)('%s', ([, posts, value, n]) => {
    expect(reelsEngagementRateByViews(posts)).toEqual({ value, posts: n })
  })
})

describe('view rate by followers', () => {
  test.for([
    ['no posts', [], 1_000, null, 0],
    ['one reel', [reel(400)], 1_000, 0.4, 1],
    ['one viral reel of three', [reel(300), reel(500), reel(90_000_000)], 1_000, 0.5, 3],
    ['a reel without plays is one that nobody saw', [reel(0), reel(100)], 1_000, 0.05, 2],
    ['hidden plays left out, whatever the likes', [reel(null, 9), reel(300, null)], 1_000, 0.3, 1],
    ['photos left out', [aPost({ playCount: 5 }), reel(300)], 1_000, 0.3, 1],
    ['unknown followers', [reel(300)], null, null, 0],
    ['no followers', [reel(300)], 0, null, 0],
  ] as const)('%s', ([, posts, followers, value, n]) => {
    expect(viewRate(posts, followers)).toEqual({ value, posts: n })
  })

  test('looks at the newest twenty reels, however many photos lie between them', () => {
    const posts = Array.from({ length: 66 }, (_, day) => [
      { ...reel(day < 20 ? 100 : 900), takenAt: daysAgo(day + 1) },
      aPost({ takenAt: daysAgo(day + 1) }),
    ]).flat()
    expect(viewRate(posts, 1_000)).toEqual({ value: 0.1, posts: 20 })
  })
})
