import { html } from 'hono/html'
import { boolAttr } from '../attributes.ts'
import { noteOf } from './field.ts'

/** A labelled choice of one value. */
export const select = (given: {
  name: string
  label: string
  options: readonly { value: string; label: string }[]
  chosen: string | undefined
  /** What is wrong with the choice. */
  fault?: string | undefined
}) =>
  html`<div class="field">
    <label for="${given.name}">${given.label}</label>
    <select
      id="${given.name}"
      name="${given.name}"
      ${boolAttr(given.fault !== undefined, 'aria-invalid="true"')}
      ${given.fault === undefined ? '' : html`aria-describedby="${given.name}-note"`}
    >
      ${given.options.map(
        ({ value, label }) =>
          html`<option value="${value}" ${boolAttr(value === given.chosen, 'selected')}>
            ${label}
          </option>`,
      )}
    </select>
    ${noteOf(given)}
  </div>`
