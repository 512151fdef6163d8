import { currencyOf } from './currencies.ts'
import { millsOf, multiplierOf } from './numbers.ts'
import { NUMBER_WORDS, SUMS_IN_WORDS } from './price-words.ts'
import type { Token } from './tokens.ts'

/** A number of the text, with what multiplies it and the currency beside it: perhaps a price. */
export type Amount = {
  kind: 'amount'
  /** The digits as written, without the multiplier; empty for sums in words. */
  digits: string
  /** Thousandths. */
  mills: bigint
  multiplier: bigint
  inWords: 'no' | 'sure' | 'unsure'
  /** The currency that it names; without a code where several currencies share the name. */
  currency: { currency: string | null; possible: readonly string[]; isNamed: boolean } | null
  /** "300 000 so'mdan": from that sum on. */
  isAblative: boolean
  /** Offsets in the folded text; the number is without its currency. */
  start: number
  numberStart: number
  numberEnd: number
  end: number
}
export type Item = Token | Amount

/** Joins numbers with their multipliers; all else is unchanged. */
export function amountsAmong(tokens: readonly Token[]): Item[] {
  const items: Item[] = []
  for (let at = 0; at < tokens.length;) {
    const found = splitBySign(tokens, at) ?? numberAt(tokens, at) ?? sumInWordsAt(tokens, at)
    const token = tokens[at]
    if (found) items.push(found.amount)
    else if (token) items.push(token)
    at += found?.size ?? 1
  }
  return items
}

type Found = { amount: Amount; size: number }

function numberAt(tokens: readonly Token[], at: number): Found | null {
  const token = tokens[at]
  if (token?.kind !== 'number') return null
  const { multiplier, size, end, inWords } =
    multiplierAfter(tokens, at) ??
    millionsAfter(tokens, at) ??
    sumAfter(tokens, at) ??
    unmultiplied(token)
  const { text: digits, start } = token
  const mills = millsOf(digits, multiplier)
  return mills === null
    ? null
    : { amount: amountOf({ digits, mills, multiplier, inWords, start, end }), size }
}

/** "29€90" is one amount. */
function splitBySign(tokens: readonly Token[], at: number): Found | null {
  const [whole, sign, cents] = tokens.slice(at, at + 3)
  if (!whole || !cents || sign?.kind !== 'sign') return null
  const known = currencyOf(sign.text)?.sign.usual
  const isJoined = whole.end === sign.start && sign.end === cents.start
  if (!isJoined || !known || !/^\d{1,6},\d{2}$/.test(`${whole.text},${cents.text}`)) return null
  const digits = `${whole.text},${cents.text}`
  const mills = millsOf(digits)
  if (mills === null) return null
  const { start } = whole
  const amount = amountOf({ digits, mills, multiplier: 1n, inWords: 'no', start, end: cents.end })
  return {
    amount: { ...amount, currency: { currency: known, possible: [], isNamed: true } },
    size: 3,
  }
}

function amountOf(
  written: Omit<Amount, 'kind' | 'currency' | 'isAblative' | 'numberStart' | 'numberEnd'>,
): Amount {
  const { start, end } = written
  const plain = { kind: 'amount', currency: null, isAblative: false } as const
  return { ...written, ...plain, numberStart: start, numberEnd: end }
}

type Multiplied = { multiplier: bigint; size: number; end: number; inWords: Amount['inWords'] }

function unmultiplied({ end }: Token): Multiplied {
  return { multiplier: 1n, size: 1, end, inWords: 'no' }
}

function multiplierAfter(tokens: readonly Token[], at: number): Multiplied | null {
  const [number, word, dot] = [tokens[at], tokens[at + 1], tokens[at + 2]]
  if (!number || word?.kind !== 'word') return null
  const multiplier = multiplierOf(word.text)
  // "2.5k" is written together; a lone letter after a space is a word of its own.
  const room = /^[a-zа-я]$/.test(word.text) ? 0 : 1
  if (multiplier === undefined || word.start - number.end > room) return null
  const isAbbreviated = dot?.text === '.' && word.text.length === 3 && dot.start === word.end
  if (!isAbbreviated) return { multiplier, size: 2, end: word.end, inWords: 'no' }
  return { multiplier, size: 3, end: dot.end, inWords: 'no' }
}

/** "KES 2.5M", "1.2m ugx"; without a currency, "1.5m" is a length. */
function millionsAfter(tokens: readonly Token[], at: number): Multiplied | null {
  const [number, letter] = [tokens[at], tokens[at + 1]]
  if (!number || letter?.text !== 'm' || letter.start !== number.end) return null
  const before = tokens[at - 1]?.text === '.' ? tokens[at - 2] : tokens[at - 1]
  const after = tokens[at + 2]
  if (
    ![before, after].some((beside) => beside && currencyOf(beside.text)?.sign.isOwnOnly === false)
  )
    return null
  return { multiplier: 1_000_000n, size: 2, end: letter.end, inWords: 'no' }
}

/** "5 soo", "3 thao". */
function sumAfter(tokens: readonly Token[], at: number): Multiplied | null {
  const word = tokens[at + 1]
  const sum = sumWord(word)
  if (!sum?.isSure || !word) return null
  return { multiplier: sum.worth, size: 2, end: word.end, inWords: 'sure' }
}

const [SUM_WORDS, COUNTS] = [[...SUMS_IN_WORDS.keys()].join('|'), [...NUMBER_WORDS.keys()]]
const TENS = COUNTS.filter((word) => (NUMBER_WORDS.get(word) ?? 0n) >= 10n).join('|')
const COUNT = String.raw`(?: (?:(${TENS}) na )?(\d{1,2}|${COUNTS.join('|')}))?`
const SUM = new RegExp(`^(${SUM_WORDS})${COUNT}(?:(?: na)? (mia|soo)${COUNT})?(?= |$)`)

/**
 * "thao mbili", "ngiri 3", "elfu moja mia tano", "elfu kumi na tano", "ngiri na soo tano", "punch".
 */
function sumInWordsAt(tokens: readonly Token[], at: number): Found | null {
  const words = sumWord(tokens[at]) ? wordsFrom(tokens, at) : []
  const match = SUM.exec(words.map(({ text }) => text).join(' '))
  const [first] = words
  if (!match || !first) return null
  const [said, ...parts] = match
  const size = said.split(' ').length
  const sums = [parts.slice(0, 3), parts.slice(3)].flatMap(countedSum)
  const mills = sums.reduce((sum, { worth }) => sum + worth * 1_000n, 0n)
  const inWords = sums.some(({ isSure }) => isSure) ? 'sure' : 'unsure'
  const [start, end] = [first.start, words[size - 1]?.end ?? first.end]
  return { amount: amountOf({ digits: '', mills, multiplier: 1n, inWords, start, end }), size }
}

/** Words and numbers with one space between. */
function wordsFrom(tokens: readonly Token[], at: number): Token[] {
  const words: Token[] = []
  for (const token of tokens.slice(at, at + 9)) {
    const end = words.at(-1)?.end ?? token.start - 1
    if (!/^(?:word|number)$/.test(token.kind) || token.start - end !== 1) break
    words.push(token)
  }
  return words
}

function countedSum([word = '', tens, count]: readonly (string | undefined)[]): {
  worth: bigint
  isSure: boolean
}[] {
  const sum = SUMS_IN_WORDS.get(word)
  if (!sum) return []
  const [more, times] = [tens, count].map((said = '') => NUMBER_WORDS.get(said) ?? BigInt(said))
  // "Soo 5" may also be "so" drawn out; in words ("soo mbili") it is money.
  const isSure = sum.isSure && count !== undefined && (word !== 'soo' || !/^\d/.test(count))
  const isCounted = count !== undefined
  return [{ worth: sum.worth * (isCounted ? (more ?? 0n) + (times ?? 0n) : 1n), isSure }]
}

function sumWord(token: Token | undefined): { worth: bigint; isSure: boolean } | undefined {
  return token?.kind === 'word' ? SUMS_IN_WORDS.get(token.text) : undefined
}
