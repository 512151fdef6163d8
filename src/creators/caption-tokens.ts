/** What a translation carries over as it is. */
export type TokenKind = 'link' | 'email' | 'mention' | 'hashtag' | 'emoji' | 'phone' | 'price'

export type Token = { kind: TokenKind; text: string; start: number }

const BLANK = String.raw`[ \u00A0\u202F]`
/** The digit of a keycap is no part of a number before it. */
const NO_KEYCAP = String.raw`(?!\uFE0F?\u20E3)`
/** Thousands apart or not, with or without a fraction. Groups are few, since each of them may begin a number. */
const NUMBER = String.raw`(?:\d{1,3}(?:[ \u00A0\u202F.,'’]\d{3}){1,6}|\d+)(?:[.,]\d{1,2})?${NO_KEYCAP}`
/** Codes that are words, too. */
const WORDS = new Set(['ALL', 'TOP', 'TRY'])
const CODES = Intl.supportedValuesOf('currency')
  .filter((code) => !WORDS.has(code))
  .join('|')
const CURRENCY = String.raw`(?:(?:US|NZ|HK|[AC])?\p{Sc}|${CODES}|тг|₸|руб|сум|сом)`

/** A top-level domain that an address without a scheme may have. */
const DOMAINS =
  'com|net|org|info|biz|kz|ru|su|uz|kg|tj|io|me|app|shop|store|link|bio|site|online|club|cc|co|tv|gl|ly|az|by|ua|ge|am|de|tr|fr|es|it|uk|ae|in|ke|рф|қаз'

const TAG = String.raw`(?:(?!\p{N}\uFE0F?\u20E3)[\p{L}\p{N}_]|[\p{M}--[\uFE00-\uFE0F\u20E3]])`
/** Scripts that write no blanks: a hashtag or mention may follow a letter of theirs. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`
const NOT_IN_WORD = String.raw`(?<![[\p{L}\p{N}_&]--${UNSPACED}])`
const NOT_BEFORE_WORD = String.raw`(?![\p{L}\p{N}_])`

/** Most emoji. They come first, since the list of all sequences is long. */
const PLAIN_EMOJI = String.raw`[\p{Emoji_Presentation}--\p{Regional_Indicator}](?![\u200D\uFE0E\uFE0F\u20E3\p{Emoji_Modifier}\u{E0020}-\u{E007F}])`

/** In their order: the keycap "#️⃣" is an emoji and no hashtag, a fragment of a link neither. */
const PATTERNS: Record<TokenKind, string> = {
  link: String.raw`(?<![\p{L}\p{N}@._\-])(?:(?:https?:\/\/|www\.)[^\s<>"«»“”]+|(?:[a-zа-яәғқңөұүһі0-9\-]+\.)+(?:${DOMAINS})${NOT_BEFORE_WORD}(?:\/[^\s<>"«»“”]*)?)`,
  email: String.raw`(?<![A-Za-z0-9])[A-Za-z0-9._%+\-]{1,64}@[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63}){1,8}`,
  emoji: String.raw`(?:${PLAIN_EMOJI}|\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?|\p{Regional_Indicator})+`,
  mention: String.raw`(?<![[\p{L}\p{N}_.@]--${UNSPACED}])[@＠][A-Za-z0-9_](?:[A-Za-z0-9._]{0,28}[A-Za-z0-9_])?`,
  hashtag: String.raw`${NOT_IN_WORD}(?:[#＃]${TAG}+)+`,
  phone: String.raw`(?<![\p{L}\p{N}])\+?\d(?:(?:${BLANK}?[\-\(\)]${BLANK}?|${BLANK})?\d${NO_KEYCAP}){9,14}(?!\d)`,
  price: String.raw`(?<![\p{L}\p{N}.,])(?:${CURRENCY}${BLANK}?${NUMBER}|[+−\-]?${NUMBER}${BLANK}?(?:[%‰]|${CURRENCY}))${NOT_BEFORE_WORD}`,
}
const TOKEN = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join('|'),
  'gv',
)

/** The tokens of a text in their order; none is over a line break. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(TOKEN)) {
    const kind = kindOf(match.groups ?? {})
    if (!kind) continue
    const whole = kind === 'link' ? withoutPunctuation(match[0]) : match[0]
    tokens.push({ kind, text: whole, start: match.index })
  }
  return tokens
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

/** The end of a sentence is none of a link; a bracket is if it was opened there. */
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

/** The tokens one by one: of a row of hashtags each, of a row of emoji each. */
export const singleTokens = (text: string): string[] =>
  tokensOf(text).flatMap((token) => {
    if (token.kind === 'hashtag') return token.text.normalize('NFC').match(/[#＃][^#＃]+/gu) ?? []
    if (token.kind === 'emoji')
      return Array.from(graphemes.segment(token.text), ({ segment }) => segment)
    return [token.text.normalize('NFC')]
  })
