import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { integerText } from '../../../../http/pagination.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { listSold } from '../store/sold.ts'

const MAX_SOLD = 50

const operation = operationsFor<Pick<Services, 'db'>>()

export const soldOperations = {
  listSoldProducts: operation.get({
    path: '/api/sold-products',
    access: 'own:read',
    tags,
    summary: 'The products of your stores that sold most, as their shop has reported it',
    query: z.strictObject({
      limit: integerText({ min: 1, max: MAX_SOLD }).default(10).openapi({ default: 10 }),
    }),
    answer: z
      .object({
        data: z.array(
          z.object({
            id: z.uuid(),
            name: z.string(),
            store: z.object({ id: z.uuid(), name: z.string() }),
            price: z.string().nullable(),
            currency: z.string(),
            sold_count: z.int(),
            view_count: z.int().nullable(),
            picture_hash: z.string().nullable(),
          }),
        ),
      })
      .openapi('SoldProducts'),
    success: 'The products, the most sold first',
    run: async ({ query }, { db }, { principal }) => ({
      data: await listSold(db, ownerScopeOf(principal), query.limit),
    }),
  }),
}
