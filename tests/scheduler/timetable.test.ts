import { describe, expect, test } from 'vitest'
import { latestTick, nextTick } from '../../src/scheduler/timetable.ts'

/** The ticks that a scheduler makes which looks every ten minutes, as it finds them. */
function ticksBetween(pattern: string, timeZone: string, from: string, to: string): string[] {
  const ticks = new Set<string>()
  const first = latestTick({ pattern, timeZone }, new Date(from))
  for (let at = Date.parse(from); at <= Date.parse(to); at += 600_000) {
    const tick = latestTick({ pattern, timeZone }, new Date(at))
    if (tick > first) ticks.add(tick.toISOString().slice(0, 16))
  }
  return [...ticks]
}

describe('ticks of a pattern, in UTC', () => {
  const table: [pattern: string, now: string, latest: string, next: string][] = [
    ['*/15 * * * *', '2026-03-10T12:07:30Z', '2026-03-10T12:00:00Z', '2026-03-10T12:15:00Z'],
    ['*/15 * * * *', '2026-03-10T12:15:00Z', '2026-03-10T12:15:00Z', '2026-03-10T12:30:00Z'],
    ['*/15 * * * *', '2026-03-10T12:15:00.500Z', '2026-03-10T12:15:00Z', '2026-03-10T12:30:00Z'],
    ['*/15 * * * *', '2026-03-10T12:15:59.999Z', '2026-03-10T12:15:00Z', '2026-03-10T12:30:00Z'],
    ['*/15 * * * *', '2026-03-10T12:14:59.999Z', '2026-03-10T12:00:00Z', '2026-03-10T12:15:00Z'],
    ['0 3 * * *', '2026-01-01T02:59:59Z', '2025-12-31T03:00:00Z', '2026-01-01T03:00:00Z'],
    ['0 3 * * *', '2026-01-01T03:00:00Z', '2026-01-01T03:00:00Z', '2026-01-02T03:00:00Z'],
    ['0 2 * * 1', '2026-11-22T23:00:00Z', '2026-11-16T02:00:00Z', '2026-11-23T02:00:00Z'],
    ['0 */2 * * *', '2026-03-10T23:30:00Z', '2026-03-10T22:00:00Z', '2026-03-11T00:00:00Z'],
    ['0 0 29 2 *', '2026-03-10T00:00:00Z', '2024-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    // Clocks were put forward and back in Europe and America at these times; UTC does not know.
    ['30 2 * * *', '2026-03-29T02:45:00Z', '2026-03-29T02:30:00Z', '2026-03-30T02:30:00Z'],
    ['30 1 * * *', '2026-10-25T01:45:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
    ['30 2 * * *', '2026-03-08T10:00:00Z', '2026-03-08T02:30:00Z', '2026-03-09T02:30:00Z'],
  ]

  test.for(table)('of %s at %s are %s and %s', ([pattern, now, latest, next]) => {
    const rhythm = { pattern, timeZone: 'UTC' }

    expect(latestTick(rhythm, new Date(now))).toEqual(new Date(latest))
    expect(nextTick(rhythm, new Date(now))).toEqual(new Date(next))
  })

  test('may never come', () => {
    const never = { pattern: '0 0 30 2 *', timeZone: 'UTC' }

    expect(nextTick(never, new Date())).toBeNull()
    expect(latestTick(never, new Date())).toEqual(new Date(0))
  })
})

describe('ticks of a pattern where clocks are put forward and back', () => {
  // In Berlin, 02:00 to 03:00 did not exist on 29 March, and came twice on 25 October.
  const table: [pattern: string, from: string, to: string, ticks: string[]][] = [
    [
      '30 2 * * *',
      '2026-03-28T12:00Z',
      '2026-03-30T12:00Z',
      ['2026-03-29T01:00', '2026-03-30T00:30'],
    ],
    [
      '30 2 * * *',
      '2026-10-24T12:00Z',
      '2026-10-26T12:00Z',
      ['2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    ['0 3 * * *', '2026-03-28T12:00Z', '2026-03-29T12:00Z', ['2026-03-29T01:00']],
    ['0 3 * * *', '2026-10-24T12:00Z', '2026-10-25T12:00Z', ['2026-10-25T02:00']],
    ['0 2 * * 0', '2026-03-28T12:00Z', '2026-03-29T12:00Z', ['2026-03-29T01:00']],
    ['0,30 2 * * *', '2026-03-28T12:00Z', '2026-03-29T12:00Z', ['2026-03-29T01:00']],
    [
      '0,30 2 * * *',
      '2026-10-24T12:00Z',
      '2026-10-25T12:00Z',
      ['2026-10-25T00:00', '2026-10-25T00:30'],
    ],
    [
      '*/30 * * * *',
      '2026-03-29T00:00Z',
      '2026-03-29T02:00Z',
      ['2026-03-29T00:30', '2026-03-29T01:00', '2026-03-29T01:30', '2026-03-29T02:00'],
    ],
    [
      '*/30 * * * *',
      '2026-10-25T00:00Z',
      '2026-10-25T02:00Z',
      ['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00'],
    ],
  ]

  test.for(table)('of %s in Berlin from %s to %s', ([pattern, from, to, ticks]) => {
    expect(ticksBetween(pattern, 'Europe/Berlin', from, to)).toEqual(ticks)
  })

  test.for(table)('agree with the ticks ahead: %s from %s to %s', ([pattern, from, to, ticks]) => {
    const ahead: string[] = []
    let at = nextTick({ pattern, timeZone: 'Europe/Berlin' }, new Date(from))
    while (at !== null && at <= new Date(to)) {
      ahead.push(at.toISOString().slice(0, 16))
      at = nextTick({ pattern, timeZone: 'Europe/Berlin' }, at)
    }

    expect(ahead).toEqual(ticks)
  })

  test('come once on each day of a year, also where a day begins at 01:00', () => {
    for (const timeZone of ['UTC', 'Europe/Berlin', 'Asia/Beirut', 'Australia/Lord_Howe']) {
      const rhythm = { pattern: '15 0 * * *', timeZone }
      const day = new Intl.DateTimeFormat('en-CA', { timeZone })
      const days: string[] = []
      let at = nextTick(rhythm, new Date('2026-01-01T00:00:00Z'))
      while (at !== null && at < new Date('2027-01-01T00:00:00Z')) {
        days.push(day.format(at))
        at = nextTick(rhythm, at)
      }

      expect(days).toHaveLength(365)
      expect(new Set(days).size).toBe(365)
    }
  })
})
