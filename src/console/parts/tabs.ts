import { html } from 'hono/html'
import { icon, type IconName } from '../icons.ts'
import { boolAttr } from './attributes.ts'

type Tab = {
  label: string
  href: string
  isCurrent: boolean
  sign?: IconName | undefined
  /** The formatted number of rows; a capped count ends with a plus. */
  count?: string | undefined
}

/** Alternative views of one list or item. */
export const tabs = (label: string, items: readonly Tab[]) =>
  html`<nav class="tabs" aria-label="${label}">
    ${items.map(
      ({ label: text, href, isCurrent, sign, count }) =>
        html`<a href="${href}" data-morph dir="auto" ${boolAttr(isCurrent, 'aria-current="true"')}>
          ${sign === undefined ? '' : icon(sign)} ${text}
          ${count === undefined ? '' : html`<small>${count}</small>`}
        </a>`,
    )}
  </nav>`
