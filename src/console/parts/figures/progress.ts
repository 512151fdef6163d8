import { html } from 'hono/html'

/**
 * The progress of something; the numbers are in the text beside it. Without `most` the total is
 * unknown.
 */
export const progress = (props: { value: number; most: number | null; label: string }) =>
  props.most === null
    ? html`<progress aria-label="${props.label}"></progress>`
    : html`<progress
        value="${Math.min(props.value, props.most)}"
        max="${Math.max(1, props.most)}"
        aria-label="${props.label}"
      ></progress>`
