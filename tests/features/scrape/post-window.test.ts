import { describe, expect, test } from 'vitest'
import { seesAllSince } from '../../../src/features/scrape/store/posts.ts'

const on = (day: number): Date => new Date(Date.UTC(2026, 0, day))
const post = (day: number, isPinned = false) => ({ takenAt: on(day), isPinned })

describe('what a scrape has seen all of', () => {
  test('reaches back to the last post but one', () => {
    expect(seesAllSince([post(9), post(7), post(5), post(2)], 100, 4)).toEqual(on(5))
  })

  test('does not reach back to pinned posts, which may be years old', () => {
    expect(seesAllSince([post(1, true), post(9), post(7)], 100, 3)).toEqual(on(9))
    expect(seesAllSince([post(1, true), post(2, true)], 100, 2)).toBeNull()
  })

  test('is the whole profile when it was read to its end', () => {
    expect(seesAllSince([post(9), post(7)], 2, 20)).toEqual(new Date(0))
    expect(seesAllSince([], 0, 20)).toEqual(new Date(0))
  })

  test('is nothing when no posts came although there are some, or may be', () => {
    expect(seesAllSince([], 100, 20)).toBeNull()
    expect(seesAllSince([], null, 20)).toBeNull()
  })

  test('is not the whole profile when as many posts came as were asked for', () => {
    expect(seesAllSince([post(9), post(7), post(5)], 3, 3)).toEqual(on(7))
  })
})
