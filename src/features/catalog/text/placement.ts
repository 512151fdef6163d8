import type { Amount, Item } from './amounts.ts'
import { FREE, isDelivery } from './cue-table.ts'
import { isContent, textOf, type Evidence } from './cues.ts'

type Place = {
  items: readonly Item[]
  /** The item from which on a price list continues. */
  listFrom: number
  /** Thousandths: below it a bare number of the store's currency is a count, a size or an hour. */
  minBare: bigint
}
type Placed = {
  amount: Amount
  index: number
  before: readonly Evidence[]
  after: readonly Evidence[]
}

/**
 * Checks whether an amount is where sellers put prices: alone on a line, after a dash at its end,
 * under "PRICE LIST".
 */
export function isPlaced(
  { items, listFrom, minBare }: Place,
  { amount, index, before }: Placed,
): boolean {
  if (amount.inWords !== 'no' || before.some(({ cue }) => cue !== 'weak')) return false
  const isMultiplied = amount.multiplier > 1n
  if (!endsLine(items, index)) return isMultiplied && /[.,]/.test(amount.digits)
  if (isMultiplied) return true
  if (index > listFrom) return amount.mills * 5n >= minBare * 2n
  if (amount.mills < minBare * 2n || isYear(amount, 'strict') || /^\d{7,}$/.test(amount.digits))
    return false
  // The digits of a model are not grouped: "Leather bag 2,500" is a price, "New Balance 2002" may
  // be none.
  const opens = opening(items, index)
  const isGrouped = /^\d{1,3}[ ,.']\d{3}/.test(amount.digits)
  return isGrouped ? opens !== 'other' : opens === 'line' || opens === 'dash'
}

/** "240,00" and "59,90", where nothing says that it is a measure. */
export function isPriceLike(
  { minBare }: Pick<Place, 'minBare'>,
  { amount, before, after }: Placed,
): boolean {
  if (!/\d[.,](?:00|50|9[059])$/.test(amount.digits) || amount.multiplier > 1n) return false
  return amount.mills >= minBare * 2n && !before[0] && !after[0]
}

/**
 * Returns what is before an amount: the beginning of its line, a dash or colon, a word, or
 * something else.
 */
function opening(items: readonly Item[], index: number): 'line' | 'dash' | 'word' | 'other' {
  let at = index - 1
  let hasBullet = false
  for (; at >= index - 4 && items[at]?.kind === 'mark' && !JOINT.test(textOf(items[at])); at -= 1)
    hasBullet ||= PICTOGRAPH.test(textOf(items[at]))
  const item = items[at]
  if (!item || item.kind === 'line') return 'line'
  // Shops part what they say by emoji: "sizes 37 to 45 ✅ 2,800 ✅".
  if (item.kind === 'word' || hasBullet) return 'word'
  return JOINT.test(textOf(item)) ? 'dash' : 'other'
}

const JOINT = /^[-:=→]$/
const PICTOGRAPH = /\p{Extended_Pictographic}/u

/** Nothing but marks until the line ends, or a mark that is no joint ("1,800 🔥 link in bio"). */
function endsLine(items: readonly Item[], index: number): boolean {
  for (let at = index + 1; at <= index + 4; at += 1) {
    const item = items[at]
    if (!item || item.kind === 'line') return true
    // "Shati 20,000 na suruali 35,000".
    if (at === index + 1 && AND.test(textOf(item))) return namesNext(items, at + 1)
    // "Gamis 185rb free ongkir", "Dress 45k pay on delivery".
    if (at === index + 1 && isOfTerms(items, at)) return true
    if (item.kind !== 'mark') return false
    if (/^[.,;!|)]$|\p{Extended_Pictographic}/u.test(item.text)) return true
  }
  return true
}

/** Begins what a seller says of delivery and payment. */
function isOfTerms(items: readonly Item[], at: number): boolean {
  const said = textOf(items[FREE.has(textOf(items[at])) ? at + 1 : at])
  return isDelivery(said) || PAYMENT.test(said)
}

const PAYMENT =
  /^(?:pay|paid|payment|cod|lipa|malipo|оплата|төлем|төлөм|to'lov|ödeme|paiement|pago|pagamento|zahlung|bayar|الدفع)$/

/** Whether up to three words of another product lead to an amount that ends the line. */
function namesNext(items: readonly Item[], from: number): boolean {
  for (let at = from; at <= from + 3; at += 1) {
    const item = items[at]
    if (item?.kind === 'amount') return at > from && endsLine(items, at)
    if (!isContent(item)) return false
  }
  return false
}

/** Joins two amounts, or two products. */
export const AND = /^(?:and|&|na|и|және|менен|va|ve|et|y|e|und|و|dan|और|と)$/

/** A year, unless it is round or ends as prices do; where nothing speaks for a price, those too. */
export function isYear({ digits, multiplier }: Amount, how?: 'strict'): boolean {
  if (multiplier > 1n || !/^(?:19|20)\d{2}$/.test(digits)) return false
  return how === 'strict' ? !/(?:00|50)$/.test(digits) : !/(?:00|50|90|95|99)$/.test(digits)
}
