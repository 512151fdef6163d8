import { expect, test } from 'vitest'
import { readDay, readMoment } from '../../src/cli/moment.ts'

const local = (...parts: [number, number, number, number?, number?]): string =>
  new Date(...parts).toISOString()

test.for([
  ['2026-12-31', 'begin', local(2026, 11, 31)],
  ['2026-12-31', 'end', local(2027, 0, 1)],
  ['31.12.2026', 'end', local(2027, 0, 1)],
  ['2026-12-31 18:00', 'end', local(2026, 11, 31, 18, 0)],
  ['2026-12-31T18:05', 'begin', local(2026, 11, 31, 18, 5)],
  ['2026-12-31T18:00:00Z', 'begin', '2026-12-31T18:00:00.000Z'],
  ['2026-12-31T18:00:00+05:00', 'begin', '2026-12-31T13:00:00.000Z'],
] as const)('%s as %s is %s', ([given, edge, expected]) => {
  expect(readMoment(given, edge)).toBe(expected)
})

test.for(['', 'soon', '2026-02-30', '2026-13-01', '2026-12-31 25:00', '2026-12-31T18:00:00+99:99'])(
  "'%s' is no moment",
  (given) => {
    expect(() => readMoment(given, 'begin')).toThrow('2026-12-31')
  },
)

test('a day stays one where a day is wanted', () => {
  expect(readDay('1.2.2026')).toBe('2026-02-01')
  expect(() => readDay('2026-02-01 10:00')).toThrow('expected a day')
})
