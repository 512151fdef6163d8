import { html } from 'hono/html'
import { spanning, stepsOf, type Scale } from './scale.ts'

/**
 * An axis with round ticks. It begins at 0, unless `isOpen`: then it begins just below the values,
 * which the page has to say.
 */
export function axisOf(
  values: readonly number[],
  { most = 4, isOpen = false }: { most?: number; isOpen?: boolean } = {},
): Scale {
  const highest = Math.max(...values, 0) || (Math.min(...values, 0) < 0 ? 0 : 1)
  const lowest = isOpen && values.length > 0 ? Math.min(...values) : Math.min(0, ...values)
  const range = highest - lowest || Math.abs(highest)
  return spanning(lowest, highest, stepsOf(range, { most })[0] ?? range)
}

/** Where a value is between the bottom (`height`) and the top (0) of a plot, in pixels. */
export const heightOf = (value: number, { low, high }: Scale, height: number): number =>
  Math.round((height - ((value - low) / (high - low)) * height) * 10) / 10

/** A width or place as an attribute: per cent, so that words in a chart keep their size. */
export const percentOf = (share: number): string => `${Math.round(share * 10_000) / 100}%`

/** The mean width of a tick's character, in pixels. */
const CHARACTER_PX = 6.2
/** The room behind the words of ticks. */
const GAP_PX = 6
const MIN_WIDTH_PX = 38

/** The words of the ticks beside a plot, as wide as the longest one needs. */
export function axisWords(
  { axis, y, height }: { axis: Scale; y(value: number): number; height: number },
  write: (value: number) => string,
) {
  const words = axis.ticks.map(write)
  const width = Math.max(
    MIN_WIDTH_PX,
    ...words.map(({ length }) => Math.ceil(length * CHARACTER_PX) + GAP_PX),
  )
  return html`<svg class="fig" width="${width}" height="${height}" aria-hidden="true">
    ${axis.ticks.map((tick, at) => html`<text class="fig-tick" x="0" y="${y(tick) + 4}">${words[at]}</text>`)}
  </svg>`
}

/** A line for each tick, the base of the plot apart from the others. */
export const gridLines = (ticks: readonly number[], y: (value: number) => number) =>
  ticks.map(
    (tick, at) =>
      html`<line
        class="${at === 0 ? 'fig-base' : 'fig-grid'}"
        x1="0"
        x2="100%"
        y1="${y(tick)}"
        y2="${y(tick)}"
      />`,
  )

/** The room of a slot among `count` equal ones, which a pointer finds; nothing is drawn in it. */
export const slotArea = (place: number, { count, height }: { count: number; height: number }) =>
  html`<rect
    class="slot"
    x="${percentOf(place / count)}"
    width="${percentOf(1 / count)}"
    height="${height}"
  />`

/** A bar in the middle `share` of the room of a slot; `from` and `tall` are pixels. */
export const slotBar = (
  name: string,
  { place, count, share }: { place: number; count: number; share: number },
  { from, tall }: { from: number; tall: number },
) =>
  html`<rect
    class="${name}"
    x="${percentOf((place + (1 - share) / 2) / count)}"
    width="${percentOf(share / count)}"
    y="${from.toFixed(1)}"
    height="${tall.toFixed(1)}"
  />`
