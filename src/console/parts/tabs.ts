import { html } from 'hono/html'
import { shape, type ShapeName } from '../shapes.ts'
import { when } from './attributes.ts'

type Tab = {
  label: string
  href: string
  isCurrent: boolean
  sign?: ShapeName | undefined
  /** How many are behind it, written: a capped count has a plus. */
  count?: string | undefined
}

/** Views of one list or thing, beside each other. */
export const tabs = (label: string, given: readonly Tab[]) =>
  html`<nav class="tabs" aria-label="${label}">
    ${given.map(
      ({ label: text, href, isCurrent, sign, count }) =>
        html`<a href="${href}" data-morph ${when(isCurrent, 'aria-current="true"')}>
          ${sign === undefined ? '' : shape(sign)} ${text}
          ${count === undefined ? '' : html`<small>${count}</small>`}
        </a>`,
    )}
  </nav>`
