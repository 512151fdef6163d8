import { html } from 'hono/html'

type Fact = {
  label: string
  value: string
  /** A limit or addition in small type. */
  aside?: string | undefined
  /** The exact value, or why there is none. */
  title?: string | undefined
  href?: string | undefined
}

/** Numbers with their names; each links to the list that it counts. */
export const statList = (items: readonly Fact[]) =>
  html`<dl class="facts">
    ${items.map(
      ({ label, value, aside, title, href }) =>
        html`<div>
          <dt>${label}</dt>
          <dd ${title === undefined ? '' : html`title="${title}"`}>
            ${href === undefined ? value : html`<a href="${href}" data-morph dir="auto">${value}</a>`}
            ${aside === undefined ? '' : html`<small>${aside}</small>`}
          </dd>
        </div>`,
    )}
  </dl>`
