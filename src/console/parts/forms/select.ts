import { html } from 'hono/html'
import { boolAttr } from '../attributes.ts'
import { noteOf } from './field.ts'

/** A labelled choice of one value. */
export const select = (props: {
  name: string
  label: string
  options: readonly { value: string; label: string }[]
  chosen: string | undefined
  /** The problem with the choice. */
  fault?: string | undefined
}) =>
  html`<div class="field">
    <label for="${props.name}">${props.label}</label>
    <select
      id="${props.name}"
      name="${props.name}"
      ${boolAttr(props.fault !== undefined, 'aria-invalid="true" autofocus')}
      ${props.fault === undefined ? '' : html`aria-describedby="${props.name}-note"`}
    >
      ${props.options.map(
        ({ value, label }) =>
          html`<option value="${value}" ${boolAttr(value === props.chosen, 'selected')} dir="auto">
            ${label}
          </option>`,
      )}
    </select>
    ${noteOf(props)}
  </div>`
