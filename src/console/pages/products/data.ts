import { z } from '../../../http/router.ts'

export const STATES = ['active', 'draft', 'archived'] as const

const Pair = z.object({ option: z.string(), value: z.string() })

export const Product = z.object({
  id: z.string(),
  store_id: z.string(),
  name: z.string(),
  description: z.string(),
  sku: z.string().nullable(),
  price: z.string().nullable(),
  currency: z.string(),
  quantity: z.int().nullable(),
  categories: z.array(z.string()),
  tags: z.array(z.string()),
  variants: z.array(Pair),
  status: z.enum(STATES),
  source_url: z.string().nullable(),
  source_deleted_at: z.string().nullable(),
  source_dropped_at: z.string().nullable(),
  source_kept_at: z.string().nullable(),
  touched: z.array(z.string()),
  pictures: z.array(z.string()),
  videos: z.array(z.string()),
  open_conflicts: z.int(),
  updated_at: z.string(),
})
export type Product = z.output<typeof Product>
export const Products = z.object({ data: z.array(Product), next_cursor: z.string().nullable() })

export const Comments = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      text: z.string().nullable(),
      username: z.string().nullable(),
      sent_at: z.string(),
    }),
  ),
  next_cursor: z.string().nullable(),
})

export const CONFLICT_FIELDS = [
  'name',
  'description',
  'price',
  'compare_at_price',
  'currency',
  'categories',
  'tags',
  'variants',
  'pictures',
] as const

const Value = z.union([z.string(), z.array(z.union([z.string(), Pair]))]).nullable()
export type Value = z.output<typeof Value>

export const Conflict = z.object({
  id: z.string(),
  product_id: z.string(),
  product: z.string(),
  field: z.enum(CONFLICT_FIELDS),
  mine: Value,
  theirs: Value,
  gone_pictures: z.array(z.string()),
  caption_before: z.string().nullable(),
  caption_after: z.string().nullable(),
  resolved_at: z.string().nullable(),
  resolved_to: z.enum(['mine', 'theirs', 'value', 'withdrawn']).nullable(),
})
export type Conflict = z.output<typeof Conflict>
export const Conflicts = z.object({ data: z.array(Conflict), next_cursor: z.string().nullable() })
export const StoreNames = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string() })),
})
