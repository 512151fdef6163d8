import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { editedFields } from '../../../../http/operations/version.ts'
import { z } from '../../../../http/router.ts'
import { releaseMedia } from '../../../../media/media-store.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { getStore, requireStore } from '../../stores/store/stores.ts'
import { productSubject } from '../../subjects.ts'
import { NewProduct, ProductChange, ProductPage, ProductView } from '../product-view.ts'
import {
  changeProduct,
  createProduct,
  getProduct,
  listProducts,
  removeProduct,
} from '../store/products.ts'
import { PRODUCT_STATES } from '../../fields/products.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const version = editedFields(ProductChange)

const params = z.strictObject({ id: z.uuid() })
const noSuchStore = { 404: 'No such store of yours' }
const noSuchProduct = { 404: 'No such product of yours' }

export const productOperations = {
  listProducts: operation.list({
    path: '/api/products',
    access: 'own:read',
    tags,
    summary: 'Products of your stores, newest first',
    filter: {
      store: z.uuid().optional(),
      status: z.enum(PRODUCT_STATES).optional(),
      source: z
        .enum(['gone', 'dropped'])
        .optional()
        .openapi({ description: 'Those whose post is gone, or sells them no more' }),
      q: z.string().trim().min(1).max(200).optional().openapi({
        description: 'A part of the name, in any case',
      }),
    },
    answer: ProductPage,
    success: 'A page of products',
    refusals: noSuchStore,
    key: z.tuple([z.uuid()]),
    async run({ query: { store, status, source, q }, page }, { db }, { principal }) {
      const seen = ownerSeenBy(principal)
      await requireStore(db, seen, store)
      const filter = { storeId: store, status, source, text: q }
      const rows = await listProducts(db, seen, filter, {
        after: page.after?.[0],
        limit: page.take,
      })
      return page.cut(rows, ({ id }) => [id])
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
      const seen = ownerSeenBy(principal)
      const { currency: usual } = await getStore(db, seen, store)
      return await createProduct(db, seen, {
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
      await getProduct(db, ownerSeenBy(principal), input.params.id),
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
      const seen = ownerSeenBy(principal)
      return await changeProduct(
        db,
        seen,
        id,
        body,
        async (tx) => await requireMatch(async () => await getProduct(tx, seen, id)),
      )
    },
  }),

  deleteProduct: operation.remove({
    path: '/api/products/{id}',
    access: 'own:write',
    tags,
    summary: 'Remove a product',
    params,
    refusals: noSuchProduct,
    async run({ params: { id } }, { db }, { principal }) {
      await db.transaction().execute(async (tx) => {
        await removeProduct(tx, ownerSeenBy(principal), id)
        await releaseMedia(tx, [productSubject(id)])
      })
    },
  }),
}
