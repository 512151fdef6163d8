import { fault } from '../../../../http/fault.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { PRODUCT_FIELDS } from '../../fields/products.ts'
import { tags } from '../../stores/store-view.ts'
import {
  CHANGE_REFUSALS,
  changeManyProducts,
  removeManyProducts,
  type ChangeResult,
} from '../change-products.ts'
import { changedFields } from '../product-view.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** Products that one request changes. */
const MAX_AT_ONCE = 500

const count = z.int().min(0)
const ids = z.array(z.uuid()).min(1).max(MAX_AT_ONCE)

const Change = z
  .strictObject({
    ...changedFields,
    add_categories: changedFields.categories,
    remove_categories: changedFields.categories,
    add_tags: changedFields.tags,
    remove_tags: changedFields.tags,
  })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ProductsChange')

const Results = z
  .object({
    changed: count,
    unchanged: count.openapi({ description: 'Products that were so already' }),
    refused: count,
    data: z.array(
      z.object({
        id: z.uuid(),
        result: z.enum(['changed', 'unchanged', 'refused']),
        refused: z
          .enum(CHANGE_REFUSALS)
          .nullable()
          .openapi({ description: 'Why it stays as it is' }),
        field: z.string().nullable().openapi({ description: 'The field that does not fit' }),
        message: z.string().nullable(),
      }),
    ),
  })
  .openapi('ProductsChanged')

const changing = {
  access: 'own:write',
  tags,
  answer: Results,
  success: 'What became of each product, in the order of `ids`',
} as const

/** Changes of many products at once. */
export const bulkOperations = {
  changeProducts: operation.act({
    ...changing,
    path: '/api/products/batch-update',
    summary: 'Change many products at once',
    description:
      'A product that the change does not fit stays as it is, and the answer says why; the ' +
      'others are changed together. ' +
      'Later edits of their posts do not change these fields any more.',
    body: z.strictObject({ ids, change: Change }).openapi('ProductsToChange'),
    async run({ body }, { db }, { principal }) {
      const { add_categories, remove_categories, add_tags, remove_tags, ...fields } = body.change
      const change = {
        fields,
        added: { categories: add_categories, tags: add_tags },
        taken: { categories: remove_categories, tags: remove_tags },
      }
      const limits = { categories: PRODUCT_FIELDS.categories.most, tags: PRODUCT_FIELDS.tags.most }
      return summed(
        await changeManyProducts(db, ownerScopeOf(principal), body.ids, { change, limits }),
      )
    },
  }),

  deleteProducts: operation.act({
    ...changing,
    path: '/api/products/batch-delete',
    summary: 'Remove many products at once; their drafts make no other ones',
    body: z.strictObject({ ids }).openapi('ProductsToDelete'),
    run: async ({ body }, { db }, { principal }) =>
      summed(await removeManyProducts(db, ownerScopeOf(principal), body.ids)),
  }),
}

function summed(data: ChangeResult[]) {
  const counted = { changed: 0, unchanged: 0, refused: 0 }
  for (const { result } of data) counted[result] += 1
  return { ...counted, data }
}
