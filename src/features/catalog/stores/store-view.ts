import { fault, textMatching } from '../../../http/fault.ts'
import { Currency, oneLine, schemasOf } from '../../../http/field-schemas.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { ConnectionReference } from '../../connection-reference.ts'
import { STORE_FIELDS } from '../fields/stores.ts'
import { StoreReference } from './store-reference.ts'

/**
 * The place of the product's own part in an address of a shop's pages; browsers write braces in
 * hexadecimal digits.
 */
export const SLUG_PLACE = /\{slug\}|%7bslug%7d/i

const { languages, categories } = STORE_FIELDS

const {
  change: fields,
  create,
  answer,
} = schemasOf(STORE_FIELDS, {
  connection_id: ConnectionReference.nullable().openapi({
    type: ['string', 'null'],
    description: 'A connected account of the store’s owner, by id or username; one store each',
  }),
  currency: Currency.openapi({ example: 'KES' }),
  languages: z
    .array(
      textMatching(
        z.string(),
        /^[a-z]{2}$/,
        fault('not_a_language', 'expected a code of ISO 639-1, as in sw'),
      ),
    )
    .max(languages.most)
    .openapi({ example: ['en', 'sw'] }),
  categories: z
    .array(oneLine(categories.max))
    .min(1, 'expected at least one category')
    .max(categories.most)
    .refine(
      (names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
      fault('given_twice', 'expected each category once'),
    ),
  product_url: z
    .url({ protocol: /^https?$/, error: 'expected an address that begins with https://' })
    .max(500)
    .refine(
      (url) => SLUG_PLACE.test(url),
      fault('no_slug_place', 'expected {slug} where each product has its own', { value: '{slug}' }),
    )
    .refine(
      (url) => !/%(?![0-9a-f]{2})/i.test(url),
      fault('bad_escape', 'expected two hexadecimal digits after each %'),
    )
    .nullable(),
})

export const NewStore = z
  .strictObject({
    ...create,
    slug: textMatching(
      z.string(),
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      fault('not_a_slug', 'expected words of a-z and 0-9, joined by hyphens'),
    )
      .max(80)
      .optional()
      .openapi({ description: 'Unique; made of the name by default' }),
  })
  .openapi('NewStore')

export const StoreChange = z
  .strictObject(fields)
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('StoreChange')

export const StoreView = z
  .object({
    id: z.uuid(),
    owner: z
      .object({ id: z.uuid(), login: z.string() })
      .nullable()
      .openapi({ description: 'Whose it is; null for the service' }),
    slug: z.string(),
    ...answer,
    connection_id: z.uuid().nullable(),
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
