import { readPrices } from '../../../src/features/catalog/text/prices.ts'
import { classifySelling } from '../../../src/features/catalog/text/is-sales-post.ts'
import type { LabelledPost } from './labelled-post.ts'

/** Why the rules leave a post out, as they do in production; null when a model is asked. */
export function skipReason({ caption, currency }: LabelledPost): string | null {
  const { verdict, reason } = classifySelling(caption, readPrices(caption ?? '', { currency }))
  return verdict === 'does_not_sell' ? reason : null
}
