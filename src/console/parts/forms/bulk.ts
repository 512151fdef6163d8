import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { ownAddress, type PageContext } from '../../page.ts'
import { translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'
import { boolAttr } from '../attributes.ts'
import { hiddenFields } from './hidden-fields.ts'

/**
 * The cell with the checkbox for bulk actions; its form is outside the table, since rows have forms
 * of their own.
 */
export const checkboxCell = (id: string | number, label: string, value: string | number = id) =>
  html`<td class="tick">
    <input
      type="checkbox"
      id="tick-${id}"
      name="id"
      value="${value}"
      form="bulk"
      aria-label="${label}"
    />
  </td>`

/** The heading above the checkboxes selects all rows of the page, with scripts. */
export const checkboxHead = ({ language }: PageContext) =>
  html`<td class="tick">
    <input
      type="checkbox"
      class="only-script"
      data-all
      form="bulk"
      aria-label="${translator(language, frameMessages)('chooseAll')}"
    />
  </td>`

type Act = {
  value: string
  label: string
  /** The answer is another page, such as a comparison. */
  leaves?: boolean
}
type Bulk = {
  /**
   * The URL of the form. It gets `act`, each `id`, the hidden fields, `back` and `idempotency-key`.
   */
  action: string
  /** Actions for the selected rows. */
  actions: readonly Act[]
  /** Actions for all rows that match the filter: the label contains their number. */
  bulkActions?: readonly Act[]
  /** The filter, and the number that its page counted. */
  hidden?: Readonly<Record<string, string | undefined>>
}

/**
 * Actions on many rows. The bar is below the table, and floats once a row is selected; an answer
 * that asks for confirmation opens as a dialog.
 */
export function bulkBar(
  page: PageContext,
  { action, actions, bulkActions = [], hidden = {} }: Bulk,
) {
  const t = translator(page.language, frameMessages)
  const button = ({ value, label, leaves = false }: Act) =>
    html`<button name="act" value="${value}" ${boolAttr(leaves, 'data-leaves')}>${label}</button>`
  return html`<form id="bulk" class="bulk" method="post" action="${action}" data-dialog>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    ${hiddenFields(hidden)}
    <p class="chosen">${t('chosen')}</p>
    ${actions.map(button)}
    <button type="reset" class="link only-script">${t('clearChoice')}</button>
    ${bulkActions.length === 0 ? '' : html`<span class="all">${bulkActions.map(button)}</span>`}
  </form>`
}

export { hiddenFields }
