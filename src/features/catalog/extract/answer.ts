import { z } from 'zod'

/**
 * The place where a value was read: words of the caption as written there, or a picture by its
 * number from 1.
 */
const Evidence = z.strictObject({
  caption: z.string().nullable(),
  picture: z.int().nullable(),
})
export type AnsweredEvidence = z.output<typeof Evidence>

const Product = z.strictObject({
  name: z.string(),
  description: z.string(),
  price: z.string().nullable(),
  currency: z.string().nullable(),
  compare_at_price: z.string().nullable(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  variants: z.array(z.strictObject({ option: z.string(), value: z.string(), evidence: Evidence })),
  pictures: z.array(z.int()),
  confidence: z.number(),
  evidence: z.strictObject({
    name: Evidence,
    price: Evidence,
    compare_at_price: Evidence,
  }),
})
export type AnsweredProduct = z.output<typeof Product>

/** The answer of a model about one post. */
export const DraftAnswer = z.strictObject({
  is_product: z.boolean(),
  reason: z.string(),
  products: z.array(Product),
})
export type DraftAnswer = z.output<typeof DraftAnswer>
