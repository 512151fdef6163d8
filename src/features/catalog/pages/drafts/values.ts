import type { BodyOf } from '../../../../console/api.ts'
import { changedPart } from '../changed.ts'
import type { Draft } from './kit.ts'

/** The values in the form of a draft, as they were typed. */
export type DraftValues = Record<(typeof TEXTS)[number], string> & {
  /** Numbers of pictures, in the order of the product. */
  pictures: number[]
}

const TEXTS = [
  'name',
  'price',
  'compare_at_price',
  'currency',
  'category',
  'variants',
  'tags',
  'description',
] as const

export const valuesOf = (draft: Draft): DraftValues => ({
  name: draft.name,
  price: draft.price ?? '',
  compare_at_price: draft.compare_at_price ?? '',
  currency: draft.currency ?? '',
  category: draft.category ?? '',
  variants: draft.variants.map(({ option, value }) => `${option}: ${value}`).join('\n'),
  tags: draft.tags.join(', '),
  description: draft.description,
  pictures: draft.pictures,
})

/** Browsers send the ends of lines as CRLF. */
const textOf = (form: URLSearchParams, name: string): string =>
  form.get(name)?.replaceAll('\r\n', '\n').trim() ?? ''

/** The field that says which place a picture has; empty: none. */
export const placeField = (number: number): string => `picture-${number}`

export function readValues(form: URLSearchParams, draft: Draft): DraftValues {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, textOf(form, name)]))
  const places = draft.post.pictures.flatMap(({ number }) => {
    const place = Number(form.get(placeField(number)) ?? '')
    return place > 0 ? [{ number, place }] : []
  })
  const isSent = draft.post.pictures.some(({ number }) => form.has(placeField(number)))
  const chosen = places.toSorted((a, b) => a.place - b.place).map(({ number }) => number)
  return { ...valuesOf(draft), ...texts, pictures: isSent ? chosen : draft.pictures }
}

const orNull = (text: string): string | null => (text === '' ? null : text)
const partsOf = (text: string, mark: string): string[] =>
  text
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Returns the values of the form that differ from the draft: only these are corrections. */
export function changesIn(values: DraftValues, draft: Draft): BodyOf<'updateProductDraft'> {
  const before = valuesOf(draft)
  return changedPart(bodyOf(values), (name) =>
    name === 'pictures'
      ? values.pictures.join() !== before.pictures.join()
      : values[name] !== before[name].trim(),
  )
}

const bodyOf = (values: DraftValues) => ({
  name: values.name,
  price: orNull(values.price),
  compare_at_price: orNull(values.compare_at_price),
  currency: values.currency.toUpperCase(),
  category: orNull(values.category),
  variants: partsOf(values.variants, '\n').map((line) => {
    const [option = '', ...value] = line.split(':')
    return { option: option.trim(), value: value.join(':').trim() }
  }),
  tags: partsOf(values.tags, ','),
  description: values.description,
  pictures: values.pictures,
})
