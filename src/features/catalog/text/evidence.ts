import { foldOnOneLine, type Folded } from './fold.ts'
import { millsOfDecimal } from './numbers.ts'
import { readAmounts, type PlacedAmount } from './read-amounts.ts'

/** The place where a model says that it read a value. Pictures are counted from one. */
type Evidence = { kind: 'caption'; text: string } | { kind: 'picture'; number: number }

export type EvidenceCheck =
  /** UTF-16 offsets of the quotation in the caption; null for a picture. */
  | { holds: true; start: number | null; end: number | null }
  | {
      holds: false
      why: 'not_in_caption' | 'number_not_in_span' | 'no_such_picture' | 'value_not_in_span'
    }

export type EvidenceClaim = {
  caption: string
  /** The number of pictures of the post. */
  pictures: number
  value: string | number
  evidence: Evidence
  field: 'price' | 'text'
  /** The store's, for letters that are currencies there only. */
  currency?: string
}

type Span = { start: number; end: number }

/**
 * The maximum number of places of a quotation: one of a letter or two has many places, and more of
 * them add nothing new.
 */
const MAX_PLACES = 50

/**
 * Checks whether the caption contains a model's quotation, and whether the quotation has the value
 * in it. A price needs a number of that worth which is no size, phone or delivery fee; a text needs
 * the value as whole words. What a picture shows cannot be checked here, only that there is such a
 * picture.
 */
export function checkEvidence(claim: EvidenceClaim): EvidenceCheck {
  const { evidence } = claim
  if (evidence.kind === 'picture') {
    const exists = Number.isInteger(evidence.number) && evidence.number >= 1
    return exists && evidence.number <= claim.pictures
      ? { holds: true, start: null, end: null }
      : { holds: false, why: 'no_such_picture' }
  }
  const caption = foldOnOneLine(claim.caption)
  const spans = spansOf(caption, evidence.text)
  if (spans.length === 0) return { holds: false, why: 'not_in_caption' }
  return claim.field === 'price'
    ? checkPrice(claim, caption, spans)
    : checkText(claim, caption, spans)
}

function checkPrice(claim: EvidenceClaim, caption: Folded, spans: readonly Span[]): EvidenceCheck {
  const mills = millsOfDecimal(String(claim.value))
  const amounts = readAmounts(claim.caption, claim.currency ?? '').filter(
    ({ status, isName, amount }) => (status !== 'other' || isName) && amount.mills === mills,
  )
  for (const span of spans) {
    const place = inOriginal(caption, span)
    if (amounts.some((amount) => isWithin(amount, place))) return { holds: true, ...place }
  }
  return { holds: false, why: 'number_not_in_span' }
}

/** The whole number must be quoted; its currency may be left out. */
function isWithin(amount: PlacedAmount, { start, end }: Span): boolean {
  return amount.numberStart >= start && amount.numberEnd <= end
}

function checkText(claim: EvidenceClaim, caption: Folded, spans: readonly Span[]): EvidenceCheck {
  const value = foldOnOneLine(String(claim.value)).text.trim()
  for (const span of spans) {
    const places = value === '' ? [] : placesOf(caption.text.slice(span.start, span.end), value)
    const stands = places.some((at) => isWhole(caption.text, span.start + at, value.length))
    if (stands) return { holds: true, ...inOriginal(caption, span) }
  }
  return { holds: false, why: 'value_not_in_span' }
}

/**
 * Finds the places of a quotation in the folded caption; models like to put their quotations in
 * quotes.
 */
function spansOf(caption: Folded, quotation: string): Span[] {
  const quoted = foldOnOneLine(quotation).text.trim()
  const bare = quoted.replace(/^["']{1,3}|["']{1,3}$/g, '').trim()
  for (const text of [quoted, bare]) {
    const places = text === '' ? [] : placesOf(caption.text, text)
    if (places.length > 0) return places.map((start) => ({ start, end: start + text.length }))
  }
  return []
}

function placesOf(text: string, part: string): number[] {
  const places: number[] = []
  let at = text.indexOf(part)
  while (at !== -1 && places.length < MAX_PLACES) {
    places.push(at)
    at = text.indexOf(part, at + 1)
  }
  return places
}

function inOriginal({ starts, ends }: Folded, span: Span): Span {
  return { start: starts[span.start] ?? 0, end: ends[span.end - 1] ?? 0 }
}

/** Scripts that put no space between words, so that their words have no edges to check. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const OF_A_WORD = /[\p{L}\p{N}\p{M}_]/u

/**
 * Whether the value at a place is whole words: "XL" is not in "2XL", "M" not in "I'm", "5" not in
 * "1.5".
 */
function isWhole(text: string, at: number, length: number): boolean {
  const [first, last] = [characterAt(text, at), characterBefore(text, at + length)]
  const [before, after] = [characterBefore(text, at), characterAt(text, at + length)]
  const further = characterBefore(text, at - before.length)
  const beyond = characterAt(text, at + length + after.length)
  return !isJoined(further, before, first) && !isJoined(beyond, after, last)
}

/**
 * Checks whether an edge of the value continues into its neighbour, or over an apostrophe or
 * decimal point into the next.
 */
function isJoined(further: string, neighbour: string, edge: string): boolean {
  if (!OF_A_WORD.test(edge) || UNSPACED.test(edge)) return false
  if (OF_A_WORD.test(neighbour)) return !UNSPACED.test(neighbour)
  if (neighbour === "'") return /\p{L}/u.test(further) && /\p{L}/u.test(edge)
  return neighbour === '.' && /\d/.test(further) && /\d/.test(edge)
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function characterBefore(text: string, at: number): string {
  if (at <= 0) return ''
  const unit = text.charCodeAt(at - 1)
  const isLow = unit >= 0xdc00 && unit <= 0xdfff
  return characterAt(text, isLow && at >= 2 ? at - 2 : at - 1)
}
