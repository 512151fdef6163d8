import { describe, expect, test } from 'vitest'
import { columns, columnTicks } from '../../src/console/parts/figures/columns.ts'
import { dayStrip } from '../../src/console/parts/figures/day-strip.ts'
import { funnel } from '../../src/console/parts/figures/funnel.ts'
import { stackedColumns } from '../../src/console/parts/figures/stacked-columns.ts'

/** Markup without promises is a text. */
const textOf = (markup: string | Promise<string>): string => {
  if (markup instanceof Promise) throw new Error('the markup is not ready')
  return markup.slice(0)
}

const rects = (markup: string | Promise<string>, kind: string) =>
  [...textOf(markup).matchAll(/<rect\b[^>]*>/g)]
    .map(([text]) => text)
    .filter((text) => text.includes(`class="${kind}"`))
    .map((text) =>
      Object.fromEntries(
        [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
      ),
    )

describe('columns', () => {
  const slots = [
    { title: 'at ten: 4', value: 4, failed: 0 },
    { title: 'at eleven: 0', value: 0, failed: 0 },
    { title: 'at noon: 2', value: 2, failed: 1 },
  ]

  test('begin at zero, and the highest has the whole height', () => {
    const drawn = columns(slots, { height: 40, label: 'tasks' })
    expect(rects(drawn, 'c-bar').map(({ y, height }) => [y, height])).toEqual([
      ['0.0', '40.0'],
      ['20.0', '20.0'],
    ])
    expect(rects(drawn, 'c-failed')).toMatchObject([{ y: '20.0', height: '10.0' }])
    expect(textOf(drawn)).toContain('<title>at eleven: 0</title>')
    expect(textOf(drawn)).not.toContain('style=')
  })

  test('show a failure among many', () => {
    const [bad] = rects(
      columns([{ title: '', value: 10_000, failed: 1 }], { height: 30, label: '' }),
      'c-failed',
    )
    expect(Number(bad?.['height'])).toBeGreaterThanOrEqual(3)
  })

  test('of nothing have no column, and ticks stand at their slots', () => {
    const drawn = columns([{ title: 'none', value: 0, failed: 0 }], { height: 30, label: '' })
    expect(rects(drawn, 'c-bar')).toEqual([])
    expect(textOf(columnTicks([{ place: 6, text: '06:00' }], 24))).toContain('x="25%"')
  })
})

describe('stacked columns', () => {
  const options = {
    tones: ['bar', 'accent'] as const,
    height: 116,
    label: 'requests',
    write: String,
  }

  test('end at the limit, and stand on each other', () => {
    const drawn = stackedColumns([{ title: 'one', values: [25, 50] }], {
      ...options,
      limit: { value: 100, text: '100 is the most' },
    })
    expect(rects(drawn, 'c-bar')).toMatchObject([{ y: '91.0', height: '25.0' }])
    expect(rects(drawn, 'c-accent')).toMatchObject([{ y: '41.0', height: '50.0' }])
    expect(textOf(drawn)).toContain('y1="16.0"')
  })

  test('name the highest value where there is no limit', () => {
    const drawn = stackedColumns([{ title: 'one', values: [25, 50] }], { ...options, limit: null })
    expect(textOf(drawn)).toMatch(/<text x="0" y="11">75<\/text>/)
  })
})

test('a strip has what was sent above its line, failures below, and rests on it', () => {
  const slots = [
    { title: 'a', sent: 10, failed: 0 },
    { title: 'b', sent: 0, failed: 2 },
  ]
  const drawn = dayStrip(slots, {
    most: 10,
    spans: [
      { from: 0.5, to: 1, kind: 'rest', title: 'rested' },
      { from: 0.9, to: 0.9, kind: 'dead', title: 'dead' },
    ],
    label: 'a day',
  })
  expect(rects(drawn, 'c-bar')).toMatchObject([{ y: '0.0', height: '22.0' }])
  expect(rects(drawn, 'c-failed')).toMatchObject([{ y: '24.0', height: '2.0' }])
  expect(rects(drawn, 'c-rest')).toMatchObject([{ x: '50%', width: '50%' }])
  // Too short to be seen otherwise.
  expect(rects(drawn, 'c-dead')).toMatchObject([{ width: '0.3%' }])
})

test('the stages of a funnel are parts of the first', () => {
  const stage = (value: number) => ({ name: '', count: '', share: '', value, why: '' })
  const heights = rects(funnel([stage(100), stage(50), stage(0)]), 'c-bar').map(
    ({ height }) => height,
  )
  expect(heights).toEqual(['84.0', '42.0', '0.0'])
})
