import { describe, expect, test } from 'vitest'
import { growthNews, type Reading } from '../../../src/features/watches/detect/growth.ts'
import {
  brandNews,
  peakNews,
  quoteAround,
  type PostFacts,
} from '../../../src/features/watches/detect/posts.ts'
import { statusNews } from '../../../src/features/watches/detect/status.ts'
import { DEFAULT_RULES } from '../../../src/features/watches/rules.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-20T10:00:00Z')
const RULE = { growth_share: 0.05 }

/** Readings of a creator, the newest first, by how many days ago they were. */
const readings = (...counts: readonly (readonly [daysAgo: number, count: number | null])[]) =>
  counts.map(([daysAgo, count]): Reading => ({
    scraped_at: new Date(NOW - daysAgo * DAY),
    follower_count: count,
  }))

/** A steady creator: one percent more each week until seven days ago. */
const STEADY = [
  [7, 10_000],
  [14, 9_900],
  [21, 9_800],
  [28, 9_703],
  [35, 9_607],
  [42, 9_512],
] as const

describe('growth beyond the usual', () => {
  test('says the change, what is usual for this creator, and what it exceeds', () => {
    const news = growthNews(RULE, readings([0, 12_000], ...STEADY), undefined)
    expect(news).toMatchObject({
      kind: 'growth',
      details: { before: 10_000, now: 12_000, days: 7, share: 0.2, readings: 7 },
    })
    expect(news?.details.usual).toBeCloseTo(0.01, 3)
    expect(news?.details.limit).toBe(0.05)
  })

  test('is none where the creator always grows so', () => {
    const fast = [0, 7, 14, 21, 28, 35, 42].map(
      (daysAgo) => [daysAgo, Math.round(50_000 / 1.1 ** (daysAgo / 7))] as const,
    )
    expect(growthNews(RULE, readings(...fast), undefined)).toBeNull()
  })

  test('is none below the share of the rule, and none at all where the rule is off', () => {
    expect(growthNews(RULE, readings([0, 10_400], ...STEADY), undefined)).toBeNull()
    expect(
      growthNews({ growth_share: null }, readings([0, 20_000], ...STEADY), undefined),
    ).toBeNull()
  })

  test('needs a fifth where too few readings say what is usual', () => {
    expect(growthNews(RULE, readings([0, 11_500], [7, 10_000]), undefined)).toBeNull()
    expect(growthNews(RULE, readings([0, 7_500], [7, 10_000]), undefined)).toMatchObject({
      kind: 'fall',
      details: { share: -0.25, usual: null, limit: 0.2 },
    })
  })

  test('comes once a week in one direction; the way back is news', () => {
    const up = { kind: 'growth', happened_at: new Date(NOW - 2 * DAY) } as const
    const later = readings([0, 13_000], [2, 12_000], ...STEADY)
    expect(growthNews(RULE, later, up)).toBeNull()
    const back = readings([0, 10_050], [2, 12_000], ...STEADY)
    expect(growthNews(RULE, back, up)).toMatchObject({
      kind: 'fall',
      details: { before: 12_000, now: 10_050, days: 2 },
    })
  })

  test('does not compare readings of one day, of long ago, and without a number', () => {
    expect(growthNews(RULE, readings([0, 12_000], [0.2, 8_000]), undefined)).toBeNull()
    expect(growthNews(RULE, readings([0, 12_000], [90, 8_000]), undefined)).toBeNull()
    expect(growthNews(RULE, readings([0, null], ...STEADY), undefined)).toBeNull()
    expect(growthNews(RULE, [], undefined)).toBeNull()
  })
})

const post = (daysAgo: number, facts: Partial<PostFacts> = {}): PostFacts => ({
  platform_id: `p${daysAgo}`,
  code: `c${daysAgo}`,
  taken_at: new Date(NOW - daysAgo * DAY),
  play_count: 1_000,
  like_count: 100,
  comment_count: 10,
  is_paid_partnership: false,
  sponsors: [],
  brands: null,
  quotes: [],
  caption: null,
  ...facts,
})
const FRESH = { since: new Date(NOW - 10 * DAY), now: new Date(NOW) }
const EARLIER = [11, 12, 13, 14, 15, 16].map((daysAgo) => post(daysAgo))

describe('a post far above the usual', () => {
  test('is compared with the median of the posts before it', () => {
    const posts = [post(1, { play_count: 6_000 }), post(2), ...EARLIER]
    expect(peakNews({ far_above_times: 5 }, posts, FRESH)).toEqual([
      {
        kind: 'far_above',
        happened_at: new Date(NOW - DAY),
        dedupe_key: 'far_above:p1',
        details: { post: 'p1', code: 'c1', now: 6_000, usual: 1_000, compared: 7, is_plays: true },
      },
    ])
    expect(peakNews({ far_above_times: 7 }, posts, FRESH)).toEqual([])
    expect(peakNews({ far_above_times: null }, posts, FRESH)).toEqual([])
  })

  test('is measured by likes and comments without views; hidden likes say nothing', () => {
    const photo = { play_count: null, like_count: 900 }
    const others = EARLIER.map((each) => ({ ...each, play_count: null }))
    expect(peakNews({ far_above_times: 5 }, [post(1, photo), ...others], FRESH)).toMatchObject([
      { details: { now: 910, usual: 110, is_plays: false } },
    ])
    const hidden = post(1, { ...photo, like_count: null })
    expect(peakNews({ far_above_times: 5 }, [hidden, ...others], FRESH)).toEqual([])
  })

  test('is none from before the watch, and none with too few to compare', () => {
    const old = [post(11, { play_count: 9_000 }), ...EARLIER.slice(1)]
    expect(peakNews({ far_above_times: 5 }, old, FRESH)).toEqual([])
    const few = [post(1, { play_count: 9_000 }), ...EARLIER.slice(0, 4)]
    expect(peakNews({ far_above_times: 5 }, few, FRESH)).toEqual([])
  })
})

describe('advertising for a brand', () => {
  test('is found by sponsor, brand and words of advertising, once for each brand', () => {
    const posts = [
      post(1, { sponsors: ['Botam.kz'] }),
      post(2, { brands: ['qamqor'], quotes: ['промокод ASEL от @qamqor'] }),
      post(3, { brands: [], caption: 'Реклама: новая коляска Botam.kz уже у нас' }),
      // Not advertising.
      post(4, { caption: 'botam.kz' }),
    ]
    const rule = { brands: ['botam.kz', 'qamqor'] }
    expect(brandNews(rule, posts, FRESH).map(({ details }) => details)).toMatchObject([
      { post: 'p1', brand: 'botam.kz', by: 'sponsor', quote: null },
      { post: 'p2', brand: 'qamqor', by: 'brand', quote: 'промокод ASEL от @qamqor' },
      { post: 'p3', brand: 'botam.kz', by: 'words' },
    ])
  })

  test('does not find a brand inside a longer word', () => {
    expect(quoteAround('Botamania', 'botam')).toBeNull()
    expect(quoteAround('#botam_kids', 'botam')).toBeNull()
    expect(quoteAround('купи BOTAM!', 'botam')).toBe('купи BOTAM!')
    expect(quoteAround('', 'botam')).toBeNull()
  })
})

describe('changes of a profile', () => {
  const before = {
    username: 'aru',
    scrape_status: 'scraping',
    scraped_at: new Date(NOW - DAY),
    risk_flags: ['follows_many'],
  }
  const now = {
    username: 'aru',
    scrape_status: 'active',
    risk_flags: ['follows_many'],
    updated_at: new Date(NOW),
  }
  const kindsOf = (change: object, then: object = {}) =>
    statusNews(DEFAULT_RULES, { ...before, ...then }, { ...now, ...change }).map(
      ({ kind, details }) => ({ kind, ...details }),
    )

  test('are a name, risks, and whether the profile can be seen', () => {
    expect(kindsOf({})).toEqual([])
    expect(kindsOf({ username: 'aru.kz', risk_flags: ['follows_many', 'follower_spike'] })).toEqual(
      [
        { kind: 'renamed', before: 'aru', now: 'aru.kz' },
        { kind: 'risk_flag', flag: 'follower_spike' },
      ],
    )
    expect(kindsOf({ username: 'aru.kz' }, { username: '~77' })).toEqual([
      { kind: 'renamed', before: null, now: 'aru.kz' },
    ])
    expect(kindsOf({ username: '~77' })).toEqual([])
    expect(kindsOf({ scrape_status: 'private' })).toEqual([{ kind: 'private' }])
    expect(kindsOf({ scrape_status: 'restricted' })).toEqual([
      { kind: 'gone', status: 'restricted' },
    ])
    expect(kindsOf({}, { scrape_status: 'deleted' })).toEqual([{ kind: 'back', status: 'deleted' }])
    expect(kindsOf({ scrape_status: 'deleted' }, { scrape_status: 'deleted' })).toEqual([])
  })

  test('are none where the rule is off', () => {
    const off = { ...DEFAULT_RULES, renamed: false, private: false, gone: false, back: false }
    const rules = { ...off, risk_flags: false }
    const change = { ...now, username: 'b', scrape_status: 'private', risk_flags: ['x'] }
    expect(statusNews(rules, before, change)).toEqual([])
    expect(statusNews(rules, { ...before, scrape_status: 'private' }, now)).toEqual([])
  })
})
