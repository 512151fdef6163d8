import { expect, test } from 'vitest'
import { byDay, type CountedResult } from '../../../src/features/shares/pages/report/by-day.ts'

const NOW = new Date('2026-11-25T09:00:00Z')

type Reading = { read_at: string; plays: number; likes: number | null; comments: number }
const aResult = (
  taken_at: string,
  readings: Reading[],
  basis: CountedResult['basis'] = 'views',
): CountedResult => ({
  kind: basis === null ? 'story' : 'post',
  basis,
  taken_at,
  last_read_at: readings.at(-1)?.read_at ?? taken_at,
  readings: readings.map((each) => ({ ...each, views: null })),
})

const daysOf = (results: CountedResult[], from: string | null = null) =>
  byDay(
    { creators: [{ results }] },
    {
      from,
      timeZone: 'Asia/Almaty',
      now: NOW,
    },
  ).map(({ day, published, views, reactions }) => [day, published, views, reactions])

test('sums of the end of each day lie on the line between readings, in the zone of the campaign', () => {
  const reel = aResult('2026-11-22T19:00:00Z', [
    // Midnight in Almaty is 19:00 UTC: the reel was published at the beginning of the 23rd.
    { read_at: '2026-11-23T07:00:00Z', plays: 1_000, likes: 50, comments: 0 },
    { read_at: '2026-11-24T07:00:00Z', plays: 3_000, likes: null, comments: 0 },
  ])
  const photo = aResult(
    '2026-11-23T20:00:00Z',
    [{ read_at: '2026-11-24T18:59:59Z', plays: 0, likes: 90, comments: 10 }],
    'reactions',
  )
  const story = aResult('2026-11-24T10:00:00Z', [], null)

  expect(daysOf([reel, photo, story], '2026-11-22')).toEqual([
    ['2026-11-22', 0, 0, 0],
    ['2026-11-23', 1, 2_000, 50],
    ['2026-11-24', 2, 3_000, 150],
  ])
  expect(daysOf([])).toEqual([])
  // A campaign of a year shows its last 92 days, with all that came before.
  expect(daysOf([reel], '2025-11-22')).toHaveLength(92)
})
