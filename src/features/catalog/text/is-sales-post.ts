import { fold } from './fold.ts'
import type { FoundPrice } from './prices.ts'
import { OTHER_POSTS, type OtherPost } from './other-posts.ts'
import { GREETINGS, GREETING_WORDS, SELLS_ALONE, SELLS_TOGETHER } from './selling-words.ts'
import { tokensOf, type Token } from './tokens.ts'

/** Reasons are stable: they are stored, counted and filtered by. */
export type Selling =
  | { verdict: 'sells'; reason: 'price_named' | 'order_words' }
  | { verdict: 'unsure'; reason: 'no_caption' | 'no_words' | 'no_sign' | 'mixed_signs' }
  | {
      verdict: 'does_not_sell'
      reason: 'greeting' | OtherPost
    }

/** The number of words above which a post has room for a product, whatever else it says. */
const MAX_WORDS = 40

/**
 * Judges whether a post sells something, before a model is asked. Returns `does_not_sell` only
 * where nothing in the caption could be a product: a wrong verdict loses a seller's product unseen,
 * an unsure one costs one question.
 */
export function classifySelling(caption: string | null, found: readonly FoundPrice[]): Selling {
  if (caption === null || caption.trim() === '') return { verdict: 'unsure', reason: 'no_caption' }
  if (found.length > 0) return { verdict: 'sells', reason: 'price_named' }
  const tokens = tokensOf(fold(caption))
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text)
  if (words.length === 0) return { verdict: 'unsure', reason: 'no_words' }
  // Digits are retained, since "с 8 марта" needs one.
  const spoken = ` ${tokens
    .filter(({ kind }) => kind === 'word' || kind === 'number')
    .map(textOf)
    .join(' ')} `
  const weight = sellingWeight(spoken, tokens)
  const other = otherPost(spoken)
  if (other) return judgeOther(other, spoken, words.length)
  if (weight >= 2) return { verdict: 'sells', reason: 'order_words' }
  if (weight === 0 && isGreeting(spoken, tokens))
    return { verdict: 'does_not_sell', reason: 'greeting' }
  return { verdict: 'unsure', reason: 'no_sign' }
}

function judgeOther(other: OtherPost, spoken: string, words: number): Selling {
  // A contact belongs to a job advert; words that sell alone do not.
  const isSure = words <= MAX_WORDS && !has(spoken, SELLS_ALONE)
  return isSure
    ? { verdict: 'does_not_sell', reason: other }
    : { verdict: 'unsure', reason: 'mixed_signs' }
}

function otherPost(spoken: string): OtherPost | null {
  return OTHER_POSTS.find(({ phrases }) => has(spoken, phrases))?.reason ?? null
}

function sellingWeight(spoken: string, tokens: readonly Token[]): number {
  if (has(spoken, SELLS_ALONE)) return 2
  const contact = tokens.some((token) => token.kind === 'skip' && isContact(token)) ? 1 : 0
  return contact + SELLS_TOGETHER.filter((phrase) => spoken.includes(` ${phrase} `)).length
}

/** A phone number or a chat; hashtags, mentions, dates and hours are none. */
function isContact({ text }: Pick<Token, 'text'>): boolean {
  if (/^[#@]/.test(text)) return false
  return /wa\.me|t\.me|whatsapp/.test(text) || text.replace(/\D/g, '').length >= 9
}

/** Checks for greetings of nothing but ordinary words; a birthday may name a person. */
function isGreeting(spoken: string, tokens: readonly Token[]): boolean {
  const greetings = GREETINGS.filter((phrase) => spoken.includes(` ${phrase} `))
  if (greetings.length === 0 || tokens.some(isForeign)) return false
  const known = new Set(greetings.flatMap((phrase) => phrase.split(' ')))
  const unknown = tokens.filter(
    ({ kind, text }) => kind === 'word' && !known.has(text) && !GREETING_WORDS.has(text),
  )
  const [first, ...others] = unknown
  if (!first) return true
  const isBirthday = greetings.some((phrase) => /birthday|рождения|туған/.test(phrase))
  return isBirthday && others.length === 0 && isAddressed(tokens, first)
}

/** Checks for links and phones, which lead to something that the caption does not state. */
function isForeign({ kind, text }: Token): boolean {
  return kind === 'skip' && !/^[#@]/.test(text) && (isContact({ text }) || /[a-z]/.test(text))
}

function isAddressed(tokens: readonly Token[], name: Token): boolean {
  const before = tokens[tokens.indexOf(name) - 1]?.text
  return before === ',' || before === 'to' || before === 'dear'
}

function has(spoken: string, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => spoken.includes(` ${phrase} `))
}

function textOf({ text }: Token): string {
  return text
}
