import { fault, textMatching } from '../../../http/fault.ts'
import { StoreReference } from '../stores/store-reference.ts'
import { pageOf } from '../../../http/pagination.ts'
import { schemasOf } from '../../../http/field-schemas.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { RESOLUTIONS } from './store/conflicts.ts'
import { CONFLICT_FIELDS, type ConflictField } from '../fields/drafts.ts'
import { PRODUCT_FIELDS, PRODUCT_SOURCES } from '../fields/products.ts'

const { change: fields, create, answer } = schemasOf(PRODUCT_FIELDS)

/** The schemas of the fields in a change. */
export const changedFields = fields

export const NewProduct = z
  .strictObject({
    store: StoreReference,
    source: z.enum(['manual', 'whatsapp_catalog']).default('manual'),
    source_caption: z
      .string()
      .trim()
      .min(1)
      .max(10_000)
      .nullable()
      .default(null)
      .openapi({ description: 'Of the other catalog' }),
    ...create,
    currency: create.currency.openapi({ description: 'The store’s by default' }),
  })
  .openapi('NewProduct')

export const ProductChange = z
  .strictObject({
    ...fields,
    slug: textMatching(
      z.string(),
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      fault('not_a_slug', 'expected words of a-z and 0-9, joined by hyphens'),
    ).max(80),
  })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ProductChange')

export const ProductView = z
  .object({
    id: z.uuid(),
    store_id: z.uuid(),
    slug: z.string(),
    ...answer,
    source: z.enum(PRODUCT_SOURCES),
    source_caption: z.string().nullable(),
    source_deleted_at: Timestamp.nullable().openapi({
      description: 'Its post is gone from Instagram',
    }),
    source_dropped_at: Timestamp.nullable().openapi({
      description: 'Its post is there, but sells it no more: sold out, or taken from the caption',
    }),
    source_loss_accepted_at: Timestamp.nullable().openapi({
      description: 'When you kept it although its post was gone or sold it no more',
    }),
    touched: z
      .array(z.string())
      .openapi({ description: 'Fields that a person has changed: its post does not change them' }),
    pictures: z.array(z.string()).openapi({ description: 'Hashes, for /api/media/{hash}' }),
    videos: z.array(z.string()).openapi({
      description: 'Hashes of the videos of its post; files for shops have their addresses',
    }),
    open_conflicts: z.int(),
    imported_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('Product')
export const ProductPage = pageOf(ProductView)

export const ConflictView = z
  .object({
    id: z.uuid(),
    product_id: z.uuid(),
    product: z.string(),
    field: z.enum(CONFLICT_FIELDS),
    mine: z.unknown().openapi({ description: 'The product’s value; pictures are hashes' }),
    theirs: z.unknown().openapi({ description: 'What the post says now' }),
    gone_pictures: z
      .array(z.string())
      .openapi({ description: 'Hashes of either side whose pictures are not kept any more' }),
    caption_before: z.string().nullable(),
    caption_after: z.string().nullable(),
    created_at: Timestamp,
    resolved_at: Timestamp.nullable(),
    resolved_to: z.enum(RESOLUTIONS).nullable().openapi({
      description: 'withdrawn: by a later change of the post or the product',
    }),
  })
  .openapi('ProductConflict')
export const ConflictPage = pageOf(ConflictView)

const side = z.enum(['mine', 'theirs'])
/** Returns the schema of a choice for a field: a side, or another value. */
const choiceOf = <Value extends z.ZodType>(value: Value) =>
  z.union([side, z.strictObject({ value })], {
    error: "expected 'mine', 'theirs' or { value } with another value of the field",
  })

export const Resolution = z
  .strictObject({
    name: choiceOf(fields.name),
    description: choiceOf(fields.description),
    price: choiceOf(fields.price),
    compare_at_price: choiceOf(fields.compare_at_price),
    currency: choiceOf(fields.currency),
    categories: choiceOf(fields.categories),
    tags: choiceOf(fields.tags),
    variants: choiceOf(fields.variants),
    pictures: side,
  } satisfies Record<ConflictField, z.ZodType>)
  .partial()
  .refine((body) => Object.keys(body).length > 0, fault('nothing_to_change', 'expected a field'))
  .openapi('ProductConflictResolution')
