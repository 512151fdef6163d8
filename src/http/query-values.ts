import { z } from './router.ts'

/** The distinct values of a repeated parameter, or of one with commas, or both. */
export const queryValues = z
  .union([z.string(), z.array(z.string())])
  .transform((values) => [
    ...new Set([values].flat().flatMap((text) => text.split(',').map((value) => value.trim()))),
  ])

/** Declares a list in a query; `items` is the schema of its values. */
export const queryArray = (items: object, { maxItems }: { maxItems?: number } = {}) => ({
  type: 'array' as const,
  items: { type: 'string' as const, ...items },
  minItems: 1,
  ...(maxItems === undefined ? {} : { maxItems }),
  param: { style: 'form' as const, explode: true },
})
