import { checkEvidence } from '../text/evidence.ts'
import { hasWordsOf } from '../text/words-of.ts'
import { agrees, mainPrice, readPrices, type FoundPrice } from '../text/prices.ts'
import type { AnsweredEvidence, AnsweredProduct, DraftAnswer } from './answer.ts'
import type { CleanDraft, Extracted, FieldEvidence, Flag } from './extracted.ts'

type Post = {
  caption: string | null
  /** How many the model was shown. */
  pictures: number
  currency: string
  categories: readonly string[]
}

const MOST_PRODUCTS = 20
const LONGEST_NAME = 200
const LONGEST_DESCRIPTION = 5_000
const MOST_TAGS = 20
const MOST_VARIANTS = 100
/** Below it a person is told to look closely. */
const REVIEW_BELOW = 0.5
/** What a contradiction leaves of the model's confidence. */
const CONTRADICTED = 0.5
const UNREAD_PRICE = 0.8
/** What a name that stands nowhere in the post leaves: less than a person is asked at. */
const INVENTED = 0.45
const DECIMAL = /^\d{1,12}(?:\.\d{1,2})?$/

/** What holds of an answer: a value without evidence is dropped, and the confidence falls with each contradiction. */
export function cleanAnswer(answer: DraftAnswer, post: Post): CleanDraft[] {
  if (!answer.is_product) return []
  const found = readPrices(post.caption ?? '', { currency: post.currency })
  const named = answer.products.filter(({ name }) => oneLine(name, LONGEST_NAME) !== '')
  return named
    .slice(0, MOST_PRODUCTS)
    .map((product) => cleanProduct(product, { post, found, isOnly: named.length === 1 }))
}

type Reading = { post: Post; found: readonly FoundPrice[]; isOnly: boolean }

function cleanProduct(product: AnsweredProduct, reading: Reading): CleanDraft {
  const { post, found } = reading
  const name = oneLine(product.name, LONGEST_NAME)
  const price = cleanPrice(product.price, product.evidence.price, post)
  const before = cleanPrice(product.compare_at_price, product.evidence.compare_at_price, post)
  const variants = cleanVariants(product, post)
  const nameEvidence = evidenceOf(post, product.evidence.name, { value: name, field: 'text' })
  const isNamed = nameEvidence !== null || hasWordsOf(name, post.caption ?? '')
  const doubts = doubtsAbout(product, { isNamed, price, variants }, reading)
  const confidence = doubts.reduce(
    (left, { factor }) => left * factor,
    Math.min(1, Math.max(0, product.confidence)),
  )
  const flags = [
    ...doubts.flatMap(({ flag }) => flag ?? []),
    ...(confidence < REVIEW_BELOW ? ['low_confidence' as const] : []),
  ]
  const extracted: Extracted = {
    name,
    description: product.description.normalize('NFC').trim().slice(0, LONGEST_DESCRIPTION),
    price: price?.amount ?? null,
    compare_at_price: higherThan(price, before),
    currency: currencyOf(price, found, post.currency),
    category: post.categories.find((known) => sameText(known, product.category)) ?? null,
    tags: [...new Set(product.tags.map(asTag))].filter((tag) => tag !== '').slice(0, MOST_TAGS),
    variants,
    pictures: [...new Set(product.pictures)].filter((at) => at >= 1 && at <= post.pictures),
    evidence: evidenceByField({
      name: nameEvidence,
      price: price?.evidence ?? null,
      compare_at_price: before?.evidence ?? null,
    }),
  }
  return {
    extracted,
    confidence: Math.round(confidence * 1_000) / 1_000,
    flags,
  }
}

/** Without a flag of its own it leaves so little confidence that the draft is flagged for that. */
type Doubt = { flag: Flag | null; factor: number }

/** What contradicts the model, and what that leaves of its confidence. */
function doubtsAbout(
  product: AnsweredProduct,
  {
    isNamed,
    price,
    variants,
  }: { isNamed: boolean; price: Price | null; variants: Extracted['variants'] },
  { found, isOnly }: Reading,
): Doubt[] {
  const doubts: Doubt[] = []
  if (!isNamed) doubts.push({ flag: null, factor: INVENTED })
  if (product.price !== null && !price) doubts.push({ flag: 'price_dropped', factor: CONTRADICTED })
  const left = price && leftOfPrice(price, found, isOnly)
  if (left !== null && left < 1) doubts.push({ flag: 'price_differs', factor: left })
  if (variants.length < product.variants.length)
    doubts.push({ flag: 'variants_dropped', factor: UNREAD_PRICE })
  return doubts
}

/** What was asked before is more than what is asked now. */
const higherThan = (price: Price | null, before: Price | null): string | null =>
  price && before && Number(before.amount) > Number(price.amount) ? before.amount : null

const evidenceByField = (
  fields: Readonly<Record<string, FieldEvidence | null>>,
): Record<string, FieldEvidence> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, evidence]) => (evidence ? [[field, evidence]] : [])),
  )

type Price = { amount: string; evidence: FieldEvidence }

function cleanPrice(value: string | null, told: AnsweredEvidence, post: Post): Price | null {
  if (value === null || !DECIMAL.test(value)) return null
  const [whole = '0', cents = ''] = value.split('.')
  const amount = `${BigInt(whole)}.${cents.padEnd(2, '0')}`
  const evidence = evidenceOf(post, told, { value: amount, field: 'price' })
  return evidence && { amount, evidence }
}

function evidenceOf(
  { caption, pictures, currency }: Post,
  { caption: words, picture }: AnsweredEvidence,
  asked: { value: string; field: 'price' | 'text' },
): FieldEvidence | null {
  if (words !== null) {
    const evidence = { kind: 'caption', text: words } as const
    const claim = { caption: caption ?? '', pictures, currency, ...asked, evidence }
    const check = checkEvidence(claim)
    if (check.holds && check.start !== null)
      return { kind: 'caption', start: check.start, end: check.end ?? check.start }
  }
  // A number that was read from a picture can be compared with nothing: the seller sees which picture it is.
  return picture !== null && picture >= 1 && picture <= pictures
    ? { kind: 'picture', number: picture }
    : null
}

/** What is left of the confidence where our own reading has other prices, or another one for the only product. */
function leftOfPrice(price: Price, found: readonly FoundPrice[], isOnly: boolean): number {
  const isRead = agrees(price.amount, found)
  if (price.evidence.kind === 'picture') return found.length > 0 && !isRead ? UNREAD_PRICE : 1
  if (!isRead) return CONTRADICTED
  if (!isOnly) return 1
  const main = mainPrice(found)
  if (main !== null) return main.amount === price.amount ? 1 : CONTRADICTED
  return haveNoRelation(found) ? UNREAD_PRICE : 1
}

/** Whether a caption states several prices of one currency, and nothing says which of them is when. */
function haveNoRelation(found: readonly FoundPrice[]): boolean {
  const stated = found.filter(({ kind }) => kind === 'price' || kind === 'each')
  const [first] = stated
  if (!first || found.some(({ kind }) => kind === 'now' || kind === 'range_low')) return false
  return stated.some(
    ({ amount, currency }) => currency === first.currency && amount !== first.amount,
  )
}

function currencyOf(price: Price | null, found: readonly FoundPrice[], ofStore: string): string {
  const read = found.find(
    ({ amount, isCurrencyNamed }) => isCurrencyNamed && amount === price?.amount,
  )
  return read?.currency ?? ofStore
}

function cleanVariants({ variants }: AnsweredProduct, post: Post): Extracted['variants'] {
  const kept = variants.slice(0, MOST_VARIANTS).flatMap(({ option, value, evidence: told }) => {
    const [name, text] = [oneLine(option, 40), oneLine(value, 80)]
    const evidence = evidenceOf(post, told, { value: text, field: 'text' })
    return evidence && name !== '' && text !== '' ? [{ option: name, value: text }] : []
  })
  const byKey = new Map(kept.map((each) => [`${each.option}\n${each.value}`.toLowerCase(), each]))
  return [...byKey.values()]
}

const oneLine = (text: string, longest: number): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longest)

const asTag = (text: string): string => oneLine(text.replace(/^#+/, ''), 40).toLowerCase()

const sameText = (a: string, b: string | null): boolean =>
  b !== null && a.toLowerCase() === b.trim().toLowerCase()

/** What is offered when no answer came: the seller writes the rest. */
export const withoutModel = (
  caption: string | null,
  { currency, pictures }: { currency: string; pictures: number },
): CleanDraft => ({
  extracted: {
    name: 'Untitled Product',
    description: (caption ?? '').trim().slice(0, LONGEST_DESCRIPTION),
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
  flags: ['model_failed', 'low_confidence'],
})
