import { html } from 'hono/html'

type Meter = {
  value: number
  most: number
  label: string
  /** A limit is not to be used up: the bar warns from nine tenths on. */
  isLimit?: boolean
}

/** A share of a whole as a thin bar; the numbers are in the text beside it. */
export const meter = (props: Meter) =>
  html`<meter
    min="0"
    max="${Math.max(1, props.most)}"
    value="${Math.min(props.value, Math.max(1, props.most))}"
    ${props.isLimit ? html`high="${Math.max(1, props.most) * 0.9}"` : ''}
    aria-label="${props.label}"
  ></meter>`
