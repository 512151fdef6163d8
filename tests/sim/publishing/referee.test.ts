import { expect, test } from 'vitest'
import { postOf, postsPerDay, type PlannedAccount } from '../../../sim/publishing/accounts.ts'
import { createPublishingReferee, type Published } from '../../../sim/publishing/referee.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Where it comes from may be missing. */
type Made = [account: string, post: number, minute: number, place?: Published['place']]

function judged(posts: readonly Made[], most = 10) {
  const referee = createPublishingReferee({ postOf, postsPerDay: () => most })
  for (const [account, number, minute, place] of posts)
    referee.published({
      account,
      caption: `Coffee #post${number}`,
      at: minute * MINUTE,
      ...(place && { place }),
    })
  return referee.violations().map(({ rule, account }) => [rule, account])
}

test('what keeps the rules breaks none', () => {
  const proxy = (index: number) => ({ proxy: index, deviceId: `android-${index}` })
  expect(
    judged([
      ['anna', 1, 0, proxy(1)],
      ['dana', 1, 2, proxy(2)],
      ['vera', 1, 6.5, proxy(3)],
      ['brand.1', 1, 10],
      ['aliya', 1, 12.1, proxy(4)],
      ['anna', 2, 30, proxy(1)],
      ['dana', 2, 34, proxy(9)],
    ]),
  ).toEqual([])
})

const BROKEN: readonly [why: string, posts: readonly Made[], broken: unknown][] = [
  [
    'an account posts again too soon',
    [
      ['anna', 1, 0],
      ['anna', 2, 29.9],
    ],
    ['post_gap', 'anna'],
  ],
  [
    'two accounts post the same too soon',
    [
      ['anna', 1, 0],
      ['dana', 1, 1.9],
    ],
    ['spread', 'dana'],
  ],
  [
    'the accounts of a post follow each other like clockwork',
    [1, 2, 3, 4, 5].map((n): Made => [`account${n}`, 1, n * 3]),
    ['spread_not_random', null],
  ],
  [
    'two accounts share a proxy',
    [
      ['anna', 1, 0, { proxy: 1, deviceId: 'one' }],
      ['dana', 2, 0, { proxy: 1, deviceId: 'two' }],
    ],
    ['foreign_proxy', 'dana'],
  ],
  [
    'two accounts share a device',
    [
      ['anna', 1, 0, { proxy: 1, deviceId: 'one' }],
      ['dana', 2, 0, { proxy: 2, deviceId: 'one' }],
    ],
    ['foreign_device', 'dana'],
  ],
]

test.for(BROKEN)('it is noticed when %s', ([, posts, broken]) => {
  expect(judged(posts)).toEqual([broken])
})

test('more posts in any 24 hours than an account may make are noticed', () => {
  const each = (hours: number): [string, number, number][] =>
    Array.from({ length: 5 }, (_, at) => ['anna', at, (at * hours * HOUR) / MINUTE])
  expect(judged(each(5), 4)).toContainEqual(['posts_per_day', 'anna'])
  expect(judged(each(6), 4)).not.toContainEqual(['posts_per_day', 'anna'])
  expect(judged(each(8), 4)).toEqual([])
})

test('a post within 24 hours after the last one of a day is noticed', () => {
  const after = (hours: number) =>
    judged(
      [
        ['anna', 1, 0],
        ['anna', 2, 10 * 60],
        ['anna', 3, (10 + hours) * 60],
      ],
      2,
    )
  expect(after(23.9)).toEqual([['rest_at_limit', 'anna']])
  expect(after(24)).toEqual([])
})

/** Requests that make the post of a caption, by their minute; each but the last is refused. */
function triedAt(...minutes: readonly number[]): string[] {
  const referee = createPublishingReferee({ postOf, postsPerDay: () => 10 })
  for (const minute of minutes) {
    const request = { account: 'anna', caption: 'Coffee', at: minute * MINUTE }
    referee.tried(request)
    referee.refused(request)
  }
  return referee.violations().map(({ rule }) => rule)
}

test('pauses after errors, and the distance and number of tries, are judged', () => {
  expect(triedAt(0, 5, 10, 25)).toEqual([])
  expect(triedAt(0, 4.9)).toEqual(['retry_gap'])
  // The pause after the third error is a quarter of an hour, after the fourth an hour.
  expect(triedAt(0, 5, 10, 24)).toEqual(['pause_after_error'])
  expect(triedAt(0, 5, 10, 25, 85)).toEqual(['too_many_retries'])
  expect(triedAt(0, 5, 10, 25, 84)).toEqual(['pause_after_error', 'too_many_retries'])
})

test('an account that has published pauses shortly again after its next error', () => {
  const referee = createPublishingReferee({ postOf, postsPerDay: () => 10 })
  const upload = (minute: number) => ({ account: 'anna', caption: null, at: minute * MINUTE })
  for (const minute of [0, 5]) {
    referee.tried(upload(minute))
    referee.refused(upload(minute))
  }
  referee.published({ account: 'anna', caption: 'Coffee', at: 10 * MINUTE })
  referee.refused(upload(40))
  referee.tried(upload(41))
  expect(referee.violations()).toEqual([])
  referee.refused(upload(41))
  referee.tried(upload(45))
  expect(referee.violations()).toMatchObject([{ rule: 'pause_after_error', account: 'anna' }])
})

test('a post outside the hours of accounts is noticed', () => {
  const referee = createPublishingReferee({
    postOf,
    postsPerDay: () => 10,
    isActive: (at) => at >= 7 * HOUR,
  })
  for (const [account, at] of [
    ['anna', 7 * HOUR],
    ['brand.1', 6.9 * HOUR],
  ] as const)
    referee.published({ account, caption: 'Coffee', at })
  expect(referee.violations()).toMatchObject([{ rule: 'outside_hours', account: 'brand.1' }])
})

test('more requests at once than there may be are noticed', () => {
  const referee = createPublishingReferee({
    postOf,
    postsPerDay: () => 10,
    limits: { atOnce: 2 },
  })
  const [first, second] = [referee.entered(), referee.entered()]
  first()
  first()
  const third = referee.entered()
  expect(referee.violations()).toEqual([])
  referee.entered()
  expect(referee.violations()).toMatchObject([{ rule: 'at_once' }])
  second()
  third()
})

test('a young account may post less, as long as it is young', () => {
  const account = { username: 'anna', ageDays: 2, postsPerDay: 10 } as PlannedAccount
  const young = [account, { ...account, username: 'slow', postsPerDay: 1 }]
  expect([0, 1.9, 2, 6, 13].map((days) => postsPerDay(young, 'anna', days))).toEqual([
    2, 2, 4, 7, 10,
  ])
  expect(postsPerDay(young, 'slow', 13)).toBe(1)
  expect(postsPerDay(young, 'nobody', 13)).toBe(0)
})
