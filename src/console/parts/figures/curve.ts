import { html } from 'hono/html'
import { axisOf, axisWords, gridLines, heightOf, percentOf } from './axis.ts'
import type { Scale } from './scale.ts'

const PLOTS = { usual: 156, low: 96 } as const
const [TOP, LABELS] = [14, 22] as const

type Point = { at: Date; value: number; title: string }
type Mark = { at: Date; value: number; title: string }

type Curve = {
  label: string
  /** Oldest first, at least two. */
  points: readonly Point[]
  marks: readonly Mark[]
  axis: Scale
  /** `low` for a place with other figures. */
  height?: keyof typeof PLOTS
  write(value: number): string
  writeDay(at: Date): string
}

/** A figure of values over time with marked moments; the page says where its axis begins. */
export function curveFigure(curve: Curve) {
  const { label, points, axis, write, writeDay, height = 'usual' } = curve
  const plot = PLOTS[height]
  const tall = TOP + plot + LABELS
  const [first, last] = [points[0]?.at.getTime() ?? 0, points.at(-1)?.at.getTime() ?? 1]
  const x = (at: Date) => (at.getTime() - first) / Math.max(1, last - first)
  const y = (value: number) => heightOf(value, axis, plot)
  return html`<div class="plotted">
    ${axisWords({ axis, y: (value) => TOP + y(value), height: tall }, write)}
    <svg class="fig" width="100%" height="${tall}" role="img" aria-label="${label}">
      <title>${label}</title>
      ${plotOf(curve, { x, y, plot })}
      ${[0, 1 / 2, 1].map(
        (share) =>
          html`<text
            class="fig-tick"
            x="${percentOf(share)}"
            y="${tall - 4}"
            text-anchor="${share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}"
            >${writeDay(new Date(first + share * (last - first)))}</text
          >`,
      )}
    </svg>
  </div>`
}

/** The lines of the axis, the curve with its area, its marks, and a title for each point. */
function plotOf(
  { points, marks, axis }: Curve,
  { x, y, plot }: { x(at: Date): number; y(value: number): number; plot: number },
) {
  const line = points.map(({ at, value }) => `${(x(at) * 100).toFixed(2)} ${y(value)}`).join('L')
  const width = 1 / points.length
  return html`<svg y="${TOP}" width="100%" height="${plot}" class="fig-inner">
    ${gridLines(axis.ticks, y)}
    <svg viewBox="0 0 100 ${plot}" width="100%" height="${plot}" preserveAspectRatio="none">
      <path class="fig-area" d="M0 ${plot}L${line}L100 ${plot}Z" />
      <path class="fig-line" d="M${line}" />
    </svg>
    ${marks.map(({ at, value, title }) => {
      const place = percentOf(x(at))
      return html`<g>
        <title>${title}</title>
        <line class="fig-mark" x1="${place}" x2="${place}" y1="${y(value)}" y2="${plot}" />
        <circle class="fig-mark-dot" cx="${place}" cy="${y(value)}" r="5" />
      </g>`
    })}
    ${points.map(
      ({ at, title }) =>
        html`<rect
          class="fig-hit"
          x="${percentOf(x(at) - width / 2)}"
          y="0"
          width="${percentOf(width)}"
          height="${plot}"
        >
          <title>${title}</title>
        </rect>`,
    )}
  </svg>`
}

/** The axis of a curve, which need not begin at 0. */
export const curveAxis = (values: readonly number[]): Scale => axisOf(values, { isOpen: true })

/** The sign of a marked moment in a sentence. */
export const markSign = () =>
  html`<svg class="fig mark-sign" width="12" height="12" aria-hidden="true">
    <circle class="fig-mark-dot" cx="6" cy="6" r="4.5" />
  </svg>`
