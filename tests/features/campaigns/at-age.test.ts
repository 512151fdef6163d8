import { atAge, thinned, type TimedCounts } from '../../../src/features/campaigns/at-age.ts'
import { describe, expect, test } from '../../fixtures/test.ts'

const PUBLISHED = new Date('2026-11-16T00:00:00Z')
const after = (hours: number): Date => new Date(PUBLISHED.getTime() + hours * 3_600_000)
const read = (hours: number, plays: number | null, likes: number | null = 10): TimedCounts => ({
  at: after(hours),
  likes,
  comments: 2,
  plays,
  views: null,
})
const reel = {
  kind: 'post' as const,
  takenAt: PUBLISHED,
  goneSince: null,
  basis: 'views' as const,
  readings: [read(20, 1_000), read(28, 2_000)],
}

describe('the number of a post at an age', () => {
  test('lies between the readings around it', () => {
    expect(atAge(reel, 1, after(100))).toMatchObject({ value: 1_500, reason: null, likes: 10 })
  })

  test('is not reached, with the time when it is', () => {
    expect(atAge(reel, 7, after(100))).toMatchObject({
      value: null,
      reason: 'not_reached',
      on: after(168),
    })
  })

  test('is missing with its reason', () => {
    const none = (post: Partial<typeof reel>) => atAge({ ...reel, ...post }, 3, after(200)).reason
    expect(none({})).toBe('no_reading_near')
    expect(atAge({ ...reel, goneSince: after(30) }, 3, after(200)).reason).toBe('gone')
    expect(atAge({ ...reel, goneSince: after(30) }, 7, after(100)).reason).toBe('gone')
    expect(none({ readings: [read(70, null), read(80, null)] })).toBe('no_views')
    const photo = { ...reel, basis: 'reactions' as const }
    const hidden = [read(70, null, null), read(80, null, null)]
    expect(atAge({ ...photo, readings: hidden }, 3, after(200)).reason).toBe('hidden')
    expect(atAge({ ...reel, kind: 'story', basis: null }, 1, after(100)).reason).toBe('no_counts')
  })
})

test('few enough readings stay, the first and the last among them', () => {
  const many = thinned(Array.from({ length: 500 }, (_, place) => place))
  expect([many.length, many[0], many.at(-1)]).toEqual([40, 0, 499])
})
