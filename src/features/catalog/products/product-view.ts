import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { editable, Money } from '../drafts/draft-view.ts'
import { RESOLUTIONS } from './store/conflicts.ts'
import { CONFLICT_FIELDS } from './follow-post.ts'
import { PRODUCT_SOURCES, PRODUCT_STATES } from './product-fields.ts'

const MOST = 1_000_000_000
const count = z.int().min(0).max(MOST).nullable()
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullable()
  .openapi({ type: 'string', format: 'date-time' })
const text = (longest: number) => z.string().trim().min(1).max(longest).nullable()
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with https://' })
  .max(2_000)
  .nullable()

const fields = {
  ...editable,
  sku: text(100),
  cost_per_item: Money.nullable(),
  track_inventory: z.boolean(),
  quantity: count,
  allow_backorder: z.boolean(),
  low_stock_threshold: count,
  categories: z.array(z.string().trim().min(1).max(80)).max(20),
  collection: text(200),
  status: z.enum(PRODUCT_STATES),
  is_featured: z.boolean(),
  is_seasonal: z.boolean(),
  available_from: moment,
  available_until: moment,
  meta_title: text(200),
  meta_description: text(1_000),
  model_url: httpUrl.openapi({ description: 'Of a three-dimensional model' }),
  source_id: text(200).openapi({ description: 'Of the post, or in the other catalog' }),
  source_url: httpUrl,
  sold_count: count,
  view_count: count,
  like_count: count,
  rating: z.number().min(0).max(5).nullable(),
  review_count: count,
}

export const NewProduct = z
  .strictObject({
    store: z.uuid(),
    source: z.enum(['manual', 'whatsapp_catalog']).default('manual'),
    source_caption: text(10_000).default(null).openapi({ description: 'Of the other catalog' }),
    ...fields,
    description: editable.description.default(''),
    price: editable.price.default(null),
    compare_at_price: editable.compare_at_price.default(null),
    currency: editable.currency.optional().openapi({ description: 'The store’s by default' }),
    tags: editable.tags.default([]),
    variants: editable.variants.default([]),
    sku: fields.sku.default(null),
    cost_per_item: fields.cost_per_item.default(null),
    track_inventory: fields.track_inventory.default(false),
    quantity: count.default(null),
    allow_backorder: fields.allow_backorder.default(false),
    low_stock_threshold: count.default(null),
    categories: fields.categories.default([]),
    collection: fields.collection.default(null),
    status: fields.status.default('active'),
    is_featured: fields.is_featured.default(false),
    is_seasonal: fields.is_seasonal.default(false),
    available_from: moment.default(null),
    available_until: moment.default(null),
    meta_title: fields.meta_title.default(null),
    meta_description: fields.meta_description.default(null),
    model_url: fields.model_url.default(null),
    source_id: fields.source_id.default(null),
    source_url: fields.source_url.default(null),
    sold_count: count.default(null),
    view_count: count.default(null),
    like_count: count.default(null),
    rating: fields.rating.default(null),
    review_count: count.default(null),
  })
  .openapi('NewProduct')

export const ProductChange = z
  .strictObject({
    ...fields,
    slug: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected words of a-z and 0-9, joined by hyphens')
      .max(80),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'expected something to change')
  .openapi('ProductChange')

export const ProductView = z
  .object({
    id: z.uuid(),
    store_id: z.uuid(),
    slug: z.string(),
    ...fields,
    name: z.string(),
    price: z.string().nullable(),
    compare_at_price: z.string().nullable(),
    cost_per_item: z.string().nullable(),
    available_from: Timestamp.nullable(),
    available_until: Timestamp.nullable(),
    source: z.enum(PRODUCT_SOURCES),
    source_caption: z.string().nullable(),
    source_deleted_at: Timestamp.nullable().openapi({
      description: 'Its post is gone from Instagram',
    }),
    source_dropped_at: Timestamp.nullable().openapi({
      description: 'Its post is there, but sells it no more: sold out, or taken from the caption',
    }),
    source_kept_at: Timestamp.nullable().openapi({
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
/** For each field a side, or another value. */
const choiceOf = <Value extends z.ZodType>(value: Value) =>
  z.union([side, z.strictObject({ value })], {
    error: "expected 'mine', 'theirs' or { value } with another value of the field",
  })

export const Resolution = z
  .strictObject({
    name: choiceOf(editable.name),
    description: choiceOf(editable.description),
    price: choiceOf(editable.price),
    compare_at_price: choiceOf(editable.compare_at_price),
    currency: choiceOf(editable.currency),
    categories: choiceOf(fields.categories),
    tags: choiceOf(editable.tags),
    variants: choiceOf(editable.variants),
    pictures: side,
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'expected a field')
  .openapi('ProductConflictResolution')
