import { NoSuchRecordError } from '../../../base/errors.ts'
import { ownerSeenBy } from '../../../http/access/owner.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { cancelStoreTasks } from '../syncs/cancel-syncs.ts'
import { findStoreConnection, partStore } from './store-connection.ts'
import { getStore } from './stores-store.ts'
import { storeQuery, tags } from './store-view.ts'

const query = z.strictObject({ store: storeQuery })

const show = createRoute({
  method: 'get',
  path: '/api/instagram/connection',
  access: 'own:read',
  operationId: 'getStoreConnection',
  tags,
  summary: 'The account that a store reads',
  request: { query },
  responses: {
    200: json(
      'The account',
      z
        .object({
          connected: z.boolean(),
          connection_id: z.uuid().nullable(),
          username: z.string().nullable(),
          status: z.string().nullable(),
          lastValidatedAt: Timestamp.nullable().openapi({
            description: 'Its posts were looked at last',
          }),
          productsImported: z.int(),
        })
        .openapi('StoreConnection'),
    ),
    404: problem('No such store of yours'),
  },
})

const part = createRoute({
  method: 'delete',
  path: '/api/instagram/connection',
  access: 'own:write',
  operationId: 'partStoreConnection',
  tags,
  summary: 'Part a store and its account; the account stays connected',
  description: 'What is queued for the store is cancelled; its drafts and products stay.',
  request: { query },
  responses: {
    204: { description: 'Parted' },
    404: problem('No such store of yours, or it reads no account'),
  },
})

/** The account of a store. */
export function connectionRoutes({ db, queue }: Pick<Services, 'db' | 'queue'>): Router {
  const router = createRouter()
  router.openapi(show, async (c) => {
    const { store } = c.req.valid('query')
    const { id } = await getStore(db, ownerSeenBy(c.get('principal')), store)
    const found = await findStoreConnection(db, id)
    return c.json(
      {
        connected: found.connection_id !== null,
        connection_id: found.connection_id,
        username: found.username,
        status: found.state,
        lastValidatedAt: found.looked_at?.toISOString() ?? null,
        productsImported: found.products,
      },
      200,
    )
  })
  router.openapi(part, async (c) => {
    const { store } = c.req.valid('query')
    const { id, connection_id: connectionId } = await getStore(
      db,
      ownerSeenBy(c.get('principal')),
      store,
    )
    if (connectionId === null) throw new NoSuchRecordError('the store reads no account')
    await db.transaction().execute(async (tx) => {
      await cancelStoreTasks(tx, queue, id, 'the account was parted from the store')
      await partStore(tx, id)
    })
    queue.look()
    return c.body(null, 204)
  })
  return router
}
