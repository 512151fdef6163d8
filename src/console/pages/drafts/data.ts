import { z } from '../../../http/router.ts'

const FLAGS = [
  'low_confidence',
  'price_differs',
  'price_dropped',
  'price_missed',
  'price_in_picture',
  'currency_differs',
  'currency_unclear',
  'compare_at_price_dropped',
  'variants_dropped',
  'variants_in_picture',
  'model_failed',
  'possible_duplicate',
  'post_changed',
  'post_dropped',
  'post_deleted',
] as const

const Evidence = z.union([
  z.object({ kind: z.literal('caption'), start: z.int(), end: z.int() }),
  z.object({ kind: z.literal('picture'), number: z.int() }),
])

const fields = {
  name: z.string(),
  description: z.string(),
  price: z.string().nullable(),
  compare_at_price: z.string().nullable(),
  currency: z.string().nullable(),
  possible_currencies: z.array(z.string()).optional(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  variants: z.array(z.object({ option: z.string(), value: z.string() })),
}

export const Draft = z.object({
  id: z.string(),
  store_id: z.string(),
  status: z.enum(['pending', 'approved', 'rejected', 'expired']),
  ...fields,
  edited: z.array(z.string()),
  extracted: z.object(fields),
  evidence: z.record(z.string(), Evidence),
  confidence: z.number(),
  flags: z.array(z.enum(FLAGS)),
  reason: z.string().nullable(),
  product_id: z.string().nullable(),
  possible_duplicate: z.object({ id: z.string(), name: z.string() }).nullable(),
  possible_duplicate_draft: z.object({ id: z.string(), name: z.string() }).nullable(),
  pictures: z.array(z.int()),
  post: z.object({
    permalink: z.string().nullable(),
    caption: z.string().nullable(),
    taken_at: z.string(),
    pictures: z.array(z.object({ number: z.int(), hash: z.string().nullable() })),
  }),
  expires_at: z.string(),
})
export type Draft = z.output<typeof Draft>
export const Drafts = z.object({ data: z.array(Draft), next_cursor: z.string().nullable() })
export const StoreNames = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string() })),
})
export const Product = z.object({ id: z.string() })
export const Approved = z.object({ product_id: z.string() })
export const Decisions = z.object({
  matched: z.int(),
  data: z.array(z.object({ refused: z.string().nullable() })),
})
/** The store of a draft, as far as its form asks. */
export const StoreChoices = z.object({ categories: z.array(z.string()) })
