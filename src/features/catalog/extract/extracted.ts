import { z } from 'zod'

const Evidence = z.union([
  z.object({ kind: z.literal('caption'), start: z.int(), end: z.int() }),
  z.object({ kind: z.literal('picture'), number: z.int() }),
])
/** A span of the caption (UTF-16), or the number of a picture, from 1. */
export type FieldEvidence = z.output<typeof Evidence>

const Variant = z.object({ option: z.string(), value: z.string() })

/** A product as a post describes it: only values that the post gives evidence of. */
export const Extracted = z.object({
  name: z.string(),
  description: z.string(),
  /** A decimal in the digits of its currency. */
  price: z.string().nullable(),
  compare_at_price: z.string().nullable(),
  /** Null where the post names one that several countries share: a person says which. */
  currency: z.string().nullable(),
  possible_currencies: z.array(z.string()).optional(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  variants: z.array(Variant),
  /** Numbers of its pictures in the post, from 1. */
  pictures: z.array(z.int()),
  evidence: z.record(z.string(), Evidence),
})
export type Extracted = z.output<typeof Extracted>

/** The fields that a seller may correct in a draft. */
export const EDITABLE = [
  'name',
  'description',
  'price',
  'compare_at_price',
  'currency',
  'category',
  'tags',
  'variants',
  'pictures',
] as const

/** The reasons why a person should check a draft closely. */
export const FLAGS = [
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
  'nothing_found',
  'possible_duplicate',
  'post_changed',
  'post_dropped',
  'post_deleted',
] as const
export type Flag = (typeof FLAGS)[number]

export type CleanDraft = { extracted: Extracted; confidence: number; flags: Flag[] }
