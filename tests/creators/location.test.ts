import { describe, expect, test } from 'vitest'
import { parseLocation } from '../../src/creators/location.ts'

describe('the address of a place', () => {
  test.for<[string, string]>([
    ['213131048', '213131048'],
    [' 213131048\u200b', '213131048'],
    ['https://www.instagram.com/explore/locations/213131048/almaty-kazakhstan/', '213131048'],
    ['HTTP://Instagram.com/explore/locations/213131048', '213131048'],
    ['instagram.com/explore/locations/213131048/?hl=ru', '213131048'],
    ['<https://m.instagram.com/explore/locations/213131048/>', '213131048'],
  ])('%j is the place %s', ([text, locationId]) => {
    expect(parseLocation(text)).toEqual({ locationId })
  })

  test.for<[string, RegExp]>([
    ['', /is empty/],
    ['https://www.instagram.com/explore/locations/', /has no number/],
    ['https://www.instagram.com/explore/locations/KZ/kazakhstan/', /has no number/],
    ['https://www.instagram.com/explore/tags/almaty/', /neither the number/],
    ['https://www.instagram.com/p/DAbc123/', /neither the number/],
    ['https://instagram.com.evil.example/explore/locations/213131048/', /neither the number/],
    ['Алматы', /neither the number/],
    ['0', /neither the number/],
    ['-5', /neither the number/],
    ['9'.repeat(21), /neither the number/],
  ])('%j is refused', ([text, reason]) => {
    expect(parseLocation(text)).toEqual({ reason: expect.stringMatching(reason) })
  })
})
