import { html } from 'hono/html'
import { namesOf } from '../../../../base/fields.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import type { Content } from '../../../../console/kit/context.ts'
import { faultAt } from '../../../../console/kit/field-inputs.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { currencyField } from '../../../../console/parts/forms/currency.ts'
import { DRAFT_FIELDS, type DraftField } from '../../fields/drafts.ts'
import { typedText } from '../typed-values.ts'
import type { FieldLabels } from '../../../../console/parts/forms/conflict.ts'
import { LABELS, type Context, type Draft, type Store } from './kit.ts'
import { amountOf } from './show.ts'
import { numbersOf, pictureOfProof } from './proofs.ts'
import { isPriceToCheck, type DraftValues } from './values.ts'

export type Fields = Pick<Store, 'categories'> & {
  values: DraftValues
  error: ProblemError | undefined
  /** The price was neither compared with its picture nor typed. */
  isPriceMissing?: boolean
}

/** Two drafts never share an id: what was typed for one must not stay in the form of the next. */
export const inputId = ({ id }: Draft, name: string): string => `${name}-${id}`

/** Returns where a value without a number comes from; undefined for a value with one. */
function sourceOf(page: Context, draft: Draft, name: DraftField): string | undefined {
  const { t } = page
  if (draft.edited.includes(name)) {
    const read = typedText(DRAFT_FIELDS[name], draft.extracted[name], page)
    return t('readAs', { value: read.replaceAll('\n', ', ') || '–' })
  }
  const picture = pictureOfProof(draft, name)
  if (name === 'price' && picture !== undefined && isPriceToCheck(draft))
    return t('checkPicturePrice', {
      n: picture,
      price: amountOf(page, draft.price ?? '0', draft.currency),
    })
  if (picture !== undefined) return t('evidencePicture', { n: picture })
  if (numbersOf(page, draft, name).length > 0) return undefined
  return withoutProof(page, draft, name)
}

function withoutProof({ t }: Context, draft: Draft, name: DraftField): string | undefined {
  const possible = draft.possible_currencies?.join(', ')
  if (name === 'currency' && draft.currency === null && possible)
    return t('possibleCurrencies', { codes: possible })
  if (name === 'price' && draft.price === null) return t('sourceNoPrice')
  return isEmpty(draft[name]) ? undefined : t(SOURCES[name])
}

const isEmpty = (value: Draft[DraftField]): boolean => value === null || value.length === 0

const SOURCES = {
  category: 'sourceCategory',
  currency: 'sourceCurrency',
  description: 'sourceCaption',
  tags: 'sourceCaption',
  name: 'sourceUnproven',
  price: 'sourceUnproven',
  compare_at_price: 'sourceUnproven',
  variants: 'sourceUnproven',
} as const satisfies Record<DraftField, string>

const labelOf = ({ t }: Context, name: DraftField): string =>
  t(name === 'compare_at_price' ? 'before' : LABELS[name])

/** The labels of the fields of the form. */
export const labelsOf = (page: Context): FieldLabels =>
  Object.fromEntries([
    ...namesOf(DRAFT_FIELDS).map((name) => [name, labelOf(page, name)] as const),
    ['pictures', page.t('pictures')] as const,
  ])

/** The texts beside an input, and what it needs to be named and described by them. */
function propsOf(page: Context, draft: Draft, name: DraftField, { error, ...fields }: Fields) {
  const id = inputId(draft, name)
  const isMissing = name === 'price' && fields.isPriceMissing === true
  const fault = isMissing ? page.t('priceMissing') : faultAt(error, name)
  const source = sourceOf(page, draft, name)
  const note = fault === undefined ? source : name === 'variants' ? page.t('variantFault') : fault
  return {
    id,
    name,
    label: labelOf(page, name),
    numbers: numbersOf(page, draft, name),
    fault,
    note:
      note === undefined
        ? ''
        : html`<p class="${fault === undefined ? 'quiet' : 'fault'}" id="${id}-note" dir="auto">
            ${note}
          </p>`,
    attributes: html`${note === undefined ? '' : html`aria-describedby="${id}-note"`}
    ${boolAttr(fault !== undefined, 'aria-invalid="true" autofocus')}`,
  }
}

/** The price, and the price before it: the largest text of the form. */
export function prices(page: Context, draft: Draft, fields: Fields) {
  const { values, error } = fields
  const price = (name: 'price' | 'compare_at_price') => {
    const { id, label, numbers, note, attributes } = propsOf(page, draft, name, fields)
    const isEmpty = name === 'price' && isPriceToCheck(draft) && error === undefined
    return html`<div class="price-field">
      <span class="inline"><label for="${id}">${label}</label> ${numbers}</span>
      <span class="money ${name === 'price' ? '' : 'before'}"
        ><span>${values.currency}</span
        ><input
          id="${id}"
          name="${name}"
          value="${isEmpty ? '' : values[name]}"
          inputmode="decimal"
          autocomplete="off"
          ${attributes}
      /></span>
      ${note}
    </div>`
  }
  return html`<div class="prices">${price('price')} ${price('compare_at_price')}</div>`
}

/** The other fields: label, number of the proof, input, and where its value comes from. */
export function otherFields(page: Context, draft: Draft, fields: Fields) {
  const { values, error } = fields
  const row = (name: DraftField, input: (props: ReturnType<typeof propsOf>) => Content) => {
    const props = propsOf(page, draft, name, fields)
    return html`<div class="draft-field">
      <label for="${props.id}">${props.label}</label>
      <span>${props.numbers}</span>
      <div>${input(props)} ${props.note}</div>
    </div>`
  }
  const line = ({ id, name, attributes }: ReturnType<typeof propsOf>) =>
    html`<input
      id="${id}"
      name="${name}"
      value="${values[name]}"
      dir="auto"
      autocomplete="off"
      ${boolAttr(name === 'name', 'required')}
      ${attributes}
    />`
  const area = ({ id, name, attributes }: ReturnType<typeof propsOf>) =>
    html`<textarea
      id="${id}"
      name="${name}"
      rows="${rowsFor(values[name])}"
      dir="auto"
      ${attributes}
    >
${values[name]}</textarea>`
  return html`${row('name', line)} ${row('variants', area)}
    ${row('category', (props) => categoryChoice(page, draft, props, fields))}
    ${draft.currency === null ? currencyChoice(page, draft, fields) : ''}
    <details class="more-fields" ${boolAttr(error !== undefined, 'open')}>
      <summary>${page.t('moreFields')}</summary>
      ${draft.currency === null ? '' : currencyChoice(page, draft, fields)} ${row('tags', line)}
      ${row('description', area)}
    </details>`
}

const [MIN_ROWS, MAX_ROWS] = [2, 6]
const rowsFor = (text: string): number =>
  Math.min(Math.max(text.split('\n').length, MIN_ROWS), MAX_ROWS)

type Props = ReturnType<typeof propsOf>

/** The currency of both prices. */
function currencyChoice(page: Context, draft: Draft, fields: Fields) {
  const { id, name, label, fault } = propsOf(page, draft, 'currency', fields)
  const hint = sourceOf(page, draft, 'currency')
  const { language } = page
  const props = { id, name, label, value: fields.values.currency, hint, fault, language }
  return currencyField({ ...props, isRequired: true })
}

/** The store's categories, and what the draft has, which may be another one. */
function categoryChoice(
  { t }: Context,
  draft: Draft,
  { id, attributes }: Props,
  { values: { category }, categories }: Fields,
) {
  const own = draft.category === null ? [] : [draft.category]
  const options = [...new Set([...own, ...categories])]
  return html`<select id="${id}" name="category" ${attributes}>
    <option value="">${t('noCategory')}</option>
    ${options.map(
      (value) =>
        html`<option value="${value}" ${boolAttr(value === category, 'selected')} dir="auto">
          ${value}
        </option>`,
    )}
  </select>`
}
