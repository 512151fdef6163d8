import { ConflictError } from '../../../base/errors.ts'
import type { Db } from '../../../db/database.ts'
import { queryArray, queryValues } from '../../../http/query-values.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import { selectBlogs, type BlogRow } from '../../blogs/index.ts'
import { fileAnswer, fileFields, refineCsv, sendFile, type CsvColumn } from '../../export/index.ts'
import type { Services } from '../../manifest.ts'
import { compare, Comparison, MOST_COMPARED, type ComparedMetricView } from '../comparison.ts'
import { findCreators } from '../store/find-creators.ts'
import { getList } from '../store/lists.ts'
import { ListParams } from '../list-view.ts'
import { listMembers } from '../store/member-list.ts'

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

const exportComparison = createRoute({
  method: 'get',
  path: '/api/blogs/compare/export',
  access: 'exports:read',
  operationId: 'exportComparison',
  tags,
  summary: 'The comparison as a file: a line for each metric, a column for each creator',
  request: { query: z.strictObject({ ids: references, ...fileFields }).superRefine(refineCsv) },
  responses: { 200: fileAnswer('ComparedMetric') },
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
  router.openapi(compareBlogs, async (c) =>
    c.json(await compareReferences(db, c.req.valid('query').ids), 200),
  )
  router.openapi(exportComparison, async (c) => {
    const { ids, ...query } = c.req.valid('query')
    const { creators, metrics } = await compareReferences(db, ids)
    const columns = columnsOf(creators.map(({ username }) => username))
    return await sendFile(c, onePage(metrics), { name: 'comparison', columns, query })
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

async function compareReferences(db: Db, references: readonly string[]): Promise<Comparison> {
  const found = await findCreators(db, references)
  const ids = found.flatMap((each) => ('id' in each ? [each.id] : []))
  const unknown = found.flatMap((each) =>
    'reason' in each ? [{ blog: each.text, reason: each.reason }] : [],
  )
  return compare(await blogsInOrder(db, ids), unknown)
}

const DECIMALS = 10_000

const columnsOf = (usernames: readonly string[]): CsvColumn<ComparedMetricView>[] => [
  { name: 'metric', cell: ({ metric }) => metric },
  { name: 'better', cell: ({ better }) => better },
  ...usernames.map((username, place) => ({
    name: username,
    cell: ({ values }: ComparedMetricView) => {
      const value = values[place]?.value ?? null
      return value && Math.round(value * DECIMALS) / DECIMALS
    },
  })),
]

async function* onePage<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[], void> {
  yield rows
}

async function blogsInOrder(db: Db, ids: readonly string[]): Promise<BlogRow[]> {
  if (ids.length === 0) return []
  const rows = await selectBlogs(db).where('blog.id', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
}
