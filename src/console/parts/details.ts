import { html } from 'hono/html'

/** Names and values of one item. */
export const details = (rows: readonly (readonly [name: string, value: unknown])[]) =>
  html`<dl class="details">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt dir="auto">${name}</dt>
          <dd dir="auto">${value}</dd>
        </div>`,
    )}
  </dl>`
