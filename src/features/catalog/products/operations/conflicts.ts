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
import type { Services } from '../../../manifest.ts'
import { requireStore } from '../../stores/store/stores.ts'
import { tags } from '../../stores/store-view.ts'
import {
  CONFLICT_STATES,
  listConflicts,
  resolveConflicts,
  type Choice,
} from '../store/conflicts.ts'
import type { ConflictField } from '../follow-post.ts'
import { ConflictPage, ProductView, Resolution } from '../product-view.ts'
import { getProduct } from '../store/products.ts'

const list = createRoute({
  method: 'get',
  path: '/api/products/conflicts',
  access: 'own:read',
  operationId: 'listProductConflicts',
  tags,
  summary: 'Fields that you have changed and whose post says something else now',
  request: {
    query: z.strictObject({
      state: z
        .enum(CONFLICT_STATES)
        .default('open')
        .openapi({ description: 'Open ones, or those that were resolved' }),
      store: z.uuid().optional(),
      product: z.uuid().optional(),
      ...cursorFields,
    }),
  },
  responses: {
    200: json('A page of conflicts', ConflictPage),
    404: problem('No such store of yours'),
  },
})

const resolve = createRoute({
  method: 'post',
  path: '/api/products/conflicts/{id}/resolve',
  access: 'own:write',
  operationId: 'resolveProductConflicts',
  tags,
  summary: 'Settle conflicts of a product: for each field mine, theirs, or another value',
  description: '`id` is the product’s. After `theirs` the post may change the field again.',
  request: { params: z.strictObject({ id: z.uuid() }), body: jsonBody(Resolution) },
  responses: { 200: json('The product', ProductView), 404: problem('No such product of yours') },
})

const Key = z.tuple([z.uuid()])

/** Conflicts between products and their posts. */
export function conflictRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { state, store, product, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const seen = ownerSeenBy(c.get('principal'))
    await requireStore(db, seen, store)
    const rows = await listConflicts(db, seen, {
      state,
      storeId: store,
      productId: product,
      after,
      limit: page.limit + 1,
    })
    return c.json(cutPage(rows, page.limit, { item: isoTimes, key: ({ id }) => [id] }), 200)
  })
  router.openapi(resolve, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = await getProduct(db, seen, c.req.valid('param').id)
    const choices = choicesIn(c.req.valid('json'))
    await db.transaction().execute(async (tx) => await resolveConflicts(tx, id, choices))
    return c.json(isoTimes(await getProduct(db, seen, id)), 200)
  })
  return router
}

const choicesIn = (body: z.output<typeof Resolution>): Partial<Record<ConflictField, Choice>> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([field, choice]): [string, Choice][] => {
      if (choice === undefined) return []
      return [[field, typeof choice === 'string' ? { choice } : { choice: 'value', ...choice }]]
    }),
  )
