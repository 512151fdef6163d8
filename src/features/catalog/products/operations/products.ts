import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
import { cursorFields, cutPage, readCursor } from '../../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import { releaseMedia } from '../../../../media/media-store.ts'
import type { Services } from '../../../manifest.ts'
import { getStore, requireStore } from '../../stores/store/stores.ts'
import { tags } from '../../stores/store-view.ts'
import { productSubject } from '../../subjects.ts'
import { NewProduct, ProductChange, ProductPage, ProductView } from '../product-view.ts'
import {
  changeProduct,
  createProduct,
  getProduct,
  listProducts,
  PRODUCT_STATES,
  removeProduct,
} from '../store/products.ts'

const Params = z.strictObject({ id: z.uuid() })
const byId = { params: Params }
const noSuchProduct = problem('No such product of yours')

const list = createRoute({
  method: 'get',
  path: '/api/products',
  access: 'own:read',
  operationId: 'listProducts',
  tags,
  summary: 'Products of your stores, newest first',
  request: {
    query: z.strictObject({
      store: z.uuid().optional(),
      status: z.enum(PRODUCT_STATES).optional(),
      source: z
        .enum(['gone', 'dropped'])
        .optional()
        .openapi({ description: 'Those whose post is gone, or sells them no more' }),
      q: z.string().trim().min(1).max(200).optional().openapi({
        description: 'A part of the name, in any case',
      }),
      ...cursorFields,
    }),
  },
  responses: {
    200: json('A page of products', ProductPage),
    404: problem('No such store of yours'),
  },
})

const create = createRoute({
  method: 'post',
  path: '/api/products',
  access: 'own:write',
  operationId: 'createProduct',
  tags,
  summary: 'Add a product that no post has brought',
  request: { body: jsonBody(NewProduct) },
  responses: { 201: json('The product', ProductView), 404: problem('No such store of yours') },
})

const show = createRoute({
  method: 'get',
  path: '/api/products/{id}',
  access: 'own:read',
  operationId: 'getProduct',
  tags,
  summary: 'One product',
  request: byId,
  responses: { 200: json('The product', ProductView), 404: noSuchProduct },
})

const change = createRoute({
  method: 'patch',
  path: '/api/products/{id}',
  access: 'own:write',
  operationId: 'updateProduct',
  tags,
  summary: 'Change a product; later edits of its post do not change these fields any more',
  request: { ...byId, body: jsonBody(ProductChange) },
  responses: {
    200: json('The product', ProductView),
    404: noSuchProduct,
    409: problem('Another product of the store has this address'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/products/{id}',
  access: 'own:write',
  operationId: 'deleteProduct',
  tags,
  summary: 'Remove a product',
  request: byId,
  responses: { 204: { description: 'Removed' }, 404: noSuchProduct },
})

const Key = z.tuple([z.uuid()])

/** Products of stores. */
export function productRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { store, status, source, q, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const filter = { storeId: store, status, source, text: q }
    const seen = ownerSeenBy(c.get('principal'))
    await requireStore(db, seen, store)
    const rows = await listProducts(db, seen, filter, { after, limit: page.limit + 1 })
    return c.json(cutPage(rows, page.limit, { item: isoTimes, key: ({ id }) => [id] }), 200)
  })
  router.openapi(create, async (c) => {
    const { store, source, source_caption: caption, currency, ...fields } = c.req.valid('json')
    const seen = ownerSeenBy(c.get('principal'))
    const { currency: usual } = await getStore(db, seen, store)
    const row = await createProduct(db, seen, {
      storeId: store,
      source,
      caption,
      fields: { ...fields, currency: currency ?? usual },
    })
    return c.json(isoTimes(row), 201, { location: `/api/products/${row.id}` })
  })
  router.openapi(show, async (c) => {
    const row = await getProduct(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.json(isoTimes(row), 200)
  })
  router.openapi(change, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const row = await changeProduct(db, seen, c.req.valid('param').id, c.req.valid('json'))
    return c.json(isoTimes(row), 200)
  })
  router.openapi(remove, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = c.req.valid('param')
    await db.transaction().execute(async (tx) => {
      await removeProduct(tx, seen, id)
      await releaseMedia(tx, [productSubject(id)])
    })
    return c.body(null, 204)
  })
  return router
}
