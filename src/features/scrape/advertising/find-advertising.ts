import {
  AD_CODES,
  AD_DENIALS,
  AD_HASHTAG,
  AD_OFFERS,
  AD_PHRASES,
  BRAND_HASHTAG,
  ERID,
} from './ad-words.ts'

/** A sign that a post advertises: what kind, and the words of the caption that show it; none of a label. */
export type AdSign = {
  kind: 'label' | 'marking' | 'hashtag' | 'word' | 'code' | 'offer' | 'link'
  quote: string | null
}

/** Who is advertised: a username, a domain or a name, how that is known, and where the caption says so. */
export type AdvertisedBrand = {
  brand: string
  by: 'sponsor' | 'mention' | 'link' | 'name'
  quote: string | null
}

export type Advertising = { signs: AdSign[]; brands: AdvertisedBrand[] }

/** What of a post advertising is looked for in. */
export type AdPost = {
  captionText: string | null
  mentions: readonly string[]
  sponsors: readonly string[]
  isPaidPartnership: boolean | null
}

/** More of a caption is not read: the platform's limit is 2,200 characters. */
const LONGEST_CAPTION = 3_000
const LONGEST_QUOTE = 120
const MOST_SIGNS = 10
const MOST_BRANDS = 10

/**
 * What a post's label, words, codes and links say of advertising, and for whom, each with its evidence; null where
 * nothing does. Rules, with mistakes of both kinds: docs/advertising.md has their precision and recall.
 */
export function findAdvertising(post: AdPost, author: string): Advertising | null {
  const caption = (post.captionText ?? '').normalize('NFC').slice(0, LONGEST_CAPTION)
  const signs = signsOf(post, caption)
  if (signs.length === 0) return null
  const found: AdvertisedBrand[] = [
    ...post.sponsors.map((brand) => ({
      brand,
      by: 'sponsor' as const,
      quote: quoteOf(caption, brand),
    })),
    ...mentionedBrands(caption, post.mentions),
  ]
  const named = found.length > 0 ? found : linkedBrands(caption)
  const brands = named.length > 0 ? named : namedBrands(caption)
  const others = brands.filter(({ brand }) => brand !== author)
  return {
    signs: distinct(signs, ({ kind, quote }) => `${kind} ${quote}`).slice(0, MOST_SIGNS),
    brands: distinct(others, ({ brand }) => brand).slice(0, MOST_BRANDS),
  }
}

/** The first of each key. */
const distinct = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
  [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed()

function signsOf(post: AdPost, caption: string): AdSign[] {
  const labelled = post.isPaidPartnership === true || post.sponsors.length > 0
  const words = matches(caption, AD_PHRASES, 'word')
  const isDenied = matches(caption, AD_DENIALS, 'word').length > 0
  const links = linksOf(caption).filter(({ isReferral }) => isReferral)
  return [
    ...(labelled ? [{ kind: 'label' as const, quote: null }] : []),
    ...matches(caption, [ERID], 'marking'),
    ...matches(caption, [AD_HASHTAG], 'hashtag'),
    ...(isDenied ? [] : words),
    ...matches(caption, AD_CODES, 'code'),
    ...(isDenied ? [] : matches(caption, AD_OFFERS, 'offer')),
    ...links.map(({ at }) => ({ kind: 'link' as const, quote: sentenceAt(caption, at) })),
  ]
}

function matches(caption: string, patterns: readonly RegExp[], kind: AdSign['kind']): AdSign[] {
  return patterns.flatMap((pattern) =>
    [...caption.matchAll(pattern)].map((match) => ({
      kind,
      quote: sentenceAt(caption, match.index),
    })),
  )
}

/** Whose work is credited, or who is to be asked, advertises nothing. */
const CREDIT =
  /(?:фото|съ[её]мка|снимал\p{L}*|макияж|визажист|стилист|менеджер\p{L}*|вопросам \p{L}+|сурет|photo|photos|photographer|shot by|video by|camera|mua|hair|manager|choreography by)[\s:–—-]*$/iu

/** Mentions, but for those of people who are credited. */
function mentionedBrands(caption: string, mentions: readonly string[]): AdvertisedBrand[] {
  return mentions.flatMap((brand): AdvertisedBrand[] => {
    const at = placeOf(caption, `@${brand}`)
    if (at !== -1 && CREDIT.test(caption.slice(Math.max(at - 40, 0), at))) return []
    return [{ brand, by: 'mention', quote: at === -1 ? null : sentenceAt(caption, at) }]
  })
}

type Link = { domain: string; at: number; isReferral: boolean }

const DOMAIN =
  /(?<![@\p{L}\p{N}._-])(?:https?:\/\/)?((?:[a-z0-9-]+\.){1,3}(?:com|ru|kz|net|org|io|co|me|app|shop|store|market|online|live|tech))(\/[^\s,)]*)?(?![\p{L}\p{N}_-])/giu

/** Addresses that tell who sent the visitor, or where every creator's pages are. */
const REFERRAL = /\/(?:r|ref|invite|join|aff|go)\/|[?&](?:ref|utm_\w+|aff\w*|promo|code|partner)=/iu
const NO_BRANDS = /^(?:www\.)?(?:instagram|youtube|t|facebook|tiktok|linktr|taplink|vk|wa)\./iu

function linksOf(caption: string): Link[] {
  return [...caption.matchAll(DOMAIN)].flatMap((match): Link[] => {
    const [whole, host = ''] = match
    const domain = host.toLowerCase().replace(/^www\./, '')
    if (NO_BRANDS.test(domain)) return []
    return [{ domain, at: match.index, isReferral: REFERRAL.test(whole) }]
  })
}

const linkedBrands = (caption: string): AdvertisedBrand[] =>
  linksOf(caption).map(({ domain, at }) => ({
    brand: domain,
    by: 'link',
    quote: sentenceAt(caption, at),
  }))

/** A company as the law has advertisers named: «…» behind its legal form. People who trade under their own name are left out. */
const COMPANY =
  /(?<![\p{L}])(?:ООО|АО|ПАО|СПАО|ТОО|ЖШС)\s*[«"“]([^»"”\n]{2,60})[»"”]|[«"“]([^»"”\n]{2,60})[»"”]\s*(?:АҚ|ЖШС)(?![\p{L}])/gu

const namedBrands = (caption: string): AdvertisedBrand[] =>
  [...caption.matchAll(COMPANY), ...caption.matchAll(BRAND_HASHTAG)].map((match) => ({
    brand: (match[1] ?? match[2] ?? '').toLowerCase(),
    by: 'name',
    quote: sentenceAt(caption, match.index),
  }))

function quoteOf(caption: string, username: string): string | null {
  const at = placeOf(caption, `@${username}`)
  return at === -1 ? null : sentenceAt(caption, at)
}

const placeOf = (caption: string, text: string): number =>
  caption.toLowerCase().indexOf(text.toLowerCase())

/** The sentence around a place of the caption: at most 60 characters before it, and 120 in all. */
function sentenceAt(caption: string, at: number): string {
  const from = Math.max(at - LONGEST_QUOTE / 2, 0)
  const ends = [...caption.slice(from, at).matchAll(/[\n!?]|\.(?=\s)/gu)]
  const start = from + (ends.at(-1)?.index ?? -1) + 1
  const rest = caption.slice(start, start + LONGEST_QUOTE)
  const end = rest.slice(at - start).search(/[\n!?]|\.(?=\s|$)/u)
  const sentence = end === -1 ? rest : rest.slice(0, at - start + end + 1)
  return sentence.replace(/^\p{Surrogate}|\p{Surrogate}$/gu, '').trim()
}
