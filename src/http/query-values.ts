import { z } from './router.ts'

/**
 * The values of a query's list, each once: the parameter repeated, or values separated by commas, or both. The document
 * declares the first, which clients that are generated from it send.
 */
export const queryValues = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [
    ...new Set([given].flat().flatMap((text) => text.split(',').map((value) => value.trim()))),
  ])

/** How a list is declared; `items` are its values. */
export const queryArray = (items: object, { maxItems }: { maxItems?: number } = {}) => ({
  type: 'array' as const,
  items: { type: 'string' as const, ...items },
  minItems: 1,
  ...(maxItems === undefined ? {} : { maxItems }),
  param: { style: 'form' as const, explode: true },
})
