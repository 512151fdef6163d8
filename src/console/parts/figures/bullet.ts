import { html } from 'hono/html'

/** Room to the right of the largest value. */
const MARGIN = 1.15

/**
 * A bar of a value with a mark at the usual or expected one, and a band of the usual middle half if
 * it is known. `label` says all of it in words.
 */
export function bullet(
  { value, mark, band }: { value: number; mark: number; band?: { low: number; high: number } },
  label: string,
) {
  const most = Math.max(value, mark, band?.high ?? 0) * MARGIN || 1
  const share = (part: number) => `${Math.round((part / most) * 100)}%`
  return html`<svg class="bullet" height="14" role="img" aria-label="${label}">
    <title>${label}</title>
    <rect class="rest" y="3" width="100%" height="8" rx="3" />
    ${
      band === undefined
        ? ''
        : html`<rect
            class="band"
            x="${share(band.low)}"
            y="3"
            width="${share(band.high - band.low)}"
            height="8"
          />`
    }
    <rect class="is" y="4" width="${share(value)}" height="6" rx="3" />
    <line class="usual" x1="${share(mark)}" x2="${share(mark)}" y1="0" y2="14" />
  </svg>`
}
