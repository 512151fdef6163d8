import type { Amount, Item } from './amounts.ts'
import { CURRENCIES, LETTER_CURRENCIES, meaningOf, type CurrencySign } from './currencies.ts'

/** What may stand between a currency and its amount: "Ksh. 500", "KES:500", "Kes-500", "KES = 500". */
const TO_THE_RIGHT = /^(?: {0,2}|[.:=-]{1,2} ?| [:=] ?)$/
const TO_THE_LEFT = /^ {0,2}$/
/** "Ksh - 500", where nothing on the left could make it a range. */
const LONE_TO_THE_RIGHT = /^ {0,2}[.:=-]{0,2} {0,2}$/

type Beside = { index: number; gap: number }
type Sign = { index: number; sign: CurrencySign; left: Beside | null; right: Beside | null }

/** Gives each currency to the amount that it stands beside, and takes it out of the items. */
export function withCurrencies(
  items: readonly Item[],
  text: string,
  storeCurrency: string,
): Item[] {
  const signs = signsAmong(items, text, storeCurrency)
  const owned = new Map<number, Sign[]>()
  const taken = new Set<number>()
  for (const sign of signs) {
    const owner = ownerOf(sign, owned)
    if (!owner) continue
    owned.set(owner.index, [...(owned.get(owner.index) ?? []).slice(0, 3), sign])
    const [from, to] = [Math.min(sign.index, owner.index), Math.max(sign.index, owner.index)]
    for (let index = from; index <= to; index += 1) if (index !== owner.index) taken.add(index)
  }
  return items.flatMap((item, index) => {
    if (taken.has(index)) return []
    const own = owned.get(index)
    return item.kind === 'amount' && own ? [withSigns(item, own, items, storeCurrency)] : [item]
  })
}

function withSigns(
  amount: Amount,
  signs: readonly Sign[],
  items: readonly Item[],
  storeCurrency: string,
): Amount {
  const meanings = signs.map(({ sign }) => meaningOf(sign, storeCurrency))
  const currency = meanings.find(({ isNamed }) => isNamed) ?? meanings[0] ?? null
  const spans = signs.flatMap(({ index }) => items[index] ?? [])
  return {
    ...amount,
    currency,
    start: Math.min(amount.start, ...spans.map(({ start }) => start)),
    end: Math.max(amount.end, ...spans.map(({ end }) => end)),
  }
}

function signsAmong(items: readonly Item[], text: string, storeCurrency: string): Sign[] {
  const signs: Sign[] = []
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'word' && item.kind !== 'sign') continue
    const sign = CURRENCIES.get(item.text) ?? letterSign(items, index, storeCurrency)
    if (!sign) continue
    const left = leftOf(items, text, index)
    const right = sign.codes.length === 0 ? null : rightOf(items, text, index, left !== null)
    if (left || right) signs.push({ index, sign, left, right })
  }
  const ends = lineEnds(signs, items)
  return signs.map((sign, at) => preferred(sign, ends[at] ?? false))
}

/** "R250" and, in a Nigerian store, "N5,000"; elsewhere a letter is a letter. */
function letterSign(
  items: readonly Item[],
  index: number,
  storeCurrency: string,
): CurrencySign | undefined {
  const item = items[index]
  const letter = item?.kind === 'word' ? LETTER_CURRENCIES.get(item.text) : undefined
  if (!item || !letter) return undefined
  const { code, follows } = letter
  const isOwn = code === storeCurrency
  if (!isOwn && !letter.anywhere) return undefined
  const isBeside = follows
    ? touches(items[index - 1], item, 0)
    : touches(item, items[index + 1], isOwn ? 1 : 0)
  return isBeside ? { codes: [code], follows } : undefined
}

function touches(first: Item | undefined, second: Item | undefined, room: number): boolean {
  if (!first || !second || second.start - first.end > room) return false
  return first.kind === 'amount' || second.kind === 'amount'
}

function leftOf(items: readonly Item[], text: string, index: number): Beside | null {
  const [amount, sign] = [items[index - 1], items[index]]
  if (amount?.kind !== 'amount' || !sign) return null
  const gap = text.slice(amount.end, sign.start)
  return gap.length <= 2 && TO_THE_LEFT.test(gap) ? { index: index - 1, gap: gap.length } : null
}

function rightOf(
  items: readonly Item[],
  text: string,
  index: number,
  hasLeft: boolean,
): Beside | null {
  const sign = items[index]
  for (let at = index + 1; sign && at <= index + 3; at += 1) {
    const amount = items[at]
    if (amount?.kind === 'mark') continue
    if (amount?.kind !== 'amount') return null
    const gap = text.slice(sign.end, amount.start)
    const joined = hasLeft ? TO_THE_RIGHT : LONE_TO_THE_RIGHT
    return gap.length <= 6 && joined.test(gap) ? { index: at, gap: gap.length } : null
  }
  return null
}

/**
 * Between two amounts a sign belongs to the one that it touches, else where people write that currency, else as the line
 * does: when its last sign has no amount after it, signs follow their amounts.
 */
function preferred(sign: Sign, lineEndsInAmount: boolean): Sign {
  const { left, right } = sign
  if (!left || !right) return sign
  if (left.gap === 0 && right.gap > 0) return { ...sign, right: null }
  if (right.gap === 0 && left.gap > 0) return { ...sign, left: null }
  const follows = sign.sign.follows || !lineEndsInAmount
  return follows ? { ...sign, right: null } : { ...sign, left: null }
}

/** For each sign, whether the last one of its line has an amount after it. */
function lineEnds(signs: readonly Sign[], items: readonly Item[]): boolean[] {
  const ends: boolean[] = []
  let at = items.length - 1
  let endsBefore: boolean | null = null
  for (const sign of signs.toReversed()) {
    for (; at > sign.index; at -= 1) if (items[at]?.kind === 'line') endsBefore = null
    endsBefore ??= sign.right !== null
    ends.push(endsBefore)
  }
  return ends.reverse()
}

function ownerOf(sign: Sign, owned: ReadonlyMap<number, readonly Sign[]>): Beside | null {
  const isFree = (beside: Beside | null): beside is Beside =>
    beside !== null && (owned.get(beside.index) ?? []).every((own) => own.sign.codes.length === 0)
  if (sign.sign.codes.length === 0) return sign.left
  if (isFree(sign.left)) return sign.left
  return isFree(sign.right) ? sign.right : null
}
