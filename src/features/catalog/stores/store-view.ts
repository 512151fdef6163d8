import { ConnectionReference } from '../../connection-reference.ts'
import { StoreReference } from './store-reference.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { isCurrency, NO_CURRENCY } from '../../../base/currency.ts'

/** The categories of a new store; its owner may edit them. */
export const DEFAULT_CATEGORIES = [
  'Fashion & Apparel',
  'Electronics & Gadgets',
  'Home & Living',
  'Beauty & Personal Care',
  'Food & Beverages',
  'Sports & Fitness',
  'Books & Media',
  'Toys & Games',
  'Other',
] as const

/**
 * The place of the product's own part in an address of a shop's pages; browsers write braces in
 * hexadecimal digits.
 */
export const SLUG_PLACE = /\{slug\}|%7bslug%7d/i

const MAX_CATEGORIES = 100

const oneLine = (longest: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine(
      (text) => text !== '' && text.length <= longest && !/\p{Cc}/u.test(text),
      `expected 1 to ${longest} characters on one line`,
    )
    .openapi({ type: 'string', minLength: 1, maxLength: longest })

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: NO_CURRENCY, abort: true })
  .refine(isCurrency, NO_CURRENCY)
  .openapi({ description: 'ISO 4217, of prices that name none', example: 'KES' })

const categories = z
  .array(oneLine(80))
  .min(1, 'expected at least one category')
  .max(MAX_CATEGORIES)
  .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, {
    error: 'expected each category once',
  })

const fields = {
  name: oneLine(120),
  currency,
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, 'expected a code of ISO 639-1, as in sw'))
    .max(10)
    .openapi({ description: 'Of its captions, by ISO 639-1', example: ['en', 'sw'] }),
  connection_id: ConnectionReference.nullable().openapi({
    type: ['string', 'null'],
    description: 'A connected account of the store’s owner, by id or username; one store each',
  }),
  auto_sync: z.boolean().openapi({ description: 'New posts become drafts by themselves' }),
  auto_approve_from: z
    .number()
    .min(0.9, 'expected 0.9 to 1: below that a person has to look')
    .max(1)
    .nullable()
    .openapi({ description: 'From this confidence on drafts become products by themselves' }),
  with_videos: z.boolean(),
  with_carousels: z.boolean(),
  approved_as: z.enum(['active', 'draft']).openapi({ description: 'The status of new products' }),
  categories,
  product_url: z
    .url({ protocol: /^https?$/, error: 'expected an address that begins with https://' })
    .max(500)
    .refine((url) => SLUG_PLACE.test(url), 'expected {slug} where each product has its own')
    .refine((url) => !/%(?![0-9a-f]{2})/i.test(url), 'expected two hexadecimal digits after each %')
    .nullable()
    .openapi({
      description:
        'Of the shop’s own pages, as in https://shop.example/p/{slug}: Meta’s catalog needs it',
    }),
}

export const NewStore = z
  .strictObject({
    ...fields,
    slug: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected words of a-z and 0-9, joined by hyphens')
      .max(80)
      .optional()
      .openapi({ description: 'Unique; made of the name by default' }),
    currency: currency.optional(),
    languages: fields.languages.default([]),
    connection_id: fields.connection_id.default(null),
    auto_sync: fields.auto_sync.default(true),
    auto_approve_from: fields.auto_approve_from.default(null),
    with_videos: fields.with_videos.default(true),
    with_carousels: fields.with_carousels.default(true),
    approved_as: fields.approved_as.default('active'),
    categories: categories.default([...DEFAULT_CATEGORIES]),
    product_url: fields.product_url.default(null),
  })
  .openapi('NewStore')

export const StoreChange = z
  .strictObject(fields)
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'expected something to change')
  .openapi('StoreChange')

export const StoreView = z
  .object({
    id: z.uuid(),
    owner: z
      .object({ id: z.uuid(), login: z.string() })
      .nullable()
      .openapi({ description: 'Whose it is; null for the service' }),
    slug: z.string(),
    ...fields,
    connection_id: z.uuid().nullable(),
    name: z.string(),
    categories: z.array(z.string()),
    product_url: z.string().nullable(),
    username: z.string().nullable().openapi({ description: 'Of the connected account' }),
    products: z.int(),
    pending_drafts: z.int(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('Store')

export const StorePage = pageOf(StoreView)
export const StoreParams = z.strictObject({ id: StoreReference })
/** The store that a query is about. */
export const storeQuery = StoreReference
export const tags = ['catalog']
