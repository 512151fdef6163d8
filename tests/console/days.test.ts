import { expect, test } from 'vitest'
import { dayIn, endOfDay, momentIn, momentOf } from '../../src/console/days.ts'

const BERLIN = 'Europe/Berlin'

test.for([
  // Clocks go from 02:00 to 03:00: what they never show is an hour later.
  ['2027-03-28T01:59', '2027-03-28T00:59:00.000Z', '2027-03-28T01:59'],
  ['2027-03-28T02:30', '2027-03-28T01:30:00.000Z', '2027-03-28T03:30'],
  ['2027-03-28T03:00', '2027-03-28T01:00:00.000Z', '2027-03-28T03:00'],
  // They go from 03:00 to 02:00: what they show twice is the later one.
  ['2027-10-31T01:59', '2027-10-30T23:59:00.000Z', '2027-10-31T01:59'],
  ['2027-10-31T02:30', '2027-10-31T01:30:00.000Z', '2027-10-31T02:30'],
  ['2027-10-31T03:00', '2027-10-31T02:00:00.000Z', '2027-10-31T03:00'],
  // Weeks before and after it stays the hour of the author.
  ['2027-03-27T18:00', '2027-03-27T17:00:00.000Z', '2027-03-27T18:00'],
  ['2027-03-29T18:00', '2027-03-29T16:00:00.000Z', '2027-03-29T18:00'],
] as const)('%s in Berlin is one moment, also when clocks change', ([text, moment, shown]) => {
  const at = momentOf(text, BERLIN)
  expect(at?.toISOString()).toBe(moment)
  expect(momentIn(new Date(moment), BERLIN)).toBe(shown)
})

test('a day ends when the clocks of its zone say so', () => {
  expect(endOfDay('2027-10-31', BERLIN)).toBe('2027-10-31T22:59:59.000Z')
  expect(endOfDay('2027-03-28', BERLIN)).toBe('2027-03-28T21:59:59.000Z')
  expect(dayIn(new Date('2027-03-27T23:30:00Z'), BERLIN)).toBe('2027-03-28')
  expect(momentOf('2027-13-01T10:00', BERLIN)).toBeUndefined()
})
