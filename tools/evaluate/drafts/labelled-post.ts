import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PostToAsk } from '../../../src/features/catalog/posts/store/catalog-posts/posts.ts'
import { MONEY } from '../../../src/base/currency.ts'
import { DEFAULT_CATEGORIES } from '../../../src/features/catalog/fields/stores.ts'

const Decimal = z.string().regex(MONEY)
const Currency = z.string().regex(/^[A-Z]{3}$/)
/** The number of a picture from 1, as in the prompt. */
const PictureNumber = z.int().min(1)

const Product = z.strictObject({
  name: z.string().min(1),
  /** Other names that a seller would leave as they are. */
  accepted_names: z.array(z.string().min(1)).default([]),
  price: Decimal.nullable(),
  compare_at_price: Decimal.nullable(),
  currency: Currency,
  category: z.enum(DEFAULT_CATEGORIES),
  variants: z.array(
    z.strictObject({
      option: z.string().min(1),
      value: z.string().min(1),
      /** The picture that shows it if the caption does not say it. */
      picture: PictureNumber.optional(),
    }),
  ),
  /** Prices that stand in a picture and not in the caption. */
  in_pictures: z
    .strictObject({
      price: PictureNumber.optional(),
      compare_at_price: PictureNumber.optional(),
    })
    .default({}),
})
export type LabelledProduct = z.output<typeof Product>

const Picture = z.strictObject({ shows: z.string().min(1), says: z.string().min(1).optional() })
/** The content of a picture, and the text in it. */
export type LabelledPicture = z.output<typeof Picture>

/** Languages of shops. */
const LANGUAGES = ['en', 'sw', 'ru', 'kk'] as const

/** A post as a file has it. */
const PostInFile = z.strictObject({
  id: z.string().min(1),
  caption: z.string().nullable(),
  currency: Currency,
  /** The language of the caption, if it is not the shop's first one. */
  caption_in: z.enum([...LANGUAGES, 'sheng']).optional(),
  languages: z.array(z.enum(LANGUAGES)).min(1),
  pictures: z.array(Picture),
  /** In lower case: what no draft may contain, such as what a hostile caption orders. */
  forbidden: z.array(z.string().min(1)).default([]),
  truth: z.strictObject({ sells: z.boolean(), products: z.array(Product) }),
})

/** An invented post of an invented shop, with what a careful seller would write down of it. */
export type LabelledPost = z.output<typeof PostInFile> & { kind: string; half: Half }

export const HALVES = ['development', 'held_out'] as const
export type Half = (typeof HALVES)[number]

const Posts = z.array(PostInFile)

/** The posts of files, by their kind. All shops, people and prices are invented. */
export const readPosts = (files: Readonly<Record<string, unknown>>, half: Half): LabelledPost[] =>
  oneOfEachKind(
    Object.entries(files).flatMap(([kind, file]) =>
      Posts.parse(file).map((post) => ({ ...post, kind, half })),
    ),
  )

/** The first post of each kind, then the second ones, and so on. */
export function oneOfEachKind(posts: readonly LabelledPost[]): LabelledPost[] {
  const kinds = [...Map.groupBy(posts, ({ kind }) => kind).values()]
  const longest = Math.max(...kinds.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) => kinds.flatMap((some) => some[at] ?? [])).flat()
}

/**
 * The language of a caption: Sheng is none of a shop's languages, but Swahili and English at once.
 */
export const languageOf = ({ caption_in: language, languages }: LabelledPost): string =>
  language ?? languages[0] ?? ''

/** The post as production asks about it. */
export function postToAsk({ id, caption, currency, languages }: LabelledPost): PostToAsk {
  return {
    id,
    store_id: '',
    connection_id: null,
    platform_id: platformIdOf(id),
    caption,
    published_at: new Date('2026-10-30T09:00:00Z'),
    picture_ids: [],
    picture_urls: [],
    revision: 1,
    extracted_revision: null,
    extracted_caption: null,
    extracted_pictures: [],
    extracted_hashes: [],
    failures: 0,
    is_wanted: false,
    is_ignored: false,
    currency,
    languages: [...languages],
    categories: [...DEFAULT_CATEGORIES],
  }
}

/**
 * Digits as Instagram gives them: the id of a label shows its kind, and the model is shown this
 * one.
 */
export function platformIdOf(id: string): string {
  const digest = createHash('sha256').update(id).digest('hex')
  return `179${BigInt(`0x${digest.slice(0, 11)}`)
    .toString()
    .padStart(14, '0')}`
}
