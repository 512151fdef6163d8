import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LANGUAGES } from '../../../src/base/languages.ts'
import { advise } from '../../../src/features/projects/advice/advise.ts'
import { FALLBACK_RULES } from '../../../src/features/projects/advice/fallback-rules.ts'
import type { Metric } from '../../../src/features/projects/metrics.ts'
import {
  performanceOf,
  type VersionPerformance,
} from '../../../src/features/projects/performance.ts'
import { RULES } from '../../../src/features/projects/advice/rules.ts'

const HOUR = 3_600_000
const all = [...RULES, ...FALLBACK_RULES]

type Numbers = Record<string, number>
type Predicted = Partial<Record<Metric, number>>

/** A version of ten seconds whose only post has these numbers at 48 hours. */
function aVersion(
  predicted: Predicted,
  metrics: Numbers,
  {
    number = 1,
    ageHours = 48,
    typical,
  }: { number?: number; ageHours?: number; typical?: number } = {},
): VersionPerformance {
  const published_at = new Date('2026-10-01T09:00:00Z')
  const post = {
    binding_id: 'b',
    kind: 'manual' as const,
    version_id: 'v',
    media_id: 'm',
    permalink: null,
    type: 'REEL',
    published_at,
    last_synced_at: null,
    deleted_at: null,
    collected_at: new Date(published_at.getTime() + ageHours * HOUR),
    metrics,
    length_ms: 10_000,
  }
  const curve =
    typical === undefined
      ? []
      : [{ media_id: 'm', age_hours: 48, views: metrics['views'] ?? 0, typical_views: typical }]
  const version = { id: 'v', number, title: null, horizon_hours: 48 as const, predicted }
  const readings = [{ media_id: 'm', hours: 48, age_hours: ageHours, metrics }]
  return performanceOf(version, { posts: [post], readings, curves: curve })
}

const watched = (share: number): Numbers => ({ ig_reels_avg_watch_time: share * 10_000 })
const pair = (predicted: Predicted, speaks: Numbers, isSilent: Numbers, more = {}) =>
  [aVersion(predicted, speaks, more), aVersion(predicted, isSilent, more)] as const

const hundred = (...metrics: Metric[]): Predicted =>
  Object.fromEntries(metrics.map((metric) => [metric, 100]))

/** Every rule with numbers under which it speaks, and nearly the same under which it does not. */
const CASES: Record<string, readonly [VersionPerformance, VersionPerformance]> = {
  promise_not_kept: pair(
    { retention: 0.5, reach: 100 },
    { ...watched(0.4), reach: 120 },
    { ...watched(0.4), reach: 105 },
  ),
  stay_but_few_come: pair(
    { retention: 0.5, reach: 100 },
    { ...watched(0.5), reach: 80 },
    { ...watched(0.4), reach: 80 },
  ),
  hook_below: pair({ retention: 0.5 }, watched(0.4), watched(0.48)),
  rewatched: pair({}, watched(1.2), watched(0.9)),
  skips_above: pair({ skip_rate: 0.2 }, { reels_skip_rate: 30 }, { reels_skip_rate: 21 }),
  skips_most: pair({}, { reels_skip_rate: 60 }, { reels_skip_rate: 40 }),
  seen_but_not_kept: pair(
    hundred('saves', 'reach'),
    { saved: 50, reach: 110 },
    { saved: 50, reach: 90 },
  ),
  liked_but_not_kept: pair(
    hundred('saves', 'likes'),
    { saved: 50, likes: 150 },
    { saved: 50, likes: 100 },
  ),
  saves_above: pair(hundred('saves'), { saved: 120 }, { saved: 110 }),
  shares_below: pair(
    hundred('shares', 'reach'),
    { shares: 50, reach: 100 },
    { shares: 50, reach: 80 },
  ),
  comments_below: pair(hundred('comments'), { comments: 80 }, { comments: 90 }),
  follows_below: pair(
    hundred('follows', 'reach'),
    { follows: 80, reach: 100 },
    { follows: 80, reach: 50 },
  ),
  visits_without_follows: pair(
    {},
    { profile_visits: 100, follows: 4 },
    { profile_visits: 100, follows: 6 },
  ),
  below_typical: pair({}, { views: 70 }, { views: 80 }, { typical: 100 }),
  above_typical: pair({}, { views: 130 }, { views: 120 }, { typical: 100 }),
  better_than_previous: pair({}, { views: 120 }, { views: 110 }, { number: 2 }),
  worse_than_previous: pair({}, { views: 80 }, { views: 90 }, { number: 2 }),
  views_below: pair(hundred('views'), { views: 80 }, { views: 95 }),
  views_above: pair(hundred('views'), { views: 120 }, { views: 105 }),
}

const before = aVersion({}, { views: 100 })
const previousOf = (id: string) => (id.endsWith('_previous') ? before : null)

test('each rule speaks under its condition alone', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted())
  for (const [id, [speaks, isSilent]] of Object.entries(CASES)) {
    const rulesOf = (version: VersionPerformance) =>
      advise(version, previousOf(id), 'en').map(({ rule }) => rule)
    expect(rulesOf(speaks), id).toContain(id)
    expect(rulesOf(isSilent), id).not.toContain(id)
  }
})

test('a line has all its numbers, in every language', () => {
  for (const [id, [speaks]] of Object.entries(CASES))
    for (const language of LANGUAGES)
      for (const { text, numbers } of advise(speaks, previousOf(id), language)) {
        expect(text, id).not.toMatch(/[{}–]/)
        expect(Object.keys(numbers).length, text).toBeGreaterThan(0)
      }
})

test('a settled version with numbers always gets three to five lines', () => {
  const scarce = [
    aVersion({}, { views: 0 }),
    aVersion({ views: 100 }, { views: 50 }),
    aVersion({ views: 100, likes: 5, saves: 3, shares: 2 }, { views: 100, likes: 5, reach: 90 }),
    ...Object.values(CASES).flat(),
  ]
  for (const version of scarce)
    expect([3, 4, 5], JSON.stringify(version.metrics)).toContain(advise(version, null, 'en').length)
})

test('docs/projects.md has the reason of every rule', () => {
  const page = readFileSync(new URL('../../../docs/projects.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `([a-z_]+)` \|.*\|.*\|.*\|$/gm)].map(([, id]) => id)
  expect(listed).toEqual(expect.arrayContaining(all.map(({ id }) => id)))
})
