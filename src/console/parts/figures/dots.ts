import { html } from 'hono/html'
import { axisOf, percentOf } from './axis.ts'

const [BELOW, ABOVE, LEVEL] = [26, 20, 20]
const INSET = 0.04

type Dot = { letter: string; value: number; title: string }

/**
 * Lettered dots on one axis, with ticks where the median of each one's size is. Dots that would
 * cover each other are above each other.
 */
export function dotPlot({
  label,
  dots,
  medians,
  write,
}: {
  label: string
  dots: readonly Dot[]
  medians: readonly { letters: string; value: number; title: string }[]
  write(value: number): string
}) {
  const axis = axisOf(
    [...dots, ...medians].map(({ value }) => value),
    { most: 3 },
  )
  const x = (value: number) =>
    INSET + ((value - axis.low) / (axis.high - axis.low)) * (1 - 2 * INSET)
  const placed = onLevels(dots.map((dot) => ({ dot, at: x(dot.value) })))
  const middle = ABOVE + Math.max(0, ...placed.map(({ level }) => level)) * LEVEL
  const height = middle + BELOW
  return html`<svg
    class="fig dots"
    width="100%"
    height="${height}"
    role="img"
    aria-label="${label}"
  >
    <title>${label}</title>
    <line class="fig-grid" x1="0" x2="100%" y1="${middle}" y2="${middle}" />
    ${medians.map(
      ({ value, letters, title }) =>
        html`<g>
          <title>${title}</title>
          <line
            class="fig-centre"
            x1="${percentOf(x(value))}"
            x2="${percentOf(x(value))}"
            y1="${middle - 12}"
            y2="${middle + 12}"
          />
          <text class="fig-tick" x="${percentOf(x(value))}" y="${middle + 23}" text-anchor="middle"
            >${letters}</text
          >
        </g>`,
    )}
    ${placed.map(({ dot, at, level }) => letterAt(dot, at, middle - level * LEVEL))}
    <text class="fig-tick" x="0" y="${height - 2}">${write(axis.low)}</text>
    <text class="fig-tick" x="100%" y="${height - 2}" text-anchor="end">${write(axis.high)}</text>
  </svg>`
}

const letterAt = ({ letter, title }: Dot, at: number, y: number) =>
  html`<g class="fig-dot-${letter.toLowerCase()}">
    <title>${title}</title>
    <circle class="fig-dot" cx="${percentOf(at)}" cy="${y}" r="9" />
    <text class="fig-letter" x="${percentOf(at)}" y="${y + 4}" text-anchor="middle">${letter}</text>
  </g>`

/** Dots nearer than this share of the width would cover each other. */
const NEAREST = 0.066

/** Puts each dot on the lowest level on which it covers no other one; 0 is the axis. */
function onLevels<D extends { at: number }>(dots: readonly D[]): (D & { level: number })[] {
  const ends: number[] = []
  return dots
    .toSorted((a, b) => a.at - b.at)
    .map((dot) => {
      const free = ends.findIndex((end) => dot.at - end >= NEAREST)
      const level = free < 0 ? ends.length : free
      ends[level] = dot.at
      return { ...dot, level }
    })
}
