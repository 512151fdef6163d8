import { html } from 'hono/html'

const [WIDTH, EDGE] = [58, 4]
const INSIDE = WIDTH - 2 * EDGE

/**
 * The place of a percentile (0 to 100) among accounts of the same size: the dot is this one, the
 * line the median, the grey the middle half. `title` says it in words.
 */
export const placeAmong = (percentile: number, title: string) =>
  html`<svg class="fig place" width="${WIDTH}" height="14" role="img" aria-label="${title}">
    <title>${title}</title>
    <path class="fig-grid" d="M${EDGE} 7H${WIDTH - EDGE}" />
    <rect
      class="fig-middle-half"
      x="${EDGE + INSIDE / 4}"
      y="4"
      width="${INSIDE / 2}"
      height="6"
      rx="3"
    />
    <path class="fig-centre" d="M${WIDTH / 2} 1v12" />
    <circle class="fig-own" cx="${EDGE + (percentile / 100) * INSIDE}" cy="7" r="4" />
  </svg>`
