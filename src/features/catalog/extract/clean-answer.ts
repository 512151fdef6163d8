import { MONEY, moneyIn } from '../../../base/currency.ts'
import { DRAFT_FIELDS } from '../fields/drafts.ts'
import { checkEvidence } from '../text/evidence.ts'
import { hasWordsOf } from '../text/words-of.ts'
import { agrees, readPrices, type FoundPrice } from '../text/prices.ts'
import type { AnsweredEvidence, AnsweredProduct, DraftAnswer } from './answer.ts'
import { doubtsAbout } from './confidence.ts'
import type { CleanDraft, Extracted, FieldEvidence } from './extracted.ts'

type Post = {
  caption: string | null
  /**
   * The numbers in the post of the pictures that the model was shown, in its order; null: the post
   * has it no more.
   */
  pictures: readonly (number | null)[]
  currency: string
  categories: readonly string[]
}

const MAX_PRODUCTS = 20
const MAX_TAGS = 20
/** Below this confidence, a draft asks a person to check it closely. */
const REVIEW_BELOW = 0.5

/**
 * Returns the drafts of an answer: a value without evidence is dropped, and each contradiction
 * lowers the confidence.
 */
export function cleanAnswer(answer: DraftAnswer, post: Post): CleanDraft[] {
  if (!answer.is_product) return []
  const found = readPrices(post.caption ?? '', { currency: post.currency })
  const named = answer.products.filter(({ name }) => oneLine(name, DRAFT_FIELDS.name.max) !== '')
  return named
    .slice(0, MAX_PRODUCTS)
    .map((product) => cleanProduct(product, { post, found, isOnly: named.length === 1 }))
}

type Reading = { post: Post; found: readonly FoundPrice[]; isOnly: boolean }

function cleanProduct(product: AnsweredProduct, reading: Reading): CleanDraft {
  const { post } = reading
  const name = oneLine(product.name, DRAFT_FIELDS.name.max)
  const price = cleanPrice(product.price, product.evidence.price, reading)
  const before = cleanPrice(product.compare_at_price, product.evidence.compare_at_price, reading)
  const variants = cleanVariants(product, post)
  const nameEvidence = evidenceOf(post, product.evidence.name, { value: name, field: 'text' })
  const extracted: Extracted = {
    name,
    description: product.description.normalize('NFC').trim().slice(0, DRAFT_FIELDS.description.max),
    price: price?.amount ?? null,
    compare_at_price: higherThan(price, before),
    ...currencyOf(price, reading),
    category: post.categories.find((known) => sameText(known, product.category)) ?? null,
    tags: [...new Set(product.tags.map(asTag))].filter((tag) => tag !== '').slice(0, MAX_TAGS),
    variants: variants.map(({ option, value }) => ({ option, value })),
    pictures: [...new Set(product.pictures.flatMap((picture) => numberOf(picture, post) ?? []))],
    evidence: evidenceByField({
      name: nameEvidence,
      price: price?.evidence ?? null,
      compare_at_price: before?.evidence ?? null,
      ...Object.fromEntries(variants.map(({ evidence }, at) => [`variants.${at}`, evidence])),
    }),
  }
  const isNamed = nameEvidence !== null || hasWordsOf(name, post.caption ?? '')
  const doubts = doubtsAbout(product, extracted, { ...reading, isNamed })
  const confidence = doubts.reduce(
    (left, { factor }) => left * factor,
    Math.min(1, Math.max(0, product.confidence)),
  )
  const flags = [
    ...new Set(doubts.flatMap(({ flag }) => flag ?? [])),
    ...(confidence < REVIEW_BELOW ? ['low_confidence' as const] : []),
  ]
  return {
    extracted,
    confidence: Math.round(confidence * 1_000) / 1_000,
    flags,
  }
}

/** The number in the post of a picture that the model names by its own. */
const numberOf = (picture: number | null, { pictures }: Pick<Post, 'pictures'>): number | null =>
  picture === null ? null : (pictures[picture - 1] ?? null)

/** Returns the previous price if it is higher than the current one; null otherwise. */
const higherThan = (price: Price | null, before: Price | null): string | null =>
  price && before && Number(before.amount) > Number(price.amount) ? before.amount : null

const evidenceByField = (
  fields: Readonly<Record<string, FieldEvidence | null>>,
): Record<string, FieldEvidence> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, evidence]) => (evidence ? [[field, evidence]] : [])),
  )

type Price = { amount: string; evidence: FieldEvidence }

/**
 * A price with evidence, in the digits of the currency that the caption names for it, else of the
 * store's.
 */
function cleanPrice(value: string | null, cited: AnsweredEvidence, reading: Reading): Price | null {
  if (value === null || !MONEY.test(value)) return null
  const amount = moneyIn(currencyOf({ amount: value }, reading).currency ?? '', value)
  if (amount === null) return null
  const evidence = evidenceOf(reading.post, cited, { value: amount, field: 'price' })
  return evidence && { amount, evidence }
}

function evidenceOf(
  post: Post,
  { caption: words, picture }: AnsweredEvidence,
  target: { value: string; field: 'price' | 'text' },
): FieldEvidence | null {
  const { caption, currency } = post
  if (words !== null) {
    const evidence = { kind: 'caption', text: words } as const
    const claim = { caption: caption ?? '', pictures: 0, currency, ...target, evidence }
    const check = checkEvidence(claim)
    if (check.holds && check.start !== null)
      return { kind: 'caption', start: check.start, end: check.end ?? check.start }
  }
  // A number that was read from a picture can be compared with nothing: the seller sees which
  // picture it is.
  const number = numberOf(picture, post)
  return number === null ? null : { kind: 'picture', number }
}

/**
 * Returns the currency that the caption names beside this amount. If several countries share the
 * name, a person chooses.
 */
function currencyOf(
  price: Pick<Price, 'amount'> | null,
  { found, post }: Reading,
): Pick<Extracted, 'currency' | 'possible_currencies'> {
  const named = found.find(
    (each) => each.isCurrencyNamed && price !== null && agrees(price.amount, [each]),
  )
  if (!named) return { currency: post.currency }
  const { currency, possibleCurrencies } = named
  return { currency, ...(currency === null && { possible_currencies: [...possibleCurrencies] }) }
}

type Variant = { option: string; value: string; evidence: FieldEvidence }

function cleanVariants({ variants }: AnsweredProduct, post: Post): Variant[] {
  const valid = variants
    .slice(0, DRAFT_FIELDS.variants.most)
    .flatMap(({ option, value, evidence: cited }) => {
      const [name, text] = [oneLine(option, 40), oneLine(value, 80)]
      const evidence = evidenceOf(post, cited, { value: text, field: 'text' })
      return evidence && name !== '' && text !== '' ? [{ option: name, value: text, evidence }] : []
    })
  const byKey = new Map(valid.map((each) => [`${each.option}\n${each.value}`.toLowerCase(), each]))
  return [...byKey.values()]
}

const oneLine = (text: string, longest: number): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longest)

const asTag = (text: string): string =>
  oneLine(text.replace(/^#+/, ''), DRAFT_FIELDS.tags.max).toLowerCase()

const sameText = (a: string, b: string | null): boolean =>
  b !== null && a.toLowerCase() === b.trim().toLowerCase()

/**
 * A draft of the caption and all pictures alone, of which the seller writes the rest: no answer
 * came, or a person wants a draft of a post in which the model found nothing.
 */
export const withoutModel = (
  caption: string | null,
  { currency, pictures }: { currency: string; pictures: number },
  flag: 'model_failed' | 'nothing_found' = 'model_failed',
): CleanDraft => ({
  extracted: {
    name: 'Untitled Product',
    description: (caption ?? '').trim().slice(0, DRAFT_FIELDS.description.max),
    price: null,
    compare_at_price: null,
    currency,
    category: null,
    tags: [],
    variants: [],
    pictures: Array.from({ length: pictures }, (_, at) => at + 1),
    evidence: {},
  },
  confidence: 0,
  flags: [flag, 'low_confidence'],
})
