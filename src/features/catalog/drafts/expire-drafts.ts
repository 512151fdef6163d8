import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { expireDrafts as expire } from './store/product-drafts/change.ts'

const Nothing = z.object({})
const Result = z.object({ expired: z.int() })

/** Expires drafts that were not decided in time. */
export const expireProductDrafts = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'expire_product_drafts',
  summary: 'Expires the product drafts that were not reviewed in time.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 6,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'expire_product_drafts',
  async handle(_task, { services: { db }, signal }) {
    let expired = 0
    for (let some = 1; some > 0; expired += some) {
      signal.throwIfAborted()
      some = await expire(db)
    }
    return { kind: 'done', result: { expired } }
  },
})
