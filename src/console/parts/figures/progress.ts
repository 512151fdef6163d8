import { html } from 'hono/html'

/** How far something is; the numbers stand beside it. Without `most` nobody knows yet. */
export const progress = (given: { value: number; most: number | null; label: string }) =>
  given.most === null
    ? html`<progress aria-label="${given.label}"></progress>`
    : html`<progress
        value="${Math.min(given.value, given.most)}"
        max="${Math.max(1, given.most)}"
        aria-label="${given.label}"
      ></progress>`
