import { sql } from 'kysely'
import { cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import { addCheckRoutes } from '../../checks/index.ts'
import type { Services } from '../../manifest.ts'
import { confirmPairs, requestPairs } from '../request.ts'
import { endPairs } from '../store/pairs.ts'
import {
  listPairs,
  pairChecks,
  PairCheckView,
  PairsRequest,
  PairView,
  viewPairCheck,
} from '../pair-view.ts'

const create = createRoute({
  method: 'post',
  path: '/api/relations/pairs',
  access: 'creators:write',
  operationId: 'createPairCheck',
  summary: 'Find out who follows whom in named pairs, up to 1,000 at a time',
  request: { body: jsonBody(PairsRequest) },
  responses: {
    202: json('The check that has been begun', PairCheckView),
    409: problem('It takes more requests than were confirmed'),
    422: problem('The request is faulty, or an end of a pair names no account'),
  },
})

const results = createRoute({
  method: 'get',
  path: '/api/relations/pairs/{id}/results',
  access: 'creators:read',
  operationId: 'listPairResults',
  summary: 'The known answer for each pair, in the order of the request',
  request: { params: z.object({ id: z.uuid() }), query: z.strictObject(pageFields) },
  responses: {
    200: json('A page of pairs', pageOf(PairView)),
    404: problem('No such check of pairs'),
  },
})

const Key = z.tuple([z.int()])

export function pairRoutes(services: Services): Router {
  const { db, queue } = services
  const router = createRouter()
  router.openapi(results, async (c) => {
    const { id } = c.req.valid('param')
    await pairChecks.get(db, id)
    const page = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const { limit, offset } = page
    const rows = await listPairs(db, id, { limit: limit + 1, offset, after })
    return c.json(cutPage(rows, limit, { key: (row) => [row.index] }), 200)
  })
  const view = addCheckRoutes(router, services, {
    path: '/api/relations/pairs',
    View: PairCheckView,
    checks: pairChecks,
    isAbout: (username) => sql`
      exists (select from relation_pair_people p where p.check_id = c.id and p.username = ${username})`,
    viewer: async () => viewPairCheck,
    confirm: async (tx, id) => await confirmPairs(tx, queue, id),
    end: endPairs,
  })
  return router.openapi(create, async (c) => {
    const id = await requestPairs(services, c.req.valid('json'))
    queue.wake()
    return c.json(await view(id), 202, { location: `/api/relations/pairs/${id}` })
  })
}
