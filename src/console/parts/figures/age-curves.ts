import { html } from 'hono/html'
import { axisOf, gridLines, heightOf, percentOf } from './axis.ts'

const PLOT = 340
const TOP = 12
const HEIGHT = TOP + PLOT
/** Labels at the right end keep this distance from each other, in pixels. */
const LINE = 16

type Point = { hours: number; value: number }

/** A line with its letter, which also names it where colours are not seen. */
export type AgeLine = { letter: 'A' | 'B' | 'C'; points: readonly Point[] }

type AgeCurves = {
  label: string
  lines: readonly AgeLine[]
  /** The usual middle half and median, by age. */
  usual: readonly { age_hours: number; low: number; median: number; high: number }[]
  /** The right end of the axis. */
  last: number
  ages: readonly number[]
  write(value: number): string
  writeAge(hours: number): string
  words: { posted: string; low: string; median: string; high: string }
}

const ageAxis = ({ ages, last, words, writeAge }: AgeCurves) =>
  html`<svg class="fig age-axis" width="100%" height="18" aria-hidden="true">
    <text class="fig-tick" x="0" y="13">${words.posted}</text>
    ${ages
      .filter((age) => age >= last / 8)
      .map(
        (age) =>
          html`<text
            class="fig-tick ${age % (last / 2) === 0 ? '' : 'phone-off'}"
            x="${percentOf(age / last)}"
            y="13"
            text-anchor="${age === last ? 'end' : 'middle'}"
            >${writeAge(age)}</text
          >`,
      )}
  </svg>`

/** Values by age against the usual band; all begin at 0, and lines differ by their dashes. */
export function ageCurves(curves: AgeCurves) {
  const { label, lines, usual, last, write, writeAge } = curves
  const values = [
    ...usual.map(({ high }) => high),
    ...lines.flatMap((line) => line.points.map(({ value }) => value)),
  ]
  const axis = axisOf(values)
  const y = (value: number) => heightOf(value, axis, PLOT)
  const text = (points: readonly Point[]) =>
    [{ hours: 0, value: 0 }, ...points]
      .map(({ hours, value }) => `${((hours / last) * 100).toFixed(2)},${y(value)}`)
      .join(' ')
  const side = (name: 'low' | 'median' | 'high'): Point[] =>
    usual.map((each) => ({ hours: each.age_hours, value: each[name] }))
  return html`<div class="age-curves">
    <svg class="fig" width="46" height="${HEIGHT}" aria-hidden="true">
      ${axis.ticks.map((tick) => html`<text class="fig-tick" x="0" y="${TOP + y(tick) + 4}">${write(tick)}</text>`)}
    </svg>
    <svg class="fig" width="100%" height="${HEIGHT}" role="img" aria-label="${label}">
      <title>${label}</title>
      <svg y="${TOP}" width="100%" height="${PLOT}" class="fig-inner">
        ${gridLines(axis.ticks, y)}
        <svg viewBox="0 0 100 ${PLOT}" width="100%" height="${PLOT}" preserveAspectRatio="none">
          ${
            usual.length === 0
              ? ''
              : html`<polygon
                    class="fig-band"
                    points="${text(side('high'))} ${backwards(text(side('low')))}"
                  />
                  <polyline class="age-line age-usual" points="${text(side('median'))}" />`
          }
          ${lines.map(
            ({ letter, points }) =>
              html`<polyline class="age-line age-${letter}" points="${text(points)}" />`,
          )}
        </svg>
        ${lines.map((line) => ends(line, { last, y, write, writeAge }))}
      </svg>
    </svg>
    <svg class="fig phone-off" width="118" height="${HEIGHT}" aria-hidden="true">
      ${labels(curves, y).map(
        ({ words: said, at, isStrong }) =>
          html`<text class="${isStrong ? 'fig-strong' : 'fig-tick'}" x="8" y="${TOP + at + 4}"
            >${said}</text
          >`,
      )}
    </svg>
    ${ageAxis(curves)}
  </div>`
}

const backwards = (points: string): string => points.split(' ').toReversed().join(' ')

type Drawing = Pick<AgeCurves, 'last' | 'write' | 'writeAge'> & { y(value: number): number }

/** The newest point of a line, with its exact values under the pointer. */
function ends({ letter, points }: AgeLine, { last, y, write, writeAge }: Drawing) {
  const end = points.at(-1)
  if (end === undefined) return ''
  const [x, top] = [percentOf(end.hours / last), y(end.value)]
  const isShort = end.hours < last
  return html`<g>
    <title>${letter}: ${write(end.value)}, ${writeAge(end.hours)}</title>
    <circle class="age-end age-${letter}" cx="${x}" cy="${top}" r="4.5" />
    <text
      class="fig-strong ${isShort ? '' : 'narrow-only'}"
      x="${x}"
      dx="${isShort ? 8 : -8}"
      y="${isShort ? top + 16 : top - 8}"
      text-anchor="${isShort ? 'start' : 'end'}"
    >
      ${letter}
    </text>
  </g>`
}

type Label = { words: string; at: number; isStrong: boolean }

/** Words at the right end, moved apart where lines end close to each other. */
function labels({ lines, usual, last, words, write }: AgeCurves, y: (value: number) => number) {
  const end = usual.find(({ age_hours: age }) => age === last)
  const found: Label[] = lines.flatMap(({ letter, points }) => {
    const point = points.at(-1)
    if (point?.hours !== last) return []
    return [{ words: `${letter} ${write(point.value)}`, at: y(point.value), isStrong: true }]
  })
  if (end)
    found.push(
      { words: words.high, at: y(end.high), isStrong: false },
      { words: `${words.median} ${write(end.median)}`, at: y(end.median), isStrong: true },
      { words: words.low, at: y(end.low), isStrong: false },
    )
  let lowest = Number.NEGATIVE_INFINITY
  return found
    .toSorted((a, b) => a.at - b.at)
    .map((each) => {
      lowest = Math.max(each.at, lowest + LINE)
      return { ...each, at: lowest }
    })
}
