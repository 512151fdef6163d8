import { html } from 'hono/html'
import { percentOf } from './axis.ts'
import type { Scale } from './scale.ts'
import type { TimeTick } from './time-axis.ts'

/** The height of the drawing in pixels; its width is that of its place. */
const HEIGHT = 160
/** Lines are drawn in these units, which their place stretches. */
const WIDTH = 1_000
/** Bars leave this share of their room empty. */
const BAR_SHARE = 0.72
/** More points than these run together into a band. */
const MAX_POINTS = 40

/** A series as it is drawn: over a bar, a limit is a line. */
export type Drawn = {
  as: 'line' | 'bars' | 'limit'
  tone: string
  values: readonly (number | null)[]
}

type Plot = {
  series: readonly Drawn[]
  /** The places of the values from 0 (the left end) to 1. */
  places: readonly number[]
  /** The room of one bar, as a share of the width. */
  room: number
  scale: Scale & { labels: readonly string[] }
  times: readonly TimeTick[]
}

/** Draws series over time; the figures are in the table beside it, so that readers skip it. */
export function plot({ series, places, room, scale, times }: Plot) {
  const heightOf = (value: number): number =>
    HEIGHT - ((value - scale.low) / (scale.high - scale.low)) * HEIGHT
  const shape = { places, room, heightOf }
  return html`<div class="canvas" aria-hidden="true">
    <div class="values">
      ${scale.labels.toReversed().map((label) => html`<span>${label}</span>`)}
    </div>
    <svg
      class="drawing"
      height="${HEIGHT}"
      focusable="false"
      data-places="${places.map(percentOf).join(' ')}"
    >
      ${scale.ticks.map((tick) => rule(heightOf(tick), tick === 0 ? 'zero' : 'rule'))}
      ${series.map((each) => drawingOf(each, shape))}
      <line class="pointer" x1="0" x2="0" y1="0" y2="${HEIGHT}" />
    </svg>
    <svg class="times" height="20" focusable="false">
      ${times.map(
        ({ label, place }) =>
          html`<text x="${percentOf(place)}" y="15" text-anchor="${anchorOf(place)}"
            >${label}</text
          >`,
      )}
    </svg>
  </div>`
}

const rule = (y: number, name: string) =>
  html`<line class="${name}" x1="0" x2="100%" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" />`

/** A label at an end of the axis begins or ends there. */
const anchorOf = (place: number): string =>
  place < 0.08 ? 'start' : place > 0.92 ? 'end' : 'middle'

type Shape = Pick<Plot, 'places' | 'room'> & { heightOf(value: number): number }

function drawingOf({ as, tone, values }: Drawn, shape: Shape) {
  const drawn =
    as === 'bars'
      ? barsOf(values, shape)
      : as === 'limit'
        ? limitOf(values, shape)
        : linesOf(values, shape)
  return html`<g class="${as} tone-${tone}">${drawn}</g>`
}

const barsOf = (values: readonly (number | null)[], { places, room, heightOf }: Shape) =>
  values.map((value, at) => {
    if (value === null || value === 0) return ''
    const [top, foot] = [heightOf(Math.max(0, value)), heightOf(Math.min(0, value))]
    return html`<rect
      x="${percentOf((places[at] ?? 0) - (room * BAR_SHARE) / 2)}"
      width="${percentOf(room * BAR_SHARE)}"
      y="${Math.min(top, foot - 1).toFixed(1)}"
      height="${Math.max(1, foot - top).toFixed(1)}"
    />`
  })

function limitOf(values: readonly (number | null)[], { heightOf }: Shape) {
  const limit = values.find((value) => value !== null)
  return limit === undefined || limit === null ? '' : rule(heightOf(limit), 'limit')
}

/** Missing values are gaps; a value between two gaps is a point. */
function linesOf(values: readonly (number | null)[], { places, heightOf }: Shape) {
  const runs: { x: number; y: number }[][] = [[]]
  for (const [at, value] of values.entries())
    if (value === null) runs.push([])
    else runs.at(-1)?.push({ x: places[at] ?? 0, y: heightOf(value) })
  const hasPoints = values.length <= MAX_POINTS
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" height="${HEIGHT}">
      ${runs
        .filter(({ length }) => length > 1)
        .map(
          (run) =>
            html`<polyline
              points="${run.map(({ x, y }) => `${(x * WIDTH).toFixed(1)},${y.toFixed(1)}`).join(' ')}"
            />`,
        )}
    </svg>
    ${runs
      .filter(({ length }) => hasPoints || length === 1)
      .flat()
      .map(({ x, y }) => html`<circle cx="${percentOf(x)}" cy="${y.toFixed(1)}" r="2.5" />`)}`
}
