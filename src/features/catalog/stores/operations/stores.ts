import { ownerOfNew, ownerSeenBy } from '../../../../http/access/owner.ts'
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
import type { Services } from '../../../manifest.ts'
import { cancelStoreTasks } from '../../syncs/store/cancel-syncs.ts'
import { NewStore, StoreChange, StorePage, StoreParams, StoreView, tags } from '../store-view.ts'
import {
  changeStore,
  createStore,
  getStore,
  listStores,
  removeStore,
  type StoreRow,
} from '../store/stores.ts'

const byId = { params: StoreParams }
const noSuchStore = problem('No such store of yours')
const taken = problem('The address or the connected account is another store’s')

const list = createRoute({
  method: 'get',
  path: '/api/stores',
  access: 'own:read',
  operationId: 'listStores',
  tags,
  summary: 'Your stores, newest first; everybody’s for an admin',
  request: { query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of stores', StorePage) },
})

const create = createRoute({
  method: 'post',
  path: '/api/stores',
  access: 'own:write',
  operationId: 'createStore',
  tags,
  summary: 'Open a store whose products are made of posts',
  request: { body: jsonBody(NewStore) },
  responses: {
    201: json('The store', StoreView),
    404: problem('No such connected account of yours'),
    409: taken,
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/stores/{id}',
  access: 'own:read',
  operationId: 'getStore',
  tags,
  summary: 'One store',
  request: byId,
  responses: { 200: json('The store', StoreView), 404: noSuchStore },
})

const change = createRoute({
  method: 'patch',
  path: '/api/stores/{id}',
  access: 'own:write',
  operationId: 'updateStore',
  tags,
  summary: 'Change a store',
  description:
    'The address stays: links to the store would end. With another account, or none, what is queued for the store is cancelled, and the new account is followed from then on; drafts and products stay.',
  request: { ...byId, body: jsonBody(StoreChange) },
  responses: { 200: json('The store', StoreView), 404: noSuchStore, 409: taken },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/stores/{id}',
  access: 'own:write',
  operationId: 'deleteStore',
  tags,
  summary: 'Remove a store with its drafts and products; the connected account stays',
  request: byId,
  responses: { 204: { description: 'Removed' }, 404: noSuchStore },
})

const Key = z.tuple([z.uuid()])

export function storeRoutes({
  db,
  config,
  queue,
}: Pick<Services, 'db' | 'config' | 'queue'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const page = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const rows = await listStores(db, ownerSeenBy(c.get('principal')), {
      after,
      limit: page.limit + 1,
    })
    return c.json(cutPage(rows, page.limit, { item: viewStore, key: ({ id }) => [id] }), 200)
  })
  router.openapi(create, async (c) => {
    const { currency = config.catalogCurrency, ...fields } = c.req.valid('json')
    const row = await createStore(db, ownerOfNew(c.get('principal')), { ...fields, currency })
    return c.json(viewStore(row), 201, { location: `/api/stores/${row.id}` })
  })
  router.openapi(show, async (c) => {
    const row = await getStore(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.json(viewStore(row), 200)
  })
  router.openapi(change, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = c.req.valid('param')
    const row = await changeStore({ db, queue }, seen, id, c.req.valid('json'))
    queue.look()
    return c.json(viewStore(row), 200)
  })
  router.openapi(remove, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = c.req.valid('param')
    await db.transaction().execute(async (tx) => {
      await cancelStoreTasks(tx, queue, id)
      await removeStore(tx, seen, id)
    })
    return c.body(null, 204)
  })
  return router
}

const viewStore = ({ owner_id, owner_login, ...row }: StoreRow) => ({
  ...isoTimes(row),
  owner: owner_id === null ? null : { id: owner_id, login: owner_login ?? '' },
})
