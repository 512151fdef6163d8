import { ConflictError } from '../../base/errors.ts'
import type { Db } from '../../db/database.ts'
import { queryArray, queryValues } from '../../http/query-values.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import { selectBlogs, type BlogRow } from '../blogs/index.ts'
import type { Services } from '../manifest.ts'
import { compare, Comparison, MOST_COMPARED } from './compare.ts'
import { findCreators } from './find-creators.ts'
import { getList } from './lists-store.ts'
import { ListParams } from './list-view.ts'
import { listMembers } from './member-list.ts'

const tags = ['lists']

const references = queryValues
  .refine(
    (all) => all.length <= MOST_COMPARED && all.every((each) => each !== ''),
    `expected 1 to ${MOST_COMPARED} creators`,
  )
  .openapi({
    ...queryArray({}, { maxItems: MOST_COMPARED }),
    description: 'Ids, usernames or addresses of profiles',
    example: ['natgeo', 'nasa'],
  })

const compareBlogs = createRoute({
  method: 'get',
  path: '/api/blogs/compare',
  access: 'creators:read',
  operationId: 'compareBlogs',
  tags,
  summary: 'Creators side by side, metric by metric',
  request: { query: z.strictObject({ ids: references }) },
  responses: { 200: json('The comparison', Comparison) },
})

const compareList = createRoute({
  method: 'get',
  path: '/api/lists/{id}/compare',
  access: 'lists:read',
  operationId: 'compareList',
  summary: 'The creators of a list side by side',
  request: { params: ListParams },
  responses: {
    200: json('The comparison', Comparison),
    404: problem('No such list'),
    409: problem(`It has more than ${MOST_COMPARED} creators`),
  },
})

export function compareRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(compareBlogs, async (c) => {
    const found = await findCreators(db, c.req.valid('query').ids)
    const ids = found.flatMap((each) => ('id' in each ? [each.id] : []))
    const unknown = found.flatMap((each) =>
      'reason' in each ? [{ blog: each.text, reason: each.reason }] : [],
    )
    return c.json(compare(await blogsInOrder(db, ids), unknown), 200)
  })
  router.openapi(compareList, async (c) => {
    const list = await getList(db, c.req.valid('param').id)
    const members = await listMembers(db, list.id, { limit: MOST_COMPARED + 1 })
    if (members.length > MOST_COMPARED) {
      const reason = `has ${list.members} creators; at most ${MOST_COMPARED} are compared, as by GET /api/blogs/compare`
      throw new ConflictError(`the list ${reason}`, [{ field: 'id', reason }])
    }
    const ids = members.map(({ blog_id }) => blog_id)
    return c.json(compare(await blogsInOrder(db, ids), []), 200)
  })
  return router
}

async function blogsInOrder(db: Db, ids: readonly string[]): Promise<BlogRow[]> {
  if (ids.length === 0) return []
  const rows = await selectBlogs(db).where('blog.id', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
}
