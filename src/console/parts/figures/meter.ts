import { html } from 'hono/html'

/** A share of a whole as a thin bar; the numbers are in the text beside it. */
export const meter = (props: { value: number; most: number; label: string }) =>
  html`<meter
    min="0"
    max="${Math.max(1, props.most)}"
    value="${Math.min(props.value, Math.max(1, props.most))}"
    high="${Math.max(1, props.most) * 0.9}"
    aria-label="${props.label}"
  ></meter>`
