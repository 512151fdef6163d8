import { html } from 'hono/html'
import { percentOf } from './axis.ts'

export type BarRow = {
  label: string
  value: number
  /** The formatted value, and its share of all. */
  text: string
  share: string
}

/** Groups of people or things as bars from 0, with their numbers beside them. */
export function barList(rows: readonly BarRow[]) {
  const most = Math.max(1, ...rows.map(({ value }) => value))
  return html`<ol class="bar-list">
    ${rows.map(
      ({ label, value, text, share }) =>
        html`<li title="${label}: ${text} (${share})" dir="auto">
          <span dir="auto">${label}</span>
          <svg class="fig" width="100%" height="14" aria-hidden="true">
            <rect class="fig-share" width="${percentOf(value / most)}" height="14" rx="2" />
          </svg>
          <b>${text}</b> <small>${share}</small>
        </li>`,
    )}
  </ol>`
}
