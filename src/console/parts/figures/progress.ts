import { html } from 'hono/html'

/**
 * The progress of something; the numbers are in the text beside it. Without `most` the total is
 * unknown.
 */
export const progress = (given: { value: number; most: number | null; label: string }) =>
  given.most === null
    ? html`<progress aria-label="${given.label}"></progress>`
    : html`<progress
        value="${Math.min(given.value, given.most)}"
        max="${Math.max(1, given.most)}"
        aria-label="${given.label}"
      ></progress>`
