import { invalidField } from '../../../../base/errors.ts'
import type { RowCheck } from '../../../../db/row-check.ts'
import { isSortKey, type Place } from '../../../../db/sort-key.ts'
import { StoreReference } from '../../stores/store-reference.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { editedFields } from '../../../../http/operations/version.ts'
import { NOT_A_CURSOR } from '../../../../http/pagination.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { getStore, requireStore } from '../../stores/store/stores/stores.ts'
import { NewProduct, ProductChange, ProductPage, ProductView } from '../product-view.ts'
import { getProduct } from '../store/products/read.ts'
import { changeProduct, createProduct, removeProduct } from '../store/products/edit.ts'
import { listProducts, productSort, type ProductOrder } from '../store/products/list.ts'
import { PRODUCT_SORTS, PRODUCT_STATES } from '../../fields/products.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const version = editedFields(ProductChange)

/** The key of a product in the order of the list; a cursor is of one sort and order. */
const Key = z.tuple([
  z.enum(PRODUCT_SORTS).nullable(),
  z.enum(['asc', 'desc']),
  z.string().nullable(),
  z.uuid(),
])

const params = z.strictObject({ id: z.uuid() })
const noSuchStore = { 404: 'No such store of yours' }
const noSuchProduct = { 404: 'No such product of yours' }

export const productOperations = {
  listProducts: operation.list({
    path: '/api/products',
    access: 'own:read',
    tags,
    summary: 'Products of your stores',
    filter: {
      store: StoreReference.optional(),
      status: z.enum(PRODUCT_STATES).optional(),
      source: z
        .enum(['gone', 'dropped'])
        .optional()
        .openapi({ description: 'Those whose post is gone, or sells them no more' }),
      q: z.string().trim().min(1).max(200).optional().openapi({
        description: 'A part of the name, in any case',
      }),
      sort: z
        .enum(PRODUCT_SORTS)
        .optional()
        .openapi({
          description:
            'By the order in which they were made without it; products without a value come ' +
            'last. Names are compared without their case, amounts without their currency',
        }),
      order: z.enum(['asc', 'desc']).default('desc'),
    },
    answer: ProductPage,
    success: 'A page of products',
    refusals: noSuchStore,
    key: Key,
    async run({ query: { store, status, source, q, ...filter }, page }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      await requireStore(db, scope, store)
      const { sort, order } = filter
      const rows = await listProducts(
        db,
        scope,
        { storeId: store, status, source, text: q },
        { sort, order, after: placeIn(page.after, { sort, order }), limit: page.take },
      )
      return page.cut(
        rows,
        ({ key, product }) => [sort ?? null, order, key, product.id],
        ({ product }) => product,
      )
    },
  }),

  createProduct: operation.create({
    path: '/api/products',
    access: 'own:write',
    tags,
    summary: 'Add a product that no post has brought',
    body: NewProduct,
    answer: ProductView,
    success: 'The product',
    refusals: noSuchStore,
    version,
    async run({ body }, { db }, { principal }) {
      const { store, source, source_caption: caption, currency, ...fields } = body
      const scope = ownerScopeOf(principal)
      const { currency: usual } = await getStore(db, scope, store)
      return await createProduct(db, scope, {
        storeId: store,
        source,
        caption,
        fields: { ...fields, currency: currency ?? usual },
      })
    },
  }),

  getProduct: operation.get({
    path: '/api/products/{id}',
    access: 'own:read',
    tags,
    summary: 'One product',
    params,
    answer: ProductView,
    success: 'The product',
    refusals: noSuchProduct,
    version,
    run: async (input, { db }, { principal }) =>
      await getProduct(db, ownerScopeOf(principal), input.params.id),
  }),

  updateProduct: operation.update({
    path: '/api/products/{id}',
    access: 'own:write',
    tags,
    summary: 'Change a product; later edits of its post do not change these fields any more',
    params,
    body: ProductChange,
    answer: ProductView,
    success: 'The product',
    refusals: { ...noSuchProduct, 409: 'Another product of the store has this address' },
    version,
    async run({ params: { id }, body }, { db }, { principal, requireMatch }) {
      const scope = ownerScopeOf(principal)
      const check: RowCheck = async (tx) =>
        await requireMatch(async () => await getProduct(tx, scope, id))
      return await changeProduct(db, scope, id, { change: body, check })
    },
  }),

  deleteProduct: operation.remove({
    path: '/api/products/{id}',
    access: 'own:write',
    tags,
    summary: 'Remove a product',
    params,
    refusals: noSuchProduct,
    run: async ({ params: { id } }, { db }, { principal }) =>
      await db
        .transaction()
        .execute(async (tx) => await removeProduct(tx, ownerScopeOf(principal), id)),
  }),
}

/**
 * Returns where a page begins. Throws InvalidInputError for a cursor of another sort: its key means
 * nothing in this one.
 */
function placeIn(
  after: z.output<typeof Key> | undefined,
  { sort, order }: ProductOrder,
): Place | undefined {
  if (after === undefined) return undefined
  const [itsSort, itsOrder, key, id] = after
  const isOfList =
    itsSort === (sort ?? null) &&
    itsOrder === order &&
    (key === null || (sort !== undefined && isSortKey(productSort(sort).type, key)))
  if (!isOfList)
    throw invalidField('cursor', 'is not a cursor of this list with this sort', NOT_A_CURSOR)
  return { key, id }
}
