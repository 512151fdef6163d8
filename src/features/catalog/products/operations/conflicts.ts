import { StoreReference } from '../../stores/store-reference.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { requireStore } from '../../stores/store/stores/stores.ts'
import type { ConflictField } from '../../fields/drafts.ts'
import { ConflictPage, ProductView, Resolution } from '../product-view.ts'
import {
  CONFLICT_STATES,
  listConflicts,
  resolveConflicts,
  type Choice,
} from '../store/conflicts.ts'
import { getProduct } from '../store/products/read.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** A product and its post may say different things. */
export const conflictOperations = {
  listProductConflicts: operation.list({
    path: '/api/products/conflicts',
    access: 'own:read',
    tags,
    summary: 'Fields that you have changed and whose post says something else now',
    filter: {
      state: z
        .enum(CONFLICT_STATES)
        .default('open')
        .openapi({ description: 'Open ones, or those that were resolved' }),
      store: StoreReference.optional(),
      product: z.uuid().optional(),
    },
    answer: ConflictPage,
    success: 'A page of conflicts',
    refusals: { 404: 'No such store of yours' },
    key: z.tuple([z.uuid()]),
    async run({ query: { state, store, product }, page }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      await requireStore(db, scope, store)
      const rows = await listConflicts(db, scope, {
        state,
        storeId: store,
        productId: product,
        after: page.after?.[0],
        limit: page.take,
      })
      return page.cut(rows, ({ id }) => [id])
    },
  }),

  resolveProductConflicts: operation.act({
    path: '/api/products/conflicts/{id}/resolve',
    access: 'own:write',
    tags,
    summary: 'Settle conflicts of a product: for each field mine, theirs, or another value',
    description: '`id` is the product’s. After `theirs` the post may change the field again.',
    params: z.strictObject({ id: z.uuid() }),
    body: Resolution,
    answer: ProductView,
    success: 'The product',
    refusals: { 404: 'No such product of yours' },
    async run({ params, body }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      const { id } = await getProduct(db, scope, params.id)
      const choices = choicesIn(body)
      await db.transaction().execute(async (tx) => await resolveConflicts(tx, id, choices))
      return await getProduct(db, scope, id)
    },
  }),
}

const choicesIn = (body: z.output<typeof Resolution>): Partial<Record<ConflictField, Choice>> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([field, choice]): [string, Choice][] => {
      if (choice === undefined) return []
      return [[field, typeof choice === 'string' ? { choice } : { choice: 'value', ...choice }]]
    }),
  )
