import { html } from 'hono/html'
import { boolAttr } from '../attributes.ts'

/** The focus of a form without faults; the layout removes it where a field has one. */
export const FIRST_FOCUS = 'autofocus data-first'

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
  /** The problem with the value. */
  fault?: string | undefined
  autocomplete?: string
  isNumeric?: boolean
  isRequired?: boolean
  hasFocus?: boolean
  /** The id of a list of suggestions on the page. */
  list?: string
  /** A password, token or session: the browser never stores what is typed. */
  isSecret?: boolean
}

type Area = Pick<
  Field,
  'name' | 'label' | 'value' | 'hint' | 'fault' | 'isRequired' | 'isSecret'
> & {
  rows?: number
}

/** A labelled field with its fault. */
export function field(props: Field) {
  const { name, label, type = 'text', value = '', hint, fault, autocomplete = 'off' } = props
  const note = fault ?? hint
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${type === 'password' ? '' : value}"
      autocomplete="${autocomplete}"
      ${boolAttr(type === 'text' || type === 'search', 'dir="auto"')}
      ${props.list === undefined ? '' : html`list="${props.list}"`}
      ${boolAttr(props.isNumeric === true, 'inputmode="numeric"')}
      ${boolAttr(props.isSecret === true, 'data-secret')}
      ${boolAttr(props.isRequired !== false, 'required')}
      ${boolAttr(props.hasFocus === true && fault === undefined, FIRST_FOCUS)}
      ${boolAttr(fault !== undefined, 'aria-invalid="true" autofocus')}
      ${note === undefined ? '' : html`aria-describedby="${name}-note"`}
    />
    ${noteOf(props)}
  </div>`
}

/** A labelled field of several lines. */
export const area = (props: Area) =>
  html`<div class="field">
    <label for="${props.name}">${props.label}</label>
    <textarea
      id="${props.name}"
      name="${props.name}"
      rows="${props.rows ?? 4}"
      dir="auto"
      ${boolAttr(props.isSecret === true, 'data-secret')}
      ${boolAttr(props.isRequired !== false, 'required')}
      ${boolAttr(props.fault !== undefined, 'aria-invalid="true" autofocus')}
      ${(props.fault ?? props.hint) === undefined ? '' : html`aria-describedby="${props.name}-note"`}
    >
${props.value ?? ''}</textarea>
    ${noteOf(props)}
  </div>`

/** A labelled checkbox. */
export const checkboxField = (props: {
  name: string
  label: string
  isChosen: boolean
  value?: string
}) =>
  html`<label class="tick-field" dir="auto">
    <input
      type="checkbox"
      name="${props.name}"
      value="${props.value ?? 'true'}"
      ${boolAttr(props.isChosen, 'checked')}
    />
    ${props.label}
  </label>`

export function noteOf({ name, hint, fault }: Pick<Field, 'name' | 'hint' | 'fault'>) {
  const note = fault ?? hint
  if (note === undefined) return ''
  return html`<p class="${fault === undefined ? 'hint' : 'fault'}" id="${name}-note">${note}</p>`
}
