import { html } from 'hono/html'
import { when } from './attributes.ts'

type Field = {
  name: string
  label: string
  type?: 'text' | 'password' | 'email' | 'search'
  value?: string | undefined
  hint?: string | undefined
  /** What is wrong with the value. */
  fault?: string | undefined
  autocomplete?: string
  isNumeric?: boolean
  isRequired?: boolean
  hasFocus?: boolean
}

/** A labelled field; what is wrong stands at it. */
export function field(given: Field) {
  const { name, label, type = 'text', value = '', hint, fault, autocomplete = 'off' } = given
  const note = fault ?? hint
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${type === 'password' ? '' : value}"
      autocomplete="${autocomplete}"
      ${when(given.isNumeric === true, 'inputmode="numeric"')}
      ${when(given.isRequired !== false, 'required')}
      ${when(given.hasFocus === true, 'autofocus')}
      ${when(fault !== undefined, 'aria-invalid="true"')}
      ${note === undefined ? '' : html`aria-describedby="${name}-note"`}
    />
    ${
      note === undefined
        ? ''
        : html`<p class="${fault === undefined ? 'hint' : 'fault'}" id="${name}-note">${note}</p>`
    }
  </div>`
}
