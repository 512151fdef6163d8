import type { BodyOf } from '../../../../console/api.ts'
import { changedPart } from '../changed.ts'
import type { Draft } from './kit.ts'

/** What the form of a draft says, as it was typed. */
export type Given = Record<(typeof TEXTS)[number], string> & {
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

export const givenOf = (draft: Draft): Given => ({
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

export function readGiven(form: URLSearchParams, draft: Draft): Given {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, textOf(form, name)]))
  const places = draft.post.pictures.flatMap(({ number }) => {
    const place = Number(form.get(placeField(number)) ?? '')
    return place > 0 ? [{ number, place }] : []
  })
  const isAsked = draft.post.pictures.some(({ number }) => form.has(placeField(number)))
  const chosen = places.toSorted((a, b) => a.place - b.place).map(({ number }) => number)
  return { ...givenOf(draft), ...texts, pictures: isAsked ? chosen : draft.pictures }
}

const orNull = (text: string): string | null => (text === '' ? null : text)
const partsOf = (text: string, mark: string): string[] =>
  text
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** What the form says otherwise than the draft: only that is a correction. */
export function changesIn(given: Given, draft: Draft): BodyOf<'updateProductDraft'> {
  const before = givenOf(draft)
  return changedPart(bodyOf(given), (name) =>
    name === 'pictures'
      ? given.pictures.join() !== before.pictures.join()
      : given[name] !== before[name].trim(),
  )
}

const bodyOf = (given: Given) => ({
  name: given.name,
  price: orNull(given.price),
  compare_at_price: orNull(given.compare_at_price),
  currency: given.currency.toUpperCase(),
  category: orNull(given.category),
  variants: partsOf(given.variants, '\n').map((line) => {
    const [option = '', ...value] = line.split(':')
    return { option: option.trim(), value: value.join(':').trim() }
  }),
  tags: partsOf(given.tags, ','),
  description: given.description,
  pictures: given.pictures,
})
