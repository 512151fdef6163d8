import { agrees, mainPrice, type FoundPrice } from '../text/prices.ts'
import { hasWordsOf } from '../text/words-of.ts'
import type { AnsweredProduct } from './answer.ts'
import type { Extracted, Flag } from './extracted.ts'

/** The share of the model's confidence that remains after a contradiction. */
const CONTRADICTED = 0.5
/** The share that remains for a value that nothing confirms. */
const UNCONFIRMED = 0.8
/** The share that remains for a name that the post does not contain: low enough to ask a person. */
const INVENTED = 0.45

/**
 * A reason to lower the confidence. Without a flag of its own, it lowers it so much that the draft
 * is flagged for that.
 */
export type Doubt = { flag: Flag | null; factor: number }

type Reading = {
  post: { caption: string | null }
  /** The prices that our own rules read in the caption. */
  found: readonly FoundPrice[]
  /** Whether it is the only product of the post. */
  isOnly: boolean
  isNamed: boolean
}

/**
 * Returns what contradicts the model or cannot be compared, each with the share of its confidence
 * that remains.
 */
export function doubtsAbout(
  product: AnsweredProduct,
  extracted: Extracted,
  reading: Reading,
): Doubt[] {
  return [
    ...(reading.isNamed ? [] : [{ flag: null, factor: INVENTED }]),
    ...doubtsAboutPrice(product, extracted, reading),
    ...doubtsAboutEvidence(product, extracted, reading),
    ...doubtsAboutVariants(product, extracted, reading),
  ]
}

function doubtsAboutPrice(
  product: AnsweredProduct,
  extracted: Extracted,
  { found, isOnly }: Reading,
): Doubt[] {
  const doubts: Doubt[] = []
  const { price, evidence } = extracted
  const isInPicture = evidence['price']?.kind === 'picture'
  if (price === null && product.price !== null)
    doubts.push({ flag: 'price_dropped', factor: CONTRADICTED })
  else if (price === null && isOnly && isStated(mainPrice(found)))
    doubts.push({ flag: 'price_missed', factor: CONTRADICTED })
  const left = price === null ? 1 : leftOfPrice({ price, isInPicture }, found, isOnly)
  if (left < 1) doubts.push({ flag: 'price_differs', factor: left })
  if (extracted.currency === null) doubts.push({ flag: 'currency_unclear', factor: UNCONFIRMED })
  else if (price !== null && differs(product.currency, extracted.currency))
    doubts.push({ flag: 'currency_differs', factor: CONTRADICTED })
  return doubts
}

function doubtsAboutEvidence(
  product: AnsweredProduct,
  { price, compare_at_price: before, evidence }: Extracted,
  { found }: Reading,
): Doubt[] {
  const isUnseen = (field: string, amount: string | null): boolean =>
    evidence[field]?.kind === 'picture' && amount !== null && !agrees(amount, found)
  return [
    ...(product.compare_at_price !== null && before === null
      ? [{ flag: 'compare_at_price_dropped' as const, factor: UNCONFIRMED }]
      : []),
    // Only a person can compare it with the picture, however sure the model is.
    ...(isUnseen('price', price) || isUnseen('compare_at_price', before)
      ? [{ flag: 'price_in_picture' as const, factor: 1 }]
      : []),
  ]
}

/** Whether one piece has this price: not "from 800", nor "3 for 1000". */
const isStated = (main: FoundPrice | null): boolean =>
  main !== null && ['now', 'price', 'each'].includes(main.kind)

const differs = (code: string | null, currency: string): boolean =>
  code !== null && code.trim() !== '' && code.trim().toUpperCase() !== currency

/**
 * Returns the share of the confidence that remains where our own rules read other prices, or
 * another price for the only product.
 */
function leftOfPrice(
  { price, isInPicture }: { price: string; isInPicture: boolean },
  found: readonly FoundPrice[],
  isOnly: boolean,
): number {
  const isRead = agrees(price, found)
  if (isInPicture) return found.length > 0 && !isRead ? UNCONFIRMED : 1
  if (!isRead) return CONTRADICTED
  if (!isOnly) return 1
  const main = mainPrice(found)
  if (main !== null) return main.amount === price ? 1 : CONTRADICTED
  return haveNoRelation(found) ? UNCONFIRMED : 1
}

/**
 * Whether a caption states several prices of one currency, and nothing says which of them is when.
 */
function haveNoRelation(found: readonly FoundPrice[]): boolean {
  const stated = found.filter(({ kind }) => kind === 'price' || kind === 'each')
  const [first] = stated
  if (!first || found.some(({ kind }) => kind === 'now' || kind === 'range_low')) return false
  return stated.some(
    ({ amount, currency }) => currency === first.currency && amount !== first.amount,
  )
}

function doubtsAboutVariants(
  { variants: answeredVariants }: AnsweredProduct,
  { variants, evidence }: Extracted,
  { post }: Reading,
): Doubt[] {
  const isUnseen = variants.some(
    ({ value }, at) =>
      evidence[`variants.${at}`]?.kind === 'picture' && !hasWordsOf(value, post.caption ?? ''),
  )
  return [
    ...(variants.length < answeredVariants.length
      ? [{ flag: 'variants_dropped' as const, factor: UNCONFIRMED }]
      : []),
    ...(isUnseen ? [{ flag: 'variants_in_picture' as const, factor: 1 }] : []),
  ]
}
