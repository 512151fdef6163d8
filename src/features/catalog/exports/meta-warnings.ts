import type { Warning } from './format.ts'
import type { ExportedProduct } from './product.ts'
import { charactersOf, violation } from './rules.ts'

/**
 * The pages on which Meta documents the warnings of its feed check; each row of the table names
 * one.
 */
const SOURCES = {
  /**
   * "Fix titles in all caps", "Change descriptions in all caps": rules that Meta suggests for
   * errors of a feed.
   */
  feed: '"Troubleshoot Your Data Feed", developers.facebook.com/docs/marketing-api/dynamic-product-ads/troubleshoot-feed',
  /**
   * "well formatted (no extra spacing, punctuation is correct)", "does not contain HTML tags or
   * character entities".
   */
  practices:
    '"Best Practices" of catalogs, developers.facebook.com/documentation/ads-commerce/catalog/best-practices (9 February 2026)',
  /** Meta's Help Center has it behind a sign-in: read where sellers quote it. */
  titles:
    'Requirements for product titles, Meta Business Help Center, quoted at ' +
    'thebritishcrafthouse.co.uk/facebook-instagram-ads-product-requirements',
  listing:
    '"Guidelines for listing products in your shop", Meta Business Help Center ' +
    '481150918755515, quoted at brandee.edu.vn',
  links:
    'Errors of catalogs on WhatsApp, resources.businessonbot.com ("The description should not ' +
    'contain any links and should not match the title")',
} as const

type Row = {
  /** The code for programs, and for a text in the reader's language. */
  code: string
  field: 'name' | 'description'
  rule: string
  remedy: string
  source: keyof typeof SOURCES
  /** Returns the cause of the warning; undefined when there is none. */
  find: (product: ExportedProduct) => string | undefined
}

/** Fewer letters may be a brand or a model: BMW X5. */
const MIN_CAPITALS = 5

const lettersOf = (text: string): string[] => text.match(/\p{L}/gu) ?? []
const isCapital = (letter: string): boolean => letter !== letter.toLowerCase()
const hasCase = (letter: string): boolean => letter.toLowerCase() !== letter.toUpperCase()

/** Scripts without capitals, as Arabic or Chinese, have no letter that counts. */
function isInCapitals(text: string): boolean {
  const letters = lettersOf(text).filter(hasCase)
  return letters.length >= MIN_CAPITALS && letters.every(isCapital)
}

const isInSmallLetters = (text: string): boolean => {
  const letters = lettersOf(text).filter(hasCase)
  return letters.length >= 20 && !letters.some(isCapital)
}

/** Two long words in capitals, one after the other, in a title that has others. */
function phraseInCapitals(text: string): string | undefined {
  if (isInCapitals(text)) return undefined
  const words = text.split(/\s+/)
  const at = words.findIndex((word, place) => {
    const next = words[place + 1]
    return next !== undefined && isLongInCapitals(word) && isLongInCapitals(next)
  })
  return at === -1 ? undefined : words.slice(at, at + 2).join(' ')
}

/** Shorter ones are sizes and abbreviations: XL, USB. */
function isLongInCapitals(word: string): boolean {
  const letters = lettersOf(word)
  return letters.length >= 4 && letters.every((each) => hasCase(each) && isCapital(each))
}

/** Returns the first match of an expression, as the text has it. */
const first = (text: string, expression: RegExp): string | undefined => expression.exec(text)?.[0]

/** Words that advertise, of the languages that extraction knows. */
const PROMOTION =
  /(?<![\p{L}\p{N}])(?:sale|free delivery|free shipping|discount|special offer|buy now|best price|ofa|punguzo|скидка|скидки|скидкой|распродажа|акция|бесплатная доставка|жеңілдік|тегін жеткізу)(?![\p{L}\p{N}])/iu

const LINK = /https?:\/\/|(?<![\p{L}\p{N}])www\./iu
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,20}/i
/** Nine digits and more; prices have fewer. */
const PHONE = /\+?\d(?:[\s().-]{0,2}\d){8,14}/
const HTML = /<\/?[a-z][^<>]{0,200}>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/i
const TITLE_SYMBOL = /[!*?]/
const ODD_CHARACTER = /[\u2580-\u259F§╠À]|\p{Extended_Pictographic}/u
const REPEATED_PUNCTUATION = /[!?]{2}|\.{4}|,{2}/

/** Characters of a title that ads show. */
const TITLE_VISIBLE = 65

const SHORTEN = 'shorten the name'
const REWRITE_TITLE = 'write the name as in a sentence'
const REWRITE = 'take it out of the description'

/** The warnings of Meta's own check of a feed. The product is in the file all the same. */
const WARNINGS: readonly Row[] = [
  {
    code: 'title_in_capitals',
    field: 'name',
    rule: 'Meta warns of a title in capitals',
    remedy: REWRITE_TITLE,
    source: 'feed',
    find: ({ name }) => (isInCapitals(name) ? name : undefined),
  },
  {
    code: 'title_words_in_capitals',
    field: 'name',
    rule: 'Meta warns of words in capitals in a title',
    remedy: REWRITE_TITLE,
    source: 'titles',
    find: ({ name }) => phraseInCapitals(name),
  },
  {
    code: 'title_is_description',
    field: 'name',
    rule: 'Meta warns of a title that is the same as the description',
    remedy: 'describe the product in the description',
    source: 'titles',
    find: ({ name, description }) =>
      sameText(name, description) && name.trim() !== '' ? name : undefined,
  },
  {
    code: 'title_symbols',
    field: 'name',
    rule: 'Meta warns of !, * and ? in a title',
    remedy: 'take them out of the name',
    source: 'titles',
    find: ({ name }) => first(name, TITLE_SYMBOL),
  },
  {
    code: 'title_emoji',
    field: 'name',
    rule: 'Meta warns of emoji and special characters in a title, which may look different elsewhere',
    remedy: 'take them out of the name',
    source: 'titles',
    find: ({ name }) => first(name, ODD_CHARACTER),
  },
  {
    code: 'title_advertises',
    field: 'name',
    rule: 'Meta warns of advertising in a title',
    remedy: 'let the name say what the product is, and nothing of the offer',
    source: 'titles',
    find: ({ name }) => first(name, PROMOTION),
  },
  {
    code: 'title_long',
    field: 'name',
    rule: `Meta advises titles of at most ${TITLE_VISIBLE} characters: ads cut longer ones`,
    remedy: SHORTEN,
    source: 'titles',
    find: ({ name }) => (charactersOf(name.trim()) > TITLE_VISIBLE ? name : undefined),
  },
  {
    code: 'description_in_capitals',
    field: 'description',
    rule: 'Meta warns of a description in capitals',
    remedy: 'write it as sentences',
    source: 'feed',
    find: ({ description }) => (isInCapitals(description) ? description : undefined),
  },
  {
    code: 'description_in_small_letters',
    field: 'description',
    rule: 'Meta warns of a description without a capital letter',
    remedy: 'write it as sentences',
    source: 'listing',
    find: ({ description }) => (isInSmallLetters(description) ? description : undefined),
  },
  {
    code: 'description_link',
    field: 'description',
    rule: 'Meta warns of a link in a description',
    remedy: REWRITE,
    source: 'links',
    find: ({ description }) => first(description, LINK),
  },
  {
    code: 'description_html',
    field: 'description',
    rule: 'Meta warns of HTML in a description',
    remedy: 'write plain text',
    source: 'practices',
    find: ({ description }) => first(description, HTML),
  },
  {
    code: 'description_email',
    field: 'description',
    rule: 'Meta warns of an e-mail address in a description',
    remedy: REWRITE,
    source: 'listing',
    find: ({ description }) => first(description, EMAIL),
  },
  {
    code: 'description_phone',
    field: 'description',
    rule: 'Meta warns of a phone number in a description',
    remedy: REWRITE,
    source: 'listing',
    find: ({ description }) => first(description, PHONE),
  },
  {
    code: 'description_punctuation',
    field: 'description',
    rule: 'Meta warns of repeated punctuation',
    remedy: 'write one sign',
    source: 'listing',
    find: ({ description }) => first(description, REPEATED_PUNCTUATION),
  },
  {
    code: 'title_blanks',
    field: 'name',
    rule: 'Meta warns of blanks beside each other',
    remedy: 'write one',
    source: 'practices',
    find: ({ name }) => (/[ \t\u00A0]{2}/.test(name.trim()) ? name : undefined),
  },
  {
    code: 'description_blanks',
    field: 'description',
    rule: 'Meta warns of blanks beside each other',
    remedy: 'write one',
    source: 'practices',
    find: ({ description }) =>
      /[ \t\u00A0]{2}/.test(description.trim()) ? description : undefined,
  },
]

const sameText = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase()

/** The warnings of a product, each with its remedy. */
export const warningsOf = (product: ExportedProduct): Warning[] =>
  WARNINGS.flatMap(({ code, field, rule, remedy, find }) => {
    const value = find(product)
    return value === undefined ? [] : [{ code, ...violation({ field, value, remedy }, rule) }]
  })

/** Each warning with the page that names it. */
export const warningSources = (): { code: string; source: string }[] =>
  WARNINGS.map(({ code, source }) => ({ code, source: SOURCES[source] }))
