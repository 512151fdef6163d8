import { CURRENCY_WORDS, DOTTED_SIGNS } from './currencies.ts'
import { CUE_PHRASES } from './cue-table.ts'
import type { Folded } from './fold.ts'
import { MULTIPLIER_WORDS } from './numbers.ts'
import { COUNTED } from './price-words.ts'

/**
 * `skip` is what carries digits and is never a price: links, mentions, hashtags, phone numbers,
 * dates and times.
 */
type TokenKind = 'number' | 'word' | 'sign' | 'mark' | 'line' | 'skip'
export type Token = {
  kind: TokenKind
  text: string
  start: number
  end: number
  /** Whether it has a capital letter at its beginning or second, as "iPhone" has. */
  isCapital: boolean
}

const LINK =
  /(?:https?:\/\/|www\.|wa\.me\/|t\.me\/|bit\.ly\/)\S*|[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,2}\.(?:com|net|org|shop|store|co|ke|ug|tz|ng|za|ru|kz|uz|kg|me|io|app|link)(?![\p{L}\d])(?:\/\S*)?/u
const EMAIL = /[\w.+-]{1,64}@[a-z\d-]{1,63}\.[a-z]{2,10}/
/** "#5,000" is how some write naira. */
const HASHTAG = /#(?!\d[\d.,]{0,14}[km]?(?![\p{L}\p{N}_]))[\p{L}\p{N}_]+/u
/** "@shop254" is a mention, "@1500", "@ksh1500" and "@2k" are amounts. */
const MENTION =
  /@(?!(?:kshs?|kes|shs?|tshs?|ugx|tzs|ngn|usd|inr|r|n|rs)?\.?\d[\d.,]{0,14}(?:k|bob|kshs?|kes|each|only|pcs?|tu)?(?![a-z\d_]))[a-z\d_][a-z\d_.]*/
const PHONE = new RegExp(
  [
    // International; local with its zero; with the code of a country; as Kazakhstan, Russia and
    // Brazil write them.
    String.raw`\+\d(?:[ .()-]{0,2}\d){7,14}(?!\d)`,
    String.raw`0\d(?:[ .-]?\d){7,9}(?!\d)`,
    String.raw`(?:254|255|256|250|251|234|233|998|996|992|380|375)(?:[ .-]?\d){9}(?!\d)`,
    String.raw`[78][ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}(?!\d)`,
    String.raw`7\d{2}[ -]\d{3}[ -]\d{2}[ -]\d{2}(?!\d)`,
    String.raw`\d{2} 9?\d{4}-\d{4}(?!\d)`,
    // With an area code in brackets; India's; eight digits after a telephone or alone on a line.
    String.raw`\(\d{2,4}\) ?(?:\d ?)?\d{3,5}[ .-]?\d{4}(?!\d)`,
    String.raw`[6-9]\d{4} \d{5}(?!\d)`,
    String.raw`(?<=(?:^|[\n📞📱📲☎:]) ?)[2-9]\d{3}[ -]\d{4}(?= *(?:\n|$))`,
    String.raw`\d{10,}`,
  ].join('|'),
)
const DATE =
  /\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)|24\/7(?!\d)/
const TIME =
  /\d{1,2}(?:[:.]\d{2})? ?(?:am|pm|a\.m|p\.m)(?![\p{L}\d])|\d{1,2}:\d{2}(?::\d{2})?(?!\d)/u
/**
 * Digits in groups as the world writes them, then decimals, then digits. Groups are counted, so
 * that each attempt ends after a few characters whatever follows.
 */
const NUMBER = new RegExp(
  [
    String.raw`\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,3})?(?![.,]?\d)`,
    String.raw`\d{1,2}(?:,\d{2}){1,3},\d{3}(?:\.\d{1,2})?(?![.,]?\d)`,
    String.raw`[1-9]\d{0,2}(?:\.\d{3}){1,4}(?:,\d{1,3})?(?![.,]?\d)`,
    // "37-41 150rb" is sizes and a price.
    String.raw`(?<!(?:^|\D)[2-6]\d-)[1-9]\d{0,2}(?: \d{3}){1,4}(?:[.,]\d{1,2})?(?![.,]?\d)`,
    String.raw`[1-9]\d{0,2}(?:'\d{3}){1,4}(?:\.\d{1,2})?(?!\d)`,
    String.raw`(?:\d{1,9}[.,]\d{1,2}|0[.,]\d{3})(?![.,]?\d)`,
    String.raw`\d+`,
  ].join('|'),
)
const SIGN = new RegExp(
  String.raw`(?:us|au|ca|nz|hk|[acrs])?\$|gh[₵¢]|\/[=-](?!\d)|${DOTTED_SIGNS.source}|\p{Sc}`,
  'u',
)
/**
 * Chinese and Japanese put no spaces between words: the tokens are the words of the tables, and the
 * text between them.
 */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]`
const KNOWN_UNSPACED = [...CUE_PHRASES, ...CURRENCY_WORDS, ...MULTIPLIER_WORDS, ...COUNTED]
  .filter((word) => new RegExp(`^${UNSPACED}`, 'u').test(word))
  .sort((a, b) => b.length - a.length)
  .join('|')
const LETTER = String.raw`(?!${UNSPACED})\p{L}`
const WORD = new RegExp(
  [
    String.raw`р-ры?(?!\p{L})`,
    String.raw`(?=${UNSPACED})(?:${KNOWN_UNSPACED}|(?:(?!${KNOWN_UNSPACED})${UNSPACED}){1,40})`,
    String.raw`${LETTER}(?:${LETTER}|\p{M}){0,60}(?:'${LETTER}(?:${LETTER}|\p{M}){0,20})?`,
  ].join('|'),
  'u',
)
const ARROW = /[-=]{1,3}>{1,2}|>{1,3}|[→➡⇒➜➔⟶]/
const REST = /[\s\S]/u

const TOKEN = new RegExp(
  [
    /(?<line>\n)/,
    named('skip', [LINK, EMAIL, HASHTAG, MENTION, PHONE, DATE, TIME]),
    named('number', [NUMBER]),
    named('sign', [SIGN]),
    named('word', [WORD]),
    named('arrow', [ARROW]),
    named('mark', [REST]),
  ]
    .map((part) => part.source)
    // A back reference counts groups of the whole expression.
    .join('|')
    .replace(String.raw`([./-])\d{1,2}\1`, String.raw`(?<by>[./-])\d{1,2}\k<by>`),
  'uy',
)

/** Splits a folded text; spaces are left out, since the places of the tokens show them. */
export function tokensOf({ text, capitals }: Folded): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    // Every other token would be a space, for which all rules are tried in vain.
    while (text.startsWith(' ', TOKEN.lastIndex)) TOKEN.lastIndex += 1
    const match = TOKEN.exec(text)
    if (!match) break
    const [found] = match
    const kind = kindOf(match.groups ?? {})
    const piece = match.groups?.['arrow'] === undefined ? found : '→'
    const [start, end] = [match.index, match.index + found.length]
    tokens.push({
      kind,
      text: piece,
      start,
      end,
      isCapital: capitals.has(start) || capitals.has(start + 1) || capitals.has(start + 2),
    })
  }
  return tokens
}

function kindOf(groups: Record<string, string | undefined>): TokenKind {
  for (const kind of ['line', 'skip', 'number', 'sign', 'word'] as const)
    if (groups[kind] !== undefined) return kind
  return 'mark'
}

function named(name: string, parts: readonly RegExp[]): RegExp {
  return new RegExp(`(?<${name}>${parts.map((part) => part.source).join('|')})`, 'u')
}
