import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { ProductView } from '../product-view.ts'
import { getProduct } from '../store/products/read.ts'
import { decideSource, SOURCE_CHOICES } from '../store/products/sources.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** A product may have lost its post. */
export const sourceOperations = {
  decideProductSource: operation.act({
    path: '/api/products/source/{id}',
    access: 'own:write',
    tags,
    summary: 'Keep or archive a product whose post is gone or sells it no more',
    params: z.strictObject({ id: z.uuid() }),
    body: z.strictObject({ choice: z.enum(SOURCE_CHOICES) }).openapi('ProductSourceDecision'),
    answer: ProductView,
    success: 'The product',
    refusals: { 404: 'No such product of yours', 409: 'Its post is there and sells it' },
    async run({ params, body: { choice } }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      const { id } = await getProduct(db, scope, params.id)
      await db.transaction().execute(async (tx) => await decideSource(tx, id, choice))
      return await getProduct(db, scope, id)
    },
  }),
}
