import { html } from 'hono/html'
import { percentOf } from './axis.ts'

const [ROW, CELL] = [24, 20]
const DAYS = 7
/** Four shades differ visibly on any screen. */
const SHADES = [0.2, 0.42, 0.78, 1] as const

type Cell = {
  /** 1 is Monday, 7 is Sunday. */
  weekday: number
  hour: number
  /** Written into the cell. */
  count: number
  /** The value behind the darkness; null where it is not known. */
  value: number | null
  title: string
}

/** Days and hours: darkness is the value, the number in a cell a count. */
export function heatMap({
  label,
  days,
  hours,
  cells,
}: {
  label: string
  days: readonly string[]
  /** Words of an hour at the axis. */
  hours(hour: number): string
  cells: readonly Cell[]
}) {
  const [from, to] = hoursOf(cells)
  const width = 1 / (to - from)
  // Words of every third hour of a whole day would touch each other.
  const step = to - from > 12 ? 6 : 3
  const values = cells.flatMap(({ value }) => value ?? []).toSorted((a, b) => a - b)
  const height = DAYS * ROW
  return html`<div class="plotted heat">
    <ol aria-hidden="true">
      ${days.map((day) => html`<li>${day}</li>`)}
    </ol>
    <svg class="fig" width="100%" height="${height + 18}" role="img" aria-label="${label}">
      <title>${label}</title>
      ${days.map((_, at) => rowOf(at * ROW + 2))}
      ${cells.map((cell) =>
        cellOf(cell, {
          x: (cell.hour - from) * width,
          width,
          shade: shadeOf(cell.value, values),
        }),
      )}
      ${Array.from({ length: Math.ceil((to - from) / step) }, (_, at) => {
        const hour = from + at * step
        return html`<text
          class="fig-tick"
          x="${percentOf((hour - from) * width)}"
          y="${height + 14}"
          >${hours(hour)}</text
        >`
      })}
    </svg>
  </div>`
}

/** `x` and `width` are shares of the width of the figure. */
function cellOf(
  { weekday, count, title }: Cell,
  { x, width, shade }: { x: number; width: number; shade: number },
) {
  const y = (weekday - 1) * ROW + 2
  return html`<g>
    <title>${title}</title>
    <rect
      class="fig-heat"
      fill-opacity="${shade}"
      x="${percentOf(x)}"
      y="${y}"
      width="${percentOf(width * 0.94)}"
      height="${CELL}"
      rx="3"
    />
    <text
      class="${shade > 0.6 ? 'fig-on' : ''}"
      x="${percentOf(x + width * 0.47)}"
      y="${y + 14}"
      text-anchor="middle"
    >
      ${count}
    </text>
  </g>`
}

const rowOf = (y: number) =>
  html`<rect class="fig-cell" x="0" y="${y}" width="100%" height="${CELL}" rx="3" />`

/** From the earliest to the latest hour in whole thirds of a day, so that nights stay out. */
function hoursOf(cells: readonly Cell[]): [number, number] {
  const known = cells.map(({ hour }) => hour)
  const from = Math.floor(Math.min(...known, 9) / 3) * 3
  const to = Math.ceil((Math.max(...known, 20) + 1) / 3) * 3
  return [from, to]
}

function shadeOf(value: number | null, sorted: readonly number[]): number {
  if (value === null) return SHADES[0]
  const below = sorted.filter((each) => each < value).length
  const share = sorted.length < 2 ? 1 : below / (sorted.length - 1)
  return SHADES[Math.min(SHADES.length - 1, Math.floor(share * SHADES.length))] ?? 1
}

/** The shades from less to more. */
export const shadeKey = () =>
  html`<svg class="fig" width="52" height="10" aria-hidden="true">
    ${SHADES.map(
      (shade, at) =>
        html`<rect
          class="fig-heat"
          fill-opacity="${shade}"
          x="${at * 13}"
          width="12"
          height="10"
          rx="2"
        />`,
    )}
  </svg>`
