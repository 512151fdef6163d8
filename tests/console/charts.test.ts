import { describe, expect, test } from 'vitest'
import { chart } from '../../src/console/parts/figures/chart.ts'
import { scaleOf } from '../../src/console/parts/figures/scale.ts'
import { timeTicks } from '../../src/console/parts/figures/time-axis.ts'
import { formatsOf } from '../../src/console/formats.ts'
import type { PageContext } from '../../src/console/page.ts'
import { axisLabels } from './visible-text.ts'

const formats = formatsOf('en', 'UTC')
const HOUR = 3_600_000
const money = { write: formats.money, locale: 'en-GB' }
const START = Date.parse('2026-11-20T00:00:00Z')

describe('the scale of an axis', () => {
  test.for([
    { values: [0, 0, 0], hasBars: true, ticks: [0, 1] },
    { values: [1, 2, 1], hasBars: true, ticks: [0, 1, 2] },
    { values: [11_800, 12_100, 12_400], hasBars: true, ticks: [0, 5_000, 10_000, 15_000] },
    { values: [0.02, 0.01, null], hasBars: true, ticks: [0, 0.01, 0.02] },
    { values: [-3, 4], hasBars: false, ticks: [-4, -2, 0, 2, 4] },
    { values: [], hasBars: false, ticks: [0, 1] },
    { values: [7], hasBars: false, ticks: [0, 2, 4, 6, 8] },
    { values: [5, 5], hasBars: false, ticks: [0, 2, 4, 6] },
  ])('of $values has easy steps', ({ values, hasBars, ticks }) => {
    expect(scaleOf({ values, hasBars }, money).ticks).toEqual(ticks)
  })

  test('starts above 0 only for lines that would be flat', () => {
    const values = [11_800, 12_100, 12_400]
    expect(scaleOf({ values, hasBars: false }, money).low).toBe(11_800)
    expect(scaleOf({ values: [100, 900], hasBars: false }, money).low).toBe(0)
    expect(scaleOf({ values: [5, 5], hasBars: false }, money).low).toBe(0)
  })

  test.for([
    { values: [12_000, 12_200] },
    { values: [1, 2] },
    { values: [1e9, 1e9 + 1] },
    { values: [0.000_1, 0.000_2] },
  ])('has labels for $values, each different', ({ values }) => {
    const write = (value: number) => `${Math.round(value / 1_000)}k`
    const { ticks, labels } = scaleOf({ values, hasBars: false }, { write, locale: 'en-GB' })
    expect(labels).toHaveLength(ticks.length)
    expect(new Set(labels).size).toBe(labels.length)
  })
})

describe('the labels of a time axis', () => {
  test.for([1, 2, 5, 24, 30, 72, 168, 2_400, 20_000])('of %d hours differ', (hours) => {
    const moments = Array.from({ length: hours }, (_, at) => new Date(START + at * HOUR))
    const placeOf = (at: Date) => (at.getTime() - START) / (hours * HOUR)
    for (const locale of ['en-GB', 'ru-RU']) {
      const ticks = timeTicks(moments, { locale, timeZone: 'Asia/Almaty', placeOf })
      const labels = ticks.map(({ label }) => label)
      expect(labels.length).toBeGreaterThan(0)
      expect(new Set(labels).size).toBe(labels.length)
    }
  })
})

test('the labels of a time axis are evenly apart', () => {
  const days = Array.from({ length: 30 }, (_, day) => new Date(START + day * 24 * HOUR))
  const placeOf = (at: Date) => (at.getTime() - START) / (30 * 24 * HOUR)
  const ticks = timeTicks(days, { locale: 'en-GB', timeZone: 'UTC', placeOf })
  const gaps = ticks.slice(1).map(({ place }, at) => place - (ticks[at]?.place ?? 0))
  expect(ticks).toHaveLength(4)
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(0.05)
})

const page = { language: 'en', timeZone: 'UTC', formats } as PageContext

const drawn = async (values: readonly (readonly (number | null)[])[], isLimit = true) =>
  String(
    await chart(page, {
      id: 'spend',
      title: 'Spent',
      kind: 'bars',
      series: [
        { label: 'Spent', tone: 'bar' },
        { label: 'Limit', tone: 'failed', isLimit },
      ],
      rows: values.map((each, day) => {
        const at = new Date(START + day * 24 * HOUR)
        return { at, label: formats.date(at), values: each }
      }),
      write: formats.money,
    }),
  )

test('a limit far above the values hides none of them, and is named', async () => {
  const source = await drawn([
    [0.02, 5],
    [0.01, 5],
  ])
  expect(axisLabels(source)).toEqual([
    ['$0.02', '$0.01', '$0.00'],
    ['20 Nov', '21 Nov'],
  ])
  expect(source).toContain('Limit: $5.00, above the chart')
  expect(source).not.toContain('class="limit')
  expect(await drawn([[4, 5]])).toContain('class="limit')
})

test('a chart without any value says so, and draws nothing', async () => {
  const source = await drawn([[null, null]])
  expect(source).toContain('No values yet.')
  expect(source).not.toContain('<svg')
})
