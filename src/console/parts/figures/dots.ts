import { html } from 'hono/html'
import { axisOf, percentOf } from './axis.ts'

const HEIGHT = 46
const MIDDLE = 20
const INSET = 0.04

type Dot = { letter: string; value: number; title: string }

/**
 * Lettered dots on one axis, with ticks where the median of each one's size is. Dots that would
 * cover each other stand beside each other.
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
  const separated = apart(dots.map((dot) => ({ dot, at: x(dot.value) })))
  return html`<svg
    class="fig dots"
    width="100%"
    height="${HEIGHT}"
    role="img"
    aria-label="${label}"
  >
    <title>${label}</title>
    <line class="fig-grid" x1="0" x2="100%" y1="${MIDDLE}" y2="${MIDDLE}" />
    ${medians.map(
      ({ value, letters, title }) =>
        html`<g>
          <title>${title}</title>
          <line
            class="fig-centre"
            x1="${percentOf(x(value))}"
            x2="${percentOf(x(value))}"
            y1="${MIDDLE - 12}"
            y2="${MIDDLE + 12}"
          />
          <text class="fig-tick" x="${percentOf(x(value))}" y="7" text-anchor="middle"
            >${letters}</text
          >
        </g>`,
    )}
    ${separated.map(
      ({ dot, at }) =>
        html`<g class="fig-dot-${dot.letter.toLowerCase()}">
          <title>${dot.title}</title>
          <circle class="fig-dot" cx="${percentOf(at)}" cy="${MIDDLE}" r="9" />
          <text class="fig-letter" x="${percentOf(at)}" y="${MIDDLE + 4}" text-anchor="middle"
            >${dot.letter}</text
          >
        </g>`,
    )}
    <text class="fig-tick" x="0" y="${HEIGHT - 2}">${write(axis.low)}</text>
    <text class="fig-tick" x="100%" y="${HEIGHT - 2}" text-anchor="end">${write(axis.high)}</text>
  </svg>`
}

/** Dots nearer than this share of the width cover each other. */
const NEAREST = 0.062

function apart<D extends { at: number }>(dots: readonly D[]): D[] {
  const inOrder = dots.toSorted((a, b) => a.at - b.at)
  let last = Number.NEGATIVE_INFINITY
  return inOrder.map((dot) => {
    const at = Math.min(1 - INSET, Math.max(dot.at, last + NEAREST))
    last = at
    return { ...dot, at }
  })
}
