import { html } from 'hono/html'

/** A share of a whole as a thin bar; the numbers are in the text beside it. */
export const meter = (given: { value: number; most: number; label: string }) =>
  html`<meter
    min="0"
    max="${Math.max(1, given.most)}"
    value="${Math.min(given.value, Math.max(1, given.most))}"
    high="${Math.max(1, given.most) * 0.9}"
    aria-label="${given.label}"
  ></meter>`
