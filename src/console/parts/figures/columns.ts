import { html } from 'hono/html'
import { percentOf, slotArea, slotBar } from './axis.ts'

/** The present and earlier slots of a time; `title` has the exact values in words. */
export type Column = { title: string; value: number; failed: number }

/** The share of its room that a column fills. */
const SHARE = 0.8

/**
 * Columns from 0 up, each with what failed darker at its top. The highest column has the full
 * height; `label` says in words what they show. A slot of zero has no column.
 */
export function columns(
  slots: readonly Column[],
  { height, label }: { height: number; label: string },
) {
  const most = Math.max(1, ...slots.map(({ value }) => value))
  const count = Math.max(1, slots.length)
  return html`<svg
    class="figure-columns"
    width="100%"
    height="${height}"
    role="img"
    aria-label="${label}"
  >
    ${slots.map(({ title, value, failed }, place) => {
      const tall = (value / most) * height
      const bad =
        value === 0 ? 0 : Math.min(tall, Math.max(failed === 0 ? 0 : 3, (failed / most) * height))
      const slot = { place, count, share: SHARE }
      return html`<g>
        <title>${title}</title>
        ${slotArea(place, { count, height })}
        ${value === 0 ? '' : slotBar('c-bar', slot, { from: height - tall, tall })}
        ${bad === 0 ? '' : slotBar('c-failed', slot, { from: height - tall, tall: bad })}
      </g>`
    })}
  </svg>`
}

/** Words below columns at some of their slots, in the same shares of the width. */
export const columnTicks = (ticks: readonly { place: number; text: string }[], slots: number) =>
  html`<svg class="figure-columns" width="100%" height="16" aria-hidden="true">
    ${ticks.map(
      ({ place, text }) =>
        html`<text x="${percentOf(place / Math.max(1, slots))}" y="12">${text}</text>`,
    )}
  </svg>`
