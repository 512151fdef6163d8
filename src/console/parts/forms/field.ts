import { html } from 'hono/html'
import { boolAttr } from '../attributes.ts'

type Field = {
  name: string
  label: string
  type?:
    | 'text'
    | 'password'
    | 'email'
    | 'search'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime-local'
    | 'url'
  value?: string | undefined
  hint?: string | undefined
  /** What is wrong with the value. */
  fault?: string | undefined
  autocomplete?: string
  isNumeric?: boolean
  isRequired?: boolean
  hasFocus?: boolean
  /** The id of a list of suggestions on the page. */
  list?: string
}

type Area = Pick<Field, 'name' | 'label' | 'value' | 'hint' | 'fault' | 'isRequired'> & {
  rows?: number
}

/** A labelled field with its fault. */
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
      ${given.list === undefined ? '' : html`list="${given.list}"`}
      ${boolAttr(given.isNumeric === true, 'inputmode="numeric"')}
      ${boolAttr(given.isRequired !== false, 'required')}
      ${boolAttr(given.hasFocus === true, 'autofocus')}
      ${boolAttr(fault !== undefined, 'aria-invalid="true"')}
      ${note === undefined ? '' : html`aria-describedby="${name}-note"`}
    />
    ${noteOf(given)}
  </div>`
}

/** A labelled field of several lines. */
export const area = (given: Area) =>
  html`<div class="field">
    <label for="${given.name}">${given.label}</label>
    <textarea
      id="${given.name}"
      name="${given.name}"
      rows="${given.rows ?? 4}"
      ${boolAttr(given.isRequired !== false, 'required')}
      ${boolAttr(given.fault !== undefined, 'aria-invalid="true"')}
      ${(given.fault ?? given.hint) === undefined ? '' : html`aria-describedby="${given.name}-note"`}
    >
${given.value ?? ''}</textarea>
    ${noteOf(given)}
  </div>`

/** A labelled checkbox. */
export const checkboxField = (given: {
  name: string
  label: string
  isChosen: boolean
  value?: string
}) =>
  html`<label class="tick-field">
    <input
      type="checkbox"
      name="${given.name}"
      value="${given.value ?? 'true'}"
      ${boolAttr(given.isChosen, 'checked')}
    />
    ${given.label}
  </label>`

export function noteOf({ name, hint, fault }: Pick<Field, 'name' | 'hint' | 'fault'>) {
  const note = fault ?? hint
  if (note === undefined) return ''
  return html`<p class="${fault === undefined ? 'hint' : 'fault'}" id="${name}-note">${note}</p>`
}
