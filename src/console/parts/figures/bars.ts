import { html } from 'hono/html'
import { axisOf, axisWords, gridLines, heightOf, percentOf } from './axis.ts'

const PLOTS = { usual: 140, low: 90 } as const
const TOP = 20
const PICTURES = 30
const LABELS = 24

type Bar = {
  /** Null where the value is hidden: the place stays empty. */
  value: number | null
  /** All about it in words. */
  title: string
  /** A hatched bar, with this word above it. */
  mark?: string | undefined
  /** The picture below, by its hash. */
  picture?: string | null
  href?: string | undefined
}

type Bars = {
  label: string
  bars: readonly Bar[]
  /** The middle half of others, with their median. */
  band?: { low: number; median: number; high: number } | undefined
  write(value: number): string
  /** `low` for a place with other figures. */
  height?: keyof typeof PLOTS
  /** Where the pictures are; null leaves no room for them. */
  pictures?: string | null
  /** Below the first and the last bar. */
  ends: readonly [string, string]
}

/**
 * A bar for each item, oldest first, with its picture below and a band behind that says what is
 * usual. Needs `hatch()` on the page where bars have marks.
 */
export function barFigure(figure: Bars) {
  const { label, bars, band, write, ends, pictures = '/console/images' } = figure
  const plot = PLOTS[figure.height ?? 'usual']
  const room = pictures === null ? 0 : 6 + PICTURES
  const tall = TOP + plot + room + LABELS
  const known = bars.flatMap(({ value }) => value ?? [])
  const axis = axisOf([...known, ...(band ? [band.high] : [])])
  const y = (value: number) => TOP + heightOf(value, axis, plot)
  const step = 1 / Math.max(1, bars.length)
  const tallest = Math.max(...known)
  const tallestAt = bars.findIndex(({ value }) => value === tallest)
  // An image has no links inside.
  const role = bars.some(({ href }) => href !== undefined) ? 'group' : 'img'
  const placeOf = (at: number): Place => {
    const isNamed = at === tallestAt
    const anchor = at === 0 ? 'start' : at === bars.length - 1 ? 'end' : 'middle'
    // Words beside each other would meet: the hatching says it, too.
    const isAfterWord = bars[at]?.mark !== undefined && (at - markedFrom(bars, at)) % 2 === 1
    return { x: at * step, step, y, isNamed, anchor, isAfterWord, write, pictures, plot, room }
  }
  return html`<div class="plotted">
    ${axisWords({ axis, y, height: tall }, write)}
    <svg class="fig" width="100%" height="${tall}" role="${role}" aria-label="${label}">
      <title>${label}</title>
      ${
        band &&
        html`<rect
          class="fig-band"
          x="0"
          y="${y(band.high)}"
          width="100%"
          height="${y(band.low) - y(band.high)}"
        />`
      }
      ${gridLines(axis.ticks, y)} ${bars.map((bar, at) => oneBar(bar, placeOf(at)))}
      ${band && html`<line class="fig-median" x1="0" x2="100%" y1="${y(band.median)}" y2="${y(band.median)}" />`}
      ${/* A word may be wider than its bar: the next one would cover it. */ ''}
      <g pointer-events="none">${bars.map((bar, at) => wordOf(bar, placeOf(at)))}</g>
      <text class="fig-tick" x="0" y="${tall - 6}">${ends[0]}</text>
      <text class="fig-tick" x="100%" y="${tall - 6}" text-anchor="end">${ends[1]}</text>
    </svg>
  </div>`
}

/** The first bar of the row of marked ones that ends at a bar. */
function markedFrom(bars: readonly Bar[], at: number): number {
  let first = at
  while (bars[first - 1]?.mark !== undefined) first -= 1
  return first
}

type Place = {
  x: number
  step: number
  y(value: number): number
  isNamed: boolean
  anchor: 'start' | 'middle' | 'end'
  isAfterWord: boolean
  write(value: number): string
  pictures: string | null
  plot: number
  /** The height below the bars. */
  room: number
}

/** The picture below a bar. */
function thumbnail(hash: string, { x, step, plot, pictures }: Place) {
  if (pictures === null) return ''
  return html`<svg
    x="${percentOf(x + step * 0.08)}"
    y="${TOP + plot + 6}"
    width="${percentOf(step * 0.84)}"
    height="${PICTURES}"
  >
    <image
      href="${pictures}/${hash}"
      width="100%"
      height="${PICTURES}"
      preserveAspectRatio="xMidYMid slice"
    />
  </svg>`
}

/** The word of a marked bar, or the value of the tallest one. */
function wordOf({ value, mark }: Bar, place: Place) {
  const { x, step, y, anchor, isAfterWord, isNamed, write } = place
  const words = mark ?? (isNamed && value !== null ? write(value) : undefined)
  if (words === undefined || isAfterWord) return ''
  const middle = { start: 0.14, middle: 0.5, end: 0.86 }[anchor]
  return html`<text
    class="${mark === undefined ? 'fig-strong' : 'fig-strong fig-mark-word'}"
    x="${percentOf(x + step * middle)}"
    y="${y(value ?? 0) - 5}"
    text-anchor="${anchor}"
  >
    ${words}
  </text>`
}

function oneBar({ value, title, mark, picture, href }: Bar, place: Place) {
  const { x, step, y, plot, room } = place
  const top = y(value ?? 0)
  const inside = html`<title>${title}</title>
    <rect
      class="fig-hit"
      x="${percentOf(x)}"
      y="${TOP}"
      width="${percentOf(step)}"
      height="${plot + room}"
    />
    ${
      value === null
        ? ''
        : html`<rect
            class="${mark === undefined ? 'fig-bar' : 'fig-hatched'}"
            x="${percentOf(x + step * 0.14)}"
            y="${top}"
            width="${percentOf(step * 0.72)}"
            height="${Math.max(1, TOP + plot - top)}"
            rx="2"
            ${mark === undefined ? '' : html`fill="url(#hatch)"`}
          />`
    }
    ${picture ? thumbnail(picture, place) : ''}`
  const group = html`<g>${inside}</g>`
  return href === undefined ? group : html`<a href="${href}" aria-label="${title}">${group}</a>`
}

/** Bars beside each other with their words: a share of the longest one, or of `most`. */
export function rowBars(
  rows: readonly {
    label: string
    aside?: string
    value: number
    text: string
    isMarked?: boolean
    href?: string
  }[],
  { most = Math.max(...rows.map(({ value }) => value), 0) || 1 }: { most?: number } = {},
) {
  return html`<div class="row-bars">
    ${rows.map(
      ({ label, aside = '', value, text, isMarked = false, href }) =>
        html`<span dir="auto"
            >${href === undefined ? label : html`<a href="${href}">${label}</a>`}
            <small>${aside}</small></span
          >
          <svg
            class="fig"
            width="100%"
            height="18"
            role="img"
            dir="auto"
            aria-label="${label}: ${text}"
          >
            <rect
              class="${isMarked ? 'fig-hatched' : 'fig-bar'}"
              x="1"
              y="1"
              width="${percentOf(Math.max(0.005, (value / most) * 0.98))}"
              height="16"
              rx="3"
              ${isMarked ? html`fill="url(#hatch)"` : ''}
            />
          </svg>
          <b class="number">${text}</b>`,
    )}
  </div>`
}
