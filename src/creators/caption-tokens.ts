import { domainIn } from './domains.ts'
import { HASHTAG_SIGN, isNamed } from './hashtag.ts'

/** The kinds of tokens that a translation keeps unchanged. */
export type TokenKind = 'link' | 'email' | 'mention' | 'hashtag' | 'emoji' | 'phone' | 'price'

export type Token = { kind: TokenKind; text: string; start: number }

const BLANK = String.raw`[ \u00A0\u202F]`
/** The digit of a keycap does not belong to a number before it. */
const NO_KEYCAP = String.raw`(?!\uFE0F?\u20E3)`
/**
 * Thousands separated or not, with or without a fraction. The number of groups is limited, since
 * each may begin a number.
 */
const NUMBER = String.raw`(?:\d{1,3}(?:[ \u00A0\u202F.,'’]\d{3}){1,6}|\d+)(?:[.,]\d{1,2})?${NO_KEYCAP}`
/** Currency codes that are also words. */
const WORDS = new Set(['ALL', 'TOP', 'TRY'])
const CODES = Intl.supportedValuesOf('currency')
  .filter((code) => !WORDS.has(code))
  .join('|')
const CURRENCY = String.raw`(?:(?:US|NZ|HK|[AC])?\p{Sc}|${CODES}|тг|₸|руб|сум|сом)`

/** Scripts without spaces: a hashtag or mention may follow a letter of theirs. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`
const NOT_IN_WORD = String.raw`(?<![[\p{L}\p{N}_&]--${UNSPACED}])`
const LETTER = String.raw`[[\p{L}\p{M}\p{N}_]--[${UNSPACED}\uFE00-\uFE0F\u20E3]]`
const IN_LINK = String.raw`[^\s<>"«»“”]`
const NOT_BEFORE_WORD = String.raw`(?![\p{L}\p{N}_])`

/** Most emoji. They come first, since the list of all sequences is long. */
const PLAIN_EMOJI = String.raw`[\p{Emoji_Presentation}--\p{Regional_Indicator}](?![\u200D\uFE0E\uFE0F\u20E3\p{Emoji_Modifier}\u{E0020}-\u{E007F}])`

/** Labels joined by dots, in which `domainIn` finds the domain, and the rest up to a space. */
const DOMAIN = new RegExp(
  String.raw`(?<![${LETTER}@.\-])(?<host>${LETTER}[${LETTER}\-]*(?:\.${LETTER}[${LETTER}\-]*)+)(?<rest>(?::\d{2,5})?(?:[\/?]${IN_LINK}*)?)`,
  'gv',
)

/** In this order: the keycap "#️⃣" is an emoji and not a hashtag, nor is a fragment of a link. */
const PATTERNS: Record<TokenKind, string> = {
  link: String.raw`(?<![${LETTER}@.\-])(?:[A-Za-z][A-Za-z0-9+\-]{1,15}:\/\/|[Ww]{3}\.)${IN_LINK}+`,
  email: String.raw`(?<![A-Za-z0-9_%+\-])[A-Za-z0-9_%+\-]{1,64}(?:\.[A-Za-z0-9_%+\-]{1,64}){0,8}@[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63}){1,8}${NOT_BEFORE_WORD}`,
  emoji: String.raw`(?:${PLAIN_EMOJI}|\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?|\p{Regional_Indicator})+`,
  // Dots may precede a mention: no e-mail address has a dot before its "@".
  mention: String.raw`(?<![[\p{L}\p{N}_@]--${UNSPACED}])[@＠][A-Za-z0-9_](?:\.?[A-Za-z0-9_]){0,29}`,
  hashtag: String.raw`${NOT_IN_WORD}(?:[#＃]${HASHTAG_SIGN}+)+`,
  phone: String.raw`(?<![\p{L}\p{N}])\+?\d(?:(?:${BLANK}?[\-\(\)]${BLANK}?|${BLANK})?\d${NO_KEYCAP}){9,14}(?!\d)`,
  price: String.raw`(?<![\p{L}\p{N}.,])(?:${CURRENCY}${BLANK}?${NUMBER}|[+−\-]?${NUMBER}${BLANK}?(?:[%‰]|${CURRENCY}))${NOT_BEFORE_WORD}`,
}
const TOKEN = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join('|'),
  'gv',
)

/** Returns the tokens of a text in order; none spans a line break. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const domains = domainsOf(text)
  let [end, place] = [0, 0]
  let other = nextToken(text, end)
  for (;;) {
    while ((domains[place]?.start ?? Infinity) < end) place += 1
    if (other !== undefined && other.start < end) other = nextToken(text, end)
    const token = firstOf(domains[place], other)
    if (token === undefined) return tokens
    tokens.push(token)
    end = token.start + token.text.length
  }
}

/**
 * Returns the token that begins first; if two begin together, the longer one: an e-mail address may
 * begin like a domain.
 */
function firstOf(domain: Token | undefined, other: Token | undefined): Token | undefined {
  if (domain === undefined || other === undefined) return domain ?? other
  if (domain.start !== other.start) return domain.start < other.start ? domain : other
  return other.text.length > domain.text.length ? other : domain
}

/** Finds URLs without a scheme. */
function domainsOf(text: string): Token[] {
  const found: Token[] = []
  for (const { index, groups = {} } of text.matchAll(DOMAIN)) {
    const { host = '', rest = '' } = groups
    const domain = domainIn(host)
    const whole = domain === host ? withoutPunctuation(host + rest) : domain
    if (domain !== '') found.push({ kind: 'link', text: whole, start: index })
  }
  return found
}

function nextToken(text: string, from: number): Token | undefined {
  TOKEN.lastIndex = from
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const kind = kindOf(match.groups ?? {})
    const [whole] = match
    if (kind === undefined || (kind === 'hashtag' && !isNamed(whole))) continue
    const visible = kind === 'link' ? withoutPunctuation(whole) : whole
    return { kind, text: visible, start: match.index }
  }
  return undefined
}

const KINDS: readonly TokenKind[] = [
  'link',
  'email',
  'emoji',
  'mention',
  'hashtag',
  'phone',
  'price',
]

const kindOf = (groups: Record<string, string | undefined>): TokenKind | undefined =>
  KINDS.find((kind) => groups[kind] !== undefined)

const ENDS = new Set(".,!?;:…'’*_~")
const OPENED: Readonly<Record<string, string>> = { ')': '(', ']': '[' }

/** The end of a sentence does not belong to a link; a bracket does if it was opened there. */
function withoutPunctuation(link: string): string {
  const count = (char: string): number => link.split(char).length
  const unopened = new Map(
    Object.entries(OPENED).map(([close, open]) => [close, count(close) - count(open)]),
  )
  let end = link.length
  for (; end > 0; end -= 1) {
    const last = link[end - 1] ?? ''
    const left = unopened.get(last) ?? 0
    if (!ENDS.has(last) && left <= 0) break
    unopened.set(last, left - 1)
  }
  return link.slice(0, end)
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Returns the tokens one by one: each of a row of hashtags or emoji. */
export const singleTokens = (text: string): string[] =>
  tokensOf(text).flatMap((token) => {
    if (token.kind === 'hashtag') return token.text.normalize('NFC').match(/[#＃][^#＃]+/gu) ?? []
    if (token.kind === 'emoji')
      return Array.from(graphemes.segment(token.text), ({ segment }) => segment)
    return [token.text.normalize('NFC')]
  })

/** Returns a text with a space in place of each of its tokens. */
export function withoutTokens(text: string): string {
  let plain = ''
  let end = 0
  for (const { text: token, start } of tokensOf(text)) {
    plain += `${text.slice(end, start)} `
    end = start + token.length
  }
  return plain + text.slice(end)
}

export const countLetters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0
