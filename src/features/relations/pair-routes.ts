import { cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { getPairCheck, listPairs } from './pair-list.ts'
import { PairsRequest } from './pair-request.ts'
import { PairCheckView, PairView, viewPair, viewPairCheck } from './pair-view.ts'
import { cancelPairs, confirmPairs, requestPairs } from './request-pairs.ts'

const tags = ['relations']
const byId = { params: z.object({ id: z.uuid() }) }
const noSuchCheck = problem('No such check of pairs')

const create = createRoute({
  method: 'post',
  path: '/api/relations/pairs',
  tags,
  summary: 'Find out who follows whom in named pairs, up to 1,000 at a time',
  request: { body: jsonBody(PairsRequest) },
  responses: {
    202: json('The check that has been begun', PairCheckView),
    409: problem('It takes more requests than anybody has confirmed'),
    422: problem('The request is faulty, or an end of a pair names nobody'),
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/relations/pairs/{id}',
  tags,
  summary: 'One check of pairs, with how far it is',
  request: byId,
  responses: { 200: json('The check', PairCheckView), 404: noSuchCheck },
})

const results = createRoute({
  method: 'get',
  path: '/api/relations/pairs/{id}/results',
  tags,
  summary: 'What is known of each pair, in the order of the request',
  request: { ...byId, query: z.strictObject(pageFields) },
  responses: { 200: json('A page of pairs', pageOf(PairView)), 404: noSuchCheck },
})

const confirm = createRoute({
  method: 'post',
  path: '/api/relations/pairs/{id}/confirm',
  tags,
  summary: 'Let a check of pairs go on that waits because of what it will take',
  request: byId,
  responses: {
    202: json('The check', PairCheckView),
    404: noSuchCheck,
    409: problem('It does not wait for that'),
  },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/relations/pairs/{id}/cancel',
  tags,
  summary: 'End a check of pairs; its answers stay',
  request: byId,
  responses: {
    200: json('The check', PairCheckView),
    404: noSuchCheck,
    409: problem('It has ended'),
  },
})

const Key = z.tuple([z.int()])

export function pairRoutes(services: Services): Router {
  const { db, queue } = services
  const router = createRouter()
  const view = async (id: string): Promise<PairCheckView> =>
    viewPairCheck(await getPairCheck(db, id))
  router.openapi(create, async (c) => {
    const id = await requestPairs(services, c.req.valid('json'))
    queue.wake()
    return c.json(await view(id), 202, { location: `/api/relations/pairs/${id}` })
  })
  router.openapi(show, async (c) => c.json(await view(c.req.valid('param').id), 200))
  router.openapi(results, async (c) => {
    const { id } = c.req.valid('param')
    await getPairCheck(db, id)
    const page = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const { limit, offset } = page
    const rows = await listPairs(db, id, { limit: limit + 1, offset, after })
    return c.json(cutPage(rows, limit, { item: viewPair, key: (row) => [row.place] }), 200)
  })
  router.openapi(confirm, async (c) => {
    const { id } = c.req.valid('param')
    await getPairCheck(db, id)
    await confirmPairs(services, id)
    queue.wake()
    return c.json(await view(id), 202)
  })
  router.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    await cancelPairs(services, await getPairCheck(db, id))
    return c.json(await view(id), 200)
  })
  return router
}
