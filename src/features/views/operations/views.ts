import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import type { Services } from '../../manifest.ts'
import { addView, changeView, listViews, removeView, VIEW_PAGES } from '../store/views.ts'

const LONGEST_QUERY = 4_000

const View = z
  .object({
    id: z.uuid(),
    page: z.enum(VIEW_PAGES),
    name: z.string(),
    query: z.string(),
    is_shared: z.boolean().openapi({ description: 'Everybody who signs in sees it' }),
    is_own: z.boolean().openapi({ description: 'You may change and remove it' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('SavedView')

const name = z.string().trim().normalize('NFC').min(1).max(100)
const query = z
  .string()
  .max(LONGEST_QUERY)
  .transform((text) => text.replace(/^\?/, ''))
  .openapi({
    description: "What stands behind the ? of the page's address",
    example: 'tier=10k_50k&sort=er',
  })

const byId = { params: z.strictObject({ id: z.uuid() }) }
const noSuchView = problem('No such view of yours')
const nameTaken = problem('You have a view of this name, or too many')

const list = createRoute({
  method: 'get',
  path: '/api/views',
  access: 'signed-in',
  operationId: 'listViews',
  summary: 'Saved views of a page of the console: your own and those that others share',
  request: { query: z.strictObject({ page: z.enum(VIEW_PAGES) }) },
  responses: { 200: json('By name', z.object({ data: z.array(View) })) },
})

const add = createRoute({
  method: 'post',
  path: '/api/views',
  access: 'signed-in',
  operationId: 'createView',
  summary: 'Save a view: a name for an address',
  request: {
    body: jsonBody(
      z
        .strictObject({
          page: z.enum(VIEW_PAGES),
          name,
          query,
          is_shared: z.boolean().default(false),
        })
        .openapi('NewView'),
    ),
  },
  responses: { 201: json('The view', View), 409: nameTaken },
})

const change = createRoute({
  method: 'patch',
  path: '/api/views/{id}',
  access: 'signed-in',
  operationId: 'updateView',
  summary: 'Rename or share a view of yours, or give it another address',
  request: {
    ...byId,
    body: jsonBody(
      z
        .strictObject({ name, query, is_shared: z.boolean() })
        .partial()
        .refine((body) => Object.keys(body).length > 0, 'expected something to change')
        .openapi('ViewChange'),
    ),
  },
  responses: { 200: json('The view', View), 404: noSuchView, 409: nameTaken },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/views/{id}',
  access: 'signed-in',
  operationId: 'deleteView',
  summary: 'Remove a view of yours',
  request: byId,
  responses: { 204: { description: 'Removed' }, 404: noSuchView },
})

export function viewRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const views = await listViews(
      db,
      c.get('principal').user?.id ?? null,
      c.req.valid('query').page,
    )
    return c.json({ data: views.map(isoTimes) }, 200)
  })
  router.openapi(add, async (c) => {
    const userId = c.get('principal').user?.id ?? null
    const view = c.req.valid('json')
    const added = await db.transaction().execute(async (tx) => await addView(tx, userId, view))
    return c.json(isoTimes(added), 201)
  })
  router.openapi(change, async (c) => {
    const userId = c.get('principal').user?.id ?? null
    const { id } = c.req.valid('param')
    const fields = c.req.valid('json')
    const changed = await db
      .transaction()
      .execute(async (tx) => await changeView(tx, userId, id, fields))
    return c.json(isoTimes(changed), 200)
  })
  router.openapi(remove, async (c) => {
    await removeView(db, c.get('principal').user?.id ?? null, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return router
}
