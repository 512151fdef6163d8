import { expect, test } from 'vitest'
import { axisOf, heightOf } from '../../src/console/parts/figures/axis.ts'
import { barFigure, rowBars } from '../../src/console/parts/figures/bars.ts'
import { curveAxis, curveFigure } from '../../src/console/parts/figures/curve.ts'
import { dotPlot } from '../../src/console/parts/figures/dots.ts'
import { heatMap } from '../../src/console/parts/figures/heat.ts'
import { placeAmong } from '../../src/console/parts/figures/place.ts'

const percent = (value: number) => `${value}%`
const count = (text: string, part: RegExp) => text.match(part)?.length ?? 0

test.for([
  [[3, 7, 12], { low: 0, high: 15, ticks: [0, 5, 10, 15] }],
  [[0.02, 0.035], { low: 0, high: 0.04, ticks: [0, 0.01, 0.02, 0.03, 0.04] }],
  [[0], { low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] }],
  [[-0.1, 0.3], { low: -0.1, high: 0.3, ticks: [-0.1, 0, 0.1, 0.2, 0.3] }],
] as const)('the axis of %j has round ticks, each once, and includes 0', ([values, axis]) => {
  expect(axisOf(values)).toEqual(axis)
})

test('an open axis begins below the values, and its ticks differ', () => {
  const axis = axisOf([14_720, 18_412], { isOpen: true })
  expect(axis).toEqual({
    low: 14_000,
    high: 19_000,
    ticks: [14_000, 15_000, 16_000, 17_000, 18_000, 19_000],
  })
  expect(heightOf(19_000, axis, 100)).toBe(0)
  expect(heightOf(14_000, axis, 100)).toBe(100)
})

test('bars have a title each, hatching and a word where they are marked, and no bar where nothing is known', async () => {
  const text = String(
    await barFigure({
      label: 'Last posts',
      bars: [
        { value: 2, title: 'one' },
        { value: null, title: 'hidden' },
        { value: 4, title: 'three', mark: 'paid', href: 'https://example.com/' },
      ],
      band: { low: 1, median: 2, high: 3 },
      write: percent,
      ends: ['1 Nov', '3 Nov'],
    }),
  )
  expect(count(text, /<title>/g)).toBe(4)
  expect(count(text, /class="fig-bar"/g)).toBe(1)
  expect(count(text, /fill="url\(#hatch\)"/g)).toBe(1)
  expect(text).toMatch(/>\s*paid\s*</)
  expect(text).toContain('class="fig-band"')
  // With a link inside it is no image for readers of the page.
  expect(text).toContain('role="group"')
  expect(text).not.toMatch(/NaN|style=/)
})

test('bars beside each other are shares of the longest', async () => {
  const text = String(
    await rowBars([
      { label: 'Usual', value: 4, text: '4 %' },
      { label: 'Paid', value: 2, text: '2 %', isMarked: true },
    ]),
  )
  expect([...text.matchAll(/<rect[^>]*width="([\d.]+)%"/g)].map(([, width]) => width)).toEqual([
    '98',
    '49',
  ])
})

test('a heat map darkens with the value, writes counts, and leaves out the night', async () => {
  const text = String(
    await heatMap({
      label: 'Hours',
      days: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
      hours: (hour) => `${hour}h`,
      cells: [
        { weekday: 1, hour: 10, count: 3, value: 0.01, title: 'a' },
        { weekday: 7, hour: 21, count: 5, value: 0.05, title: 'b' },
        { weekday: 7, hour: 22, count: 1, value: null, title: 'c' },
      ],
    }),
  )
  expect([...text.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, shade]) => shade)).toEqual([
    '0.2',
    '1',
    '0.2',
  ])
  expect(text).not.toContain('0h<')
  expect(text).toContain('9h')
})

test('words of marked bars beside each other do not meet', async () => {
  const bars = ['paid', 'paid', 'paid', undefined, 'paid'].map((mark, at) => ({
    value: 2,
    title: `bar ${at}`,
    mark,
  }))
  const figure = { label: 'Last posts', bars, write: percent, ends: ['1 Nov', '5 Nov'] as const }
  expect(count(String(await barFigure(figure)), />\s*paid\s*</g)).toBe(3)
})

test('a curve ends at its edges and names its marked moments', async () => {
  const day = (at: number) => new Date(Date.UTC(2026, 0, at))
  const text = String(
    await curveFigure({
      label: 'Followers',
      points: [1, 8, 15].map((at) => ({ at: day(at), value: 1000 + at, title: `day ${at}` })),
      marks: [{ at: day(8), value: 1008, title: 'a jump' }],
      axis: curveAxis([1001, 1015]),
      write: String,
      writeDay: (at) => at.toISOString().slice(5, 10),
    }),
  )
  expect(text).toMatch(/class="fig-line" d="M0\.00 [\d.]+L50\.00 [\d.]+L100\.00 [\d.]+"/)
  expect(text).toContain('<title>a jump</title>')
})

test('dots that would cover each other are above each other, each with its letter', async () => {
  const text = String(
    await dotPlot({
      label: 'Engagement',
      dots: [
        { letter: 'A', value: 3, title: 'a' },
        { letter: 'B', value: 3, title: 'b' },
        { letter: 'C', value: 9, title: 'c' },
      ],
      medians: [{ letters: '', value: 4, title: 'median' }],
      write: percent,
    }),
  )
  const places = [...text.matchAll(/<circle[^>]*cx="([\d.]+)%"/g)].map(([, at]) => Number(at))
  const levels = [...text.matchAll(/<circle[^>]*cy="(\d+)"/g)].map(([, y]) => Number(y))
  expect(places).toHaveLength(3)
  expect(places[0]).toBe(places[1])
  expect((levels[0] ?? 0) - (levels[1] ?? 0)).toBe(20)
  expect(levels[2]).toBe(levels[0])
})

test('a place says in words where it is', async () => {
  const text = String(await placeAmong(100, 'higher than 100 %'))
  expect(text).toContain('<title>higher than 100 %</title>')
  expect(text).toContain('cx="54"')
})
