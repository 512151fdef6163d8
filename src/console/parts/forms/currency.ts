import { html } from 'hono/html'
import { localeOf, type Language } from '../../messages.ts'
import { boolAttr } from '../attributes.ts'
import { noteOf } from './field.ts'

/** The currencies that teams use most, first in the list. */
const COMMON = ['KZT', 'RUB', 'USD', 'EUR', 'UZS', 'KGS', 'KES']

type Option = { value: string; label: string }

const options = new Map<Language, { common: readonly Option[]; others: readonly Option[] }>()

/** Returns the currencies of ISO 4217 with their names in the language, by name. */
function optionsIn(language: Language) {
  const known = options.get(language)
  if (known) return known
  const locale = localeOf(language)
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  const optionOf = (code: string): Option => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  })
  const others = Intl.supportedValuesOf('currency')
    .filter((code) => !COMMON.includes(code))
    .map(optionOf)
  const made = { common: COMMON.map(optionOf), others }
  options.set(language, made)
  return made
}

type Currency = {
  language: Language
  /** By default its name. */
  id?: string
  name: string
  label: string
  /** The code of the chosen one; any text that was sent stays to be corrected. */
  value: string
  hint?: string | undefined
  fault?: string | undefined
  /** A choice of none is offered, too. */
  isRequired?: boolean
}

/** A labelled choice of a currency. */
export function currencyField(props: Currency) {
  const { language, name, id = name, label, value, hint, fault } = props
  const { common, others } = optionsIn(language)
  const isKnown = [...common, ...others].some((each) => each.value === value)
  const option = (each: Option) =>
    html`<option value="${each.value}" ${boolAttr(each.value === value, 'selected')}>
      ${each.label}
    </option>`
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <select
      id="${id}"
      name="${name}"
      ${boolAttr(props.isRequired === true, 'required')}
      ${boolAttr(fault !== undefined, 'aria-invalid="true" autofocus')}
      ${(fault ?? hint) === undefined ? '' : html`aria-describedby="${id}-note"`}
    >
      ${props.isRequired === true && value !== '' ? '' : html`<option value=""></option>`}
      ${isKnown || value === '' ? '' : option({ value, label: value })} ${common.map(option)}
      <hr />
      ${others.map(option)}
    </select>
    ${noteOf({ ...props, name: id })}
  </div>`
}
