import type { Folded } from './fold.ts'

/**
 * `skip` is what carries digits and is never a price: links, mentions, hashtags, phone numbers, dates and times.
 */
type TokenKind = 'number' | 'word' | 'sign' | 'mark' | 'line' | 'skip'
export type Token = { kind: TokenKind; text: string; start: number; end: number }

const LINK =
  /(?:https?:\/\/|www\.|wa\.me\/|t\.me\/|bit\.ly\/)\S*|[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,2}\.(?:com|net|org|shop|store|co|ke|ug|tz|ng|za|ru|kz|uz|kg|me|io|app|link)(?![\p{L}\d])(?:\/\S*)?/u
const EMAIL = /[\w.+-]{1,64}@[a-z\d-]{1,63}\.[a-z]{2,10}/
const HASHTAG = /#[\p{L}\p{N}_]+/u
/** "@shop254" is a mention, "@1500", "@ksh1500" and "@2k" are amounts. */
const MENTION =
  /@(?!(?:kshs?|kes|shs?|tshs?|ugx|tzs|ngn|usd|inr|r|n|rs)?\.?\d[\d.,]{0,14}(?:k|bob|kshs?|kes|each|only|pcs?|tu)?(?![a-z\d_]))[a-z\d_][a-z\d_.]*/
const PHONE = new RegExp(
  [
    // International; local with its zero; with the code of a country; as Kazakhstan and Russia write them.
    String.raw`\+\d(?:[ .()-]{0,2}\d){7,14}(?!\d)`,
    String.raw`0\d(?:[ .-]?\d){7,9}(?!\d)`,
    String.raw`(?:254|255|256|250|251|234|233|998|996|992|380|375)(?:[ .-]?\d){9}(?!\d)`,
    String.raw`[78][ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}(?!\d)`,
    String.raw`7\d{2}[ -]\d{3}[ -]\d{2}[ -]\d{2}(?!\d)`,
    String.raw`\d{10,}`,
  ].join('|'),
)
const DATE =
  /\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)|24\/7(?!\d)/
const TIME =
  /\d{1,2}(?:[:.]\d{2})? ?(?:am|pm|a\.m|p\.m)(?![\p{L}\d])|\d{1,2}:\d{2}(?::\d{2})?(?!\d)/u
/**
 * Digits in groups as the world writes them, then decimals, then digits. Groups are counted, so that each attempt ends
 * after a few characters whatever follows.
 */
const NUMBER = new RegExp(
  [
    String.raw`\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?(?![.,]?\d)`,
    String.raw`\d{1,2}(?:,\d{2}){1,3},\d{3}(?:\.\d{1,2})?(?![.,]?\d)`,
    String.raw`[1-9]\d{0,2}(?:\.\d{3}){1,4}(?:,\d{1,2})?(?![.,]?\d)`,
    String.raw`[1-9]\d{0,2}(?: \d{3}){1,4}(?:[.,]\d{1,2})?(?![.,]?\d)`,
    String.raw`[1-9]\d{0,2}(?:'\d{3}){1,4}(?:\.\d{1,2})?(?!\d)`,
    String.raw`\d{1,9}[.,]\d{1,2}(?![.,]?\d)`,
    String.raw`\d+`,
  ].join('|'),
)
const SIGN = /(?:us|au|ca|nz|hk|[acrs])?\$|gh[₵¢]|\/[=-](?!\d)|[€£¥₹₽₸₦₴₺₵₩₪₫₱฿₾₼֏]/
const WORD = /р-ры?(?!\p{L})|\p{L}[\p{L}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)?/u
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

/** Splits a folded text; spaces are left out, since the places of the tokens tell them. */
export function tokensOf({ text }: Folded): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [found] = match
    if (found === ' ') continue
    const kind = kindOf(match.groups ?? {})
    const shown = match.groups?.['arrow'] === undefined ? found : '→'
    tokens.push({ kind, text: shown, start: match.index, end: match.index + found.length })
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
