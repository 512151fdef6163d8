import { html } from 'hono/html'
import { isOptional, type Field, type Fields } from '../../base/fields.ts'
import type { ProblemError } from '../user-client.ts'
import type { Language } from '../messages.ts'
import type { PageContext } from '../page.ts'
import { external } from '../parts/external.ts'
import { area, field as input, checkboxField } from '../parts/forms/field.ts'
import { currencyField } from '../parts/forms/currency.ts'
import { select } from '../parts/forms/select.ts'
import type { Content } from './context.ts'
import { yesOrNo } from './form-fields.ts'
import { entriesOf, type StoredValue } from './field-values.ts'

/** The texts of a field on the page. */
export type FieldTexts = {
  label: string
  hint?: string | undefined
  /** The text of a value of a choice. */
  choice(value: string): string
  /** In which a currency has its name. */
  language: Language
}

/**
 * The texts of each value of a choice, such as `status_active`: the compiler names those that are
 * missing.
 */
export type ChoiceKey<Table extends Fields> = {
  [Name in keyof Table & string]: Table[Name] extends {
    values: readonly (infer Value extends string)[]
  }
    ? `${Name}_${Value}`
    : never
}[keyof Table & string]

type InputState = { name: string; value: string; fault: string | undefined }

/** Renders the input of a field, with its fault. */
export function fieldInput(field: Field, state: InputState, texts: FieldTexts): Content {
  const { name, value } = state
  const props = { ...state, label: texts.label, hint: texts.hint, isRequired: false }
  switch (field.kind) {
    case 'flag':
      // Browsers do not send an unchecked checkbox: the hidden input before it sends its value.
      return html`<div class="field">
        <input type="hidden" name="${name}" value="false" />
        ${checkboxField({ name, label: texts.label, isChosen: value === 'true' })}
      </div>`
    case 'choice': {
      const options = field.values.map((each) => ({ value: each, label: texts.choice(each) }))
      return select({ name, label: texts.label, options, chosen: value, fault: state.fault })
    }
    case 'currency':
      return currencyField({ ...props, language: texts.language })
    case 'list':
    case 'variants':
      return area({ ...props, rows: 3 })
    case 'text':
      return field.isLong ? area({ ...props, rows: 4 }) : input(props)
    case 'count':
      return input({ ...props, isNumeric: true })
    case 'moment':
      return input({ ...props, type: 'datetime-local' })
    default:
      return input({ ...props, isRequired: !isOptional(field) && field.kind === 'line' })
  }
}

/** Returns the text of an input as people read it. */
export function displayText({ kind }: Field, text: string, texts: FieldTexts): string {
  if (kind === 'flag') return yesOrNo(texts.language, text)
  return kind === 'choice' && text !== '' ? texts.choice(text) : text
}

/** Returns the fault of a field, or of an entry in it. */
export const faultAt = (error: ProblemError | undefined, name: string): string | undefined =>
  error?.reasonWithin(name)

type ValueTexts = Pick<FieldTexts, 'choice'> & {
  yes: string
  no: string
  /** The currency of the row's amounts (ISO 4217). */
  currency: string
}

/** Renders a value for people: a list in one line, a missing value as a dash. */
export function fieldValue(
  page: PageContext,
  field: Field,
  value: StoredValue,
  texts: ValueTexts,
): Content {
  const text = typeof value === 'object' ? entriesOf(value).join(', ') : String(value ?? '')
  return text === '' ? '–' : inputFor(page, field, text, texts)
}

function inputFor(page: PageContext, { kind }: Field, text: string, texts: ValueTexts): Content {
  const { formats } = page
  switch (kind) {
    case 'money':
      return formats.amount(text, texts.currency)
    case 'flag':
      return text === 'true' ? texts.yes : texts.no
    case 'count':
    case 'number':
      return formats.precise(Number(text))
    case 'moment': {
      const at = new Date(text)
      return html`<time datetime="${at.toISOString()}" title="${formats.absolute(at)}"
        >${formats.date(at)}, ${formats.clock(at)}</time
      >`
    }
    case 'choice':
      return texts.choice(text)
    case 'url':
      return external(text)
    default:
      return text
  }
}
