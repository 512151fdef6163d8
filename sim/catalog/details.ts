import type { Extracted, FieldEvidence } from '../../src/features/catalog/extract/extracted.ts'
import { readPrices } from '../../src/features/catalog/text/prices.ts'
import type { LabelledPost, LabelledProduct } from '../../tools/evaluate/drafts/labelled-post.ts'
import { isInCaption } from './in-caption.ts'

/**
 * The details of a product that the truthful model returns beyond the labels, which contain only
 * what a seller would correct. They are given here as they have to be stored, and in `answers.ts`
 * as the model returns them.
 */
type Details = Pick<Extracted, 'description' | 'tags' | 'pictures'>

export const detailsOf = (post: LabelledPost, product: LabelledProduct): Details => ({
  description: `We offer: ${product.name}\n— ${post.kind} № ${placeOf(post, product)}`,
  tags: [product.category.toLowerCase(), 'new in', post.kind],
  pictures: picturesOf(post, product),
})

const placeOf = ({ truth }: LabelledPost, product: LabelledProduct): number =>
  truth.products.indexOf(product) + 1

/**
 * Returns the pictures of a product: its own one if a post has at least as many pictures as
 * products; otherwise all of them, the last one first.
 */
function picturesOf(post: LabelledPost, product: LabelledProduct): number[] {
  const all = post.pictures.map((_, at) => at + 1)
  const { products } = post.truth
  const own = placeOf(post, product)
  return products.length > 1 && all.length >= products.length ? [own] : all.toReversed()
}

/** A field that is stored otherwise than it has to be. */
export type WrongDetail = { field: string; expected: unknown; stored: unknown }

/**
 * Compares the description, the tags, the pictures in their order and the place of each value with
 * the post.
 */
export function wrongDetails(
  post: LabelledPost,
  product: LabelledProduct,
  { extracted, caption }: { extracted: Extracted; caption: string | null },
): WrongDetail[] {
  const details = detailsOf(post, product)
  const wrong = (['description', 'tags', 'pictures'] as const)
    .filter((field) => JSON.stringify(details[field]) !== JSON.stringify(extracted[field]))
    .map((field) => ({ field, expected: details[field], stored: extracted[field] }))
  return [...wrong, ...wrongEvidence(post, product, { extracted, caption })]
}

/**
 * The place where a value has to be found: in a picture by its number, or in words of the caption
 * that say it.
 */
type Place = { picture: number } | { says: string; isSaidBy: (words: string) => boolean }

function wrongEvidence(
  post: LabelledPost,
  product: LabelledProduct,
  { extracted, caption }: { extracted: Extracted; caption: string | null },
): WrongDetail[] {
  const places = placesOf(post, product, extracted)
  const fields = [...new Set([...Object.keys(places), ...Object.keys(extracted.evidence)])]
  return fields.flatMap((field) => {
    const [place, found] = [places[field], extracted.evidence[field]]
    if (place && found && isAt(place, found, caption ?? '')) return []
    const stored = found?.kind === 'caption' ? caption?.slice(found.start, found.end) : found
    return [{ field: `evidence.${field}`, expected: place ?? null, stored: stored ?? null }]
  })
}

function isAt(place: Place, found: FieldEvidence, caption: string): boolean {
  if ('picture' in place) return found.kind === 'picture' && found.number === place.picture
  return found.kind === 'caption' && place.isSaidBy(caption.slice(found.start, found.end))
}

function placesOf(
  post: LabelledPost,
  product: LabelledProduct,
  extracted: Extracted,
): Record<string, Place> {
  const inWords = (says: string): Place => ({
    says,
    isSaidBy: (words) => isInCaption({ caption: words, currency: post.currency }, says),
  })
  const places: Record<string, Place> = {}
  if (isInCaption(post, product.name)) places['name'] = inWords(product.name)
  else if (post.pictures.length > 0) places['name'] = { picture: 1 }
  for (const field of ['price', 'compare_at_price'] as const) {
    const [amount, picture] = [product[field], product.in_pictures[field]]
    if (amount === null) continue
    places[field] = picture === undefined ? ofPrice(post, amount) : { picture }
  }
  for (const [at, { value }] of extracted.variants.entries()) {
    const picture = product.variants.find((each) => each.value === value)?.picture
    places[`variants.${at}`] = picture === undefined ? inWords(value) : { picture }
  }
  return places
}

/**
 * The words in which our parser reads this price; where it reads none, the model quotes the whole
 * caption.
 */
function ofPrice({ caption, currency }: LabelledPost, amount: string): Place {
  const text = caption ?? ''
  const words = readPrices(text, { currency })
    .filter((found) => found.amount === amount)
    .map(({ start, end }) => text.slice(start, end))
  const allowed = words.length > 0 ? words : [text]
  return { says: allowed.join(' or '), isSaidBy: (said) => allowed.includes(said) }
}
