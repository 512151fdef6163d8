import { AD_MARKINGS } from './ad-markings.ts'
import { z } from '../../../http/router.ts'
import { AD_CODES, AD_OFFERS, followsForPrize, isOwn, OFFERS_BESIDE_A_NAME } from './ad-offers.ts'
import {
  AD_DENIALS,
  AD_HASHTAG,
  AD_PHRASES,
  AD_WORDS_BESIDE_A_NAME,
  BRAND_HASHTAG,
  UNPAID_WORDS,
} from './ad-words.ts'
import { withoutEnd } from '../../../base/text.ts'

const quote = z
  .string()
  .nullable()
  .openapi({ description: 'The words of the caption; null of a label' })

/**
 * Signs that a post advertises, and who is advertised, each with the words of the caption that show
 * it.
 */
export const Advertising = z
  .object({
    signs: z.array(
      z.object({
        kind: z.enum(['label', 'marking', 'hashtag', 'word', 'code', 'offer', 'link']),
        quote,
      }),
    ),
    brands: z.array(
      z.object({
        brand: z.string().openapi({ description: 'A username, a domain or a name' }),
        by: z.enum(['sponsor', 'mention', 'link', 'name']),
        quote,
      }),
    ),
  })
  .openapi('Advertising')
export type Advertising = z.output<typeof Advertising>
type AdSign = Advertising['signs'][number]
type AdvertisedBrand = Advertising['brands'][number]

/** The parts of a post that are searched for advertising. */
export type AdPost = {
  captionText: string | null
  mentions: readonly string[]
  sponsors: readonly string[]
  isPaidPartnership: boolean | null
}

/** More of a caption is not read: the platform's limit is 2,200 characters. */
export const LONGEST_CAPTION = 3_000
const LONGEST_QUOTE = 120
const MAX_SIGNS = 10
const MAX_BRANDS = 10

/**
 * Returns what a post's label, words, codes and links say of advertising, and for whom, each with
 * its evidence; null where nothing does. These are rules, with mistakes of both kinds:
 * docs/advertising.md has their precision and recall.
 */
export function findAdvertising(post: AdPost, author: string): Advertising | null {
  const caption = (post.captionText ?? '').normalize('NFC').slice(0, LONGEST_CAPTION)
  const brands = brandsOf(post, caption).filter(({ brand }) => brand !== author)
  const signs = signsOf(post, {
    caption,
    text: withoutPeople(caption, author),
    namesBrand: brands.length > 0,
  })
  if (signs.length === 0) return null
  return {
    signs: distinct(signs, ({ quote }) => quote).slice(0, MAX_SIGNS),
    brands: distinct(brands, ({ brand }) => brand).slice(0, MAX_BRANDS),
  }
}

/** Returns the brands that a post names: sponsors and mentions, else sites, else companies. */
function brandsOf(post: AdPost, caption: string): AdvertisedBrand[] {
  const found: AdvertisedBrand[] = [
    ...post.sponsors.map((brand) => ({
      brand,
      by: 'sponsor' as const,
      quote: quoteOf(caption, brand),
    })),
    ...mentionedBrands(caption, post.mentions),
  ]
  const named = found.length > 0 ? found : linkedBrands(caption)
  return named.length > 0 ? named : namedBrands(caption)
}

/** The first of each key. */
const distinct = <T>(items: readonly T[], keyOf: (item: T) => string | null): T[] =>
  [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed()

/**
 * A caption, the text that is searched (without people, every place as in the caption), and whether
 * it names a brand.
 */
type Read = { caption: string; text: string; namesBrand: boolean }

/**
 * A denial takes words and offers back; codes and offers for what is the author's own are no signs.
 */
function signsOf(post: AdPost, read: Read): AdSign[] {
  const { caption, namesBrand } = read
  const labelled = post.isPaidPartnership === true || post.sponsors.length > 0
  const isDenied = matches(read, AD_DENIALS, 'word').length > 0
  const countsNames = namesBrand && matches(read, UNPAID_WORDS, 'word').length === 0
  const words = [...AD_PHRASES, ...(countsNames ? AD_WORDS_BESIDE_A_NAME : [])]
  const offersToOthers = [...OFFERS_BESIDE_A_NAME, ...followsForPrize(read.text)]
  const offers = [...AD_OFFERS, ...(countsNames ? offersToOthers : [])]
  const isOwnThroughout = !namesBrand && isOwn(caption)
  const forOthers = ({ quote }: AdSign) => !isOwnThroughout && !isOwn(quote ?? '')
  const links = linksOf(caption).filter(({ isReferral }) => isReferral)
  return [
    ...(labelled ? [{ kind: 'label' as const, quote: null }] : []),
    ...matches(read, AD_MARKINGS, 'marking'),
    ...matches(read, [AD_HASHTAG], 'hashtag'),
    ...(isDenied ? [] : matches(read, words, 'word')),
    ...matches(read, AD_CODES, 'code').filter(forOthers),
    ...(isDenied ? [] : matches(read, offers, 'offer').filter(forOthers)),
    ...links.map(({ at }) => ({ kind: 'link' as const, quote: sentenceAt(caption, at) })),
    ...matches(read, [ARTICLE_NUMBER], 'link').filter(forOthers),
  ]
}

function matches(
  { caption, text }: Read,
  patterns: readonly RegExp[],
  kind: AdSign['kind'],
): AdSign[] {
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      kind,
      quote: sentenceAt(caption, match.index),
    })),
  )
}

/**
 * Words before people whose work is credited, contacts, friends and kin: they advertise nothing.
 */
const CREDIT =
  /(?<!\p{L})(?:фото\p{L}*|съ[её]мка|снимал\p{L}*|макияж|визажист\p{L}*|стилист\p{L}*|мастер|менеджер\p{L}*|вопросам \p{L}+|подруг\p{L}*|друг|другом|друзья\p{L}*|муж|мужем|мужа|жена|женой|мама|мамой|сестр\p{L}*|брат\p{L}*|тренер\p{L}*|коллег\p{L}*|напарни\p{L}*|партн[её]р\p{L}* по \p{L}+(?: \p{L}+)?|сурет|дос\p{L}{0,4}|құрбы\p{L}*|әпке\p{L}*|сіңлі\p{L}*|жолдас\p{L}*|күйеу\p{L}*|ұстаз\p{L}*|photos?|photographer|shot by|video by|camera|mua|hair|manager|choreography by|friends?|bestie|husband|wife|sister|brother|mom|boyfriend|girlfriend|coach|dj)[\s:–—-]*$/iu

/** Returns the caption without the author and people who are credited; every place is unchanged. */
function withoutPeople(caption: string, author: string): string {
  return caption.replace(/@[a-z0-9._]+/giu, (mention, at: number) => {
    const isAuthor = withoutEnd(mention.slice(1), '.').toLowerCase() === author
    const isCredited = CREDIT.test(caption.slice(Math.max(at - 40, 0), at))
    return isAuthor || isCredited ? '_'.repeat(mention.length) : mention
  })
}

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
  /(?<![@\p{L}\p{N}._-])(?:https?:\/\/)?((?:[a-z0-9-]+\.){1,3}(?:com|ru|kz|net|org|io|co|me|app|shop|store|market|online|live|tech|to|eu|us|it|pub|ski))(?:\/[^\s,)]*|(?![\p{L}\p{N}_-]))/giu

/** Addresses that show who sent the visitor, or where every creator's pages are. */
const REFERRAL =
  /\/(?:r|ref|invite|join|aff|go)\/|[?&](?:ref|utm_\w+|aff\w*|promo|code|partner|erid)=|(?:^|\/)(?:amzn\.(?:to|eu)|liketk\.it|ltk\.app|shopltk\.com|rstyle\.me|shopmy\.us|shop-links\.co|howl\.me|mavely\.\w+|go\.magik\.ly|ali\.ski|alli\.pub|s\.click\.aliexpress\.com)(?:\/|$)/iu
/** A marketplace's number of what is shown: "артикул WB 123456789", "Kaspi артикул: 101234567". */
const ARTICLE_NUMBER =
  /(?<!\p{L})артикул\p{L}{0,9}[^@]{0,60}?(?<!\d)\d{6,12}(?!\d)|(?<!\p{L})(?:арт(?:икул\p{L}{0,9})?|wb|вб|ozon|озон|wildberries|вайлдберриз|каспи|kaspi)(?:[\s.:№#–—-]|wb|вб|ozon|озон|код|арт|артикул\p{L}{0,9}|на|для|kaspi|каспи){0,6}\d{6,12}(?!\d)/giu
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

/**
 * A company as the law has advertisers named: «…» behind its legal form. People who trade under
 * their own name are left out.
 */
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
export function sentenceAt(caption: string, at: number): string {
  const from = Math.max(at - LONGEST_QUOTE / 2, 0)
  const ends = [...caption.slice(from, at).matchAll(/[\n!?]|\.(?=\s)/gu)]
  const start = from + (ends.at(-1)?.index ?? -1) + 1
  const rest = caption.slice(start, start + LONGEST_QUOTE)
  const end = rest.slice(at - start).search(/[\n!?]|\.(?=\s|$)/u)
  const sentence = end === -1 ? rest : rest.slice(0, at - start + end + 1)
  return sentence.replace(/^\p{Surrogate}|\p{Surrogate}$/gu, '').trim()
}
