import { html } from 'hono/html'
import { percentOf, slotArea, slotBar } from './axis.ts'

/** A half hour of a strip; `title` has its values in words. */
type StripSlot = { title: string; sent: number; failed: number }

/** A time within the strip, in shares of its length from 0 to 1. */
export type StripSpan = { from: number; to: number; kind: 'rest' | 'dead'; title: string }

const [UP, DOWN] = [22, 10]
/** The share of its room that a bar fills. */
const SHARE = 0.72
const HEIGHT = UP + DOWN + 2
/**
 * One day of an account or proxy: what was sent goes up from the line, what failed goes down, a
 * rest is a bar on the line, and a dashed box below it a time without any answer.
 */
export function dayStrip(
  slots: readonly StripSlot[],
  { most, spans, label }: { most: number; spans: readonly StripSpan[]; label: string },
) {
  const count = Math.max(1, slots.length)
  const size = (value: number, room: number) =>
    value === 0 ? 0 : Math.max(2, Math.min(room, (value / Math.max(1, most)) * room))
  return html`<svg
    class="figure-columns"
    width="100%"
    height="${HEIGHT}"
    role="img"
    aria-label="${label}"
  >
    <line class="c-rule" x1="0" x2="100%" y1="${UP + 0.5}" y2="${UP + 0.5}" />
    ${slots.map(({ title, sent, failed }, place) => {
      const [up, down] = [size(sent, UP), size(failed, DOWN)]
      const slot = { place, count, share: SHARE }
      return html`<g>
        <title>${title}</title>
        ${slotArea(place, { count, height: HEIGHT })}
        ${up === 0 ? '' : slotBar('c-bar', slot, { from: UP - up, tall: up })}
        ${down === 0 ? '' : slotBar('c-failed', slot, { from: UP + 2, tall: down })}
      </g>`
    })}
    ${spans.map(
      ({ from, to, kind, title }) =>
        html`<g>
          <title>${title}</title>
          <rect
            class="${kind === 'rest' ? 'c-rest' : 'c-dead'}"
            x="${percentOf(from)}"
            width="${percentOf(Math.max(0.003, to - from))}"
            y="${kind === 'rest' ? UP - 1 : UP + 2}"
            height="${kind === 'rest' ? 3 : DOWN}"
          />
        </g>`,
    )}
  </svg>`
}
