import { StoreReference } from '../stores/store-reference.ts'
import { z } from '../../../http/router.ts'

export const EXPIRING = 'Pending ones that expire within two days'
export const CLEAR = 'true: those of high confidence without a flag; false: the others'

/** Lists of drafts, and decisions about many of them, are of what these fields say. */
export const filterFields = {
  confidence: z.enum(['high', 'low']).optional().openapi({ description: 'high: at least 0.8' }),
  store: StoreReference.optional(),
  scan: z.uuid().optional().openapi({ description: 'Those that it has made or changed' }),
}
