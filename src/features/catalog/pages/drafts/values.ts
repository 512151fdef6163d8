import { namesOf } from '../../../../base/fields.ts'
import { madeOf, type Made, type Texts } from '../../../../console/edit-conflict.ts'
import { textIn } from '../../../../console/kit/field-values.ts'
import { DRAFT_FIELDS, type DraftField } from '../../fields/drafts.ts'
import { typedText, typedValue } from '../typed-values.ts'
import type { Context, Draft } from './kit.ts'

/** The values in the form of a draft, as they were typed. */
export type DraftValues = Record<DraftField, string> & {
  /** Numbers of pictures, in the order of the product. */
  pictures: number[]
}

const FIELDS = namesOf(DRAFT_FIELDS)

export const valuesOf = (page: Context, draft: Draft): DraftValues => ({
  ...mapFields((name) => withoutZeros(name, typedText(DRAFT_FIELDS[name], draft[name], page))),
  pictures: draft.pictures,
})

/** A price of whole units is shown as people write it. */
const withoutZeros = (name: DraftField, text: string): string =>
  DRAFT_FIELDS[name].kind === 'money' ? text.replace(/\.0{1,3}$/, '') : text

const mapFields = (textFor: (name: DraftField) => string): Record<DraftField, string> =>
  Object.fromEntries(FIELDS.map((name) => [name, textFor(name)])) as Record<DraftField, string>

/** The texts of the form, which a colleague's are compared with. */
export const textsOf = ({ pictures, ...texts }: DraftValues): Texts => ({
  ...texts,
  pictures: pictures.join(' '),
})

/** The origin of the form of a draft. */
export function originOf(page: Context, draft: Draft, version: string | null): Made {
  const texts = textsOf(valuesOf(page, draft))
  return madeOf(version, isPriceToCheck(draft) ? { ...texts, price: '' } : texts)
}

/** The field that says which place a picture has; empty: none. */
export const placeField = (number: number): string => `picture-${number}`

/**
 * Whether a person has yet to compare the price with the picture that it was read in: until then
 * its input is empty.
 */
export const isPriceToCheck = ({ flags, edited, evidence }: Draft): boolean =>
  flags.includes('price_in_picture') &&
  !edited.includes('price') &&
  evidence['price']?.kind === 'picture'

export function readValues(page: Context, form: URLSearchParams, draft: Draft): DraftValues {
  const before = valuesOf(page, draft)
  const places = draft.post.pictures.flatMap(({ number }) => {
    const place = Number(form.get(placeField(number)) ?? '')
    return place > 0 ? [{ number, place }] : []
  })
  const isSent = draft.post.pictures.some(({ number }) => form.has(placeField(number)))
  const chosen = places.toSorted((a, b) => a.place - b.place).map(({ number }) => number)
  return {
    ...mapFields((name) => textIn(form, name) ?? before[name]),
    pictures: numbersIn(form.get('pictures')) ?? (isSent ? chosen : draft.pictures),
  }
}

/** Returns the numbers of the pictures that a colleague has chosen, where theirs are taken. */
const numbersIn = (text: string | null): number[] | undefined =>
  text === null ? undefined : text.split(' ').flatMap((each) => Number(each) || [])

/** Returns the values of the form that differ from the draft: only these are corrections. */
export function changesIn(page: Context, values: DraftValues, draft: Draft): object {
  const before = valuesOf(page, draft)
  const changed = FIELDS.filter((name) => values[name] !== before[name].trim())
  return {
    ...Object.fromEntries(
      changed.map((name) => [name, typedValue(DRAFT_FIELDS[name], values[name], page)]),
    ),
    ...(values.pictures.join() !== before.pictures.join() && { pictures: values.pictures }),
  }
}
