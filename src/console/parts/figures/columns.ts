import { html } from 'hono/html'

/** The present and earlier slots of a time; `title` has the exact values in words. */
export type Column = { title: string; value: number; failed: number }

const GAP = 0.4

/** Shares of the width in per cent, so that a figure stretches without a script. */
const percent = (share: number): string => `${(share * 100).toFixed(2)}%`

/**
 * Columns from 0 up, each with what failed darker at its top. The highest column has the full
 * height; `label` says in words what they show. A slot of zero has no column.
 */
export function columns(
  slots: readonly Column[],
  { height, label }: { height: number; label: string },
) {
  const most = Math.max(1, ...slots.map(({ value }) => value))
  const width = 1 / Math.max(1, slots.length)
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
      const x = percent((place + GAP / 4) * width)
      const wide = percent(width * (1 - GAP / 2))
      return html`<g>
        <title>${title}</title>
        <rect
          class="slot"
          x="${percent(place * width)}"
          width="${percent(width)}"
          height="${height}"
        />
        ${
          value === 0
            ? ''
            : html`<rect
                class="c-bar"
                x="${x}"
                width="${wide}"
                y="${(height - tall).toFixed(1)}"
                height="${tall.toFixed(1)}"
              />`
        }
        ${
          bad === 0
            ? ''
            : html`<rect
                class="c-failed"
                x="${x}"
                width="${wide}"
                y="${(height - tall).toFixed(1)}"
                height="${bad.toFixed(1)}"
              />`
        }
      </g>`
    })}
  </svg>`
}

/** Words below columns at some of their slots, in the same shares of the width. */
export const columnTicks = (ticks: readonly { place: number; text: string }[], slots: number) =>
  html`<svg class="figure-columns" width="100%" height="16" aria-hidden="true">
    ${ticks.map(
      ({ place, text }) =>
        html`<text x="${percent(place / Math.max(1, slots))}" y="12">${text}</text>`,
    )}
  </svg>`
