import { fault } from '../../../http/fault.ts'
import { ConflictError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { queryArray, queryValues } from '../../../http/query-values.ts'
import { z } from '../../../http/router.ts'
import { selectBlogs, type BlogRow } from '../../blogs/index.ts'
import { fileAnswer, fileFields, refineCsv, sendFile, type CsvColumn } from '../../export/index.ts'
import type { Services } from '../../services.ts'
import { compare, Comparison, MAX_COMPARED, type ComparedMetricView } from '../comparison.ts'
import { findCreators } from '../store/find-creators.ts'
import { usualOfTiers } from '../store/usual-of-tiers.ts'
import { getCountedList } from '../store/lists.ts'
import { ListParams } from '../list-view.ts'
import { listMembers } from '../store/member-list.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const tags = ['lists']

const references = queryValues
  .refine(
    (all) => all.length <= MAX_COMPARED && all.every((each) => each !== ''),
    fault('too_many', `expected 1 to ${MAX_COMPARED} creators`, { max: MAX_COMPARED }),
  )
  .openapi({
    ...queryArray({}, { maxItems: MAX_COMPARED }),
    description: 'Ids, usernames or addresses of profiles',
    example: ['natgeo', 'nasa'],
  })

export const compareOperations = {
  compareBlogs: operation.get({
    path: '/api/blogs/compare',
    access: 'creators:read',
    tags,
    assistant: { tool: true },
    summary: 'Creators side by side, metric by metric',
    query: z.strictObject({ ids: references }),
    answer: Comparison,
    success: 'The comparison',
    run: async ({ query }, { db }) => await compareReferences(db, query.ids),
  }),

  exportComparison: operation.raw({
    method: 'get',
    path: '/api/blogs/compare/export',
    access: 'exports:read',
    tags,
    summary: 'The comparison as a file: a line for each metric, a column for each creator',
    query: z.strictObject({ ids: references, ...fileFields }).superRefine(refineCsv),
    responses: { 200: fileAnswer('ComparedMetric') },
    async run({ query: { ids, ...query } }, { db }, { http }) {
      const { creators, metrics } = await compareReferences(db, ids)
      const columns = columnsOf(creators.map(({ username }) => username))
      return await sendFile(http, onePage(metrics), { name: 'comparison', columns, query })
    },
  }),

  compareList: operation.get({
    path: '/api/lists/{id}/compare',
    access: 'lists:read',
    summary: 'The creators of a list side by side',
    params: ListParams,
    answer: Comparison,
    success: 'The comparison',
    refusals: { 404: 'No such list', 409: `It has more than ${MAX_COMPARED} creators` },
    async run({ params }, { db }) {
      const list = await getCountedList(db, params.id)
      const members = await listMembers(db, list.id, { limit: MAX_COMPARED + 1 })
      if (members.length > MAX_COMPARED) {
        const reason =
          `has ${list.members} creators; at most ${MAX_COMPARED} are compared, as by GET ` +
          '/api/blogs/compare'
        throw new ConflictError(`the list ${reason}`, [
          { field: 'id', reason, code: 'too_many', limits: { max: MAX_COMPARED } },
        ])
      }
      const ids = members.map(({ blog_id }) => blog_id)
      return await compareIds(db, ids, [])
    },
  }),
}

async function compareReferences(db: Db, references: readonly string[]): Promise<Comparison> {
  const found = await findCreators(db, references)
  const ids = found.flatMap((each) => ('id' in each ? [each.id] : []))
  const unknown = found.flatMap((each) =>
    'reason' in each ? [{ blog: each.text, reason: each.reason }] : [],
  )
  return await compareIds(db, ids, unknown)
}

async function compareIds(
  db: Db,
  ids: readonly string[],
  unknown: Comparison['unknown'],
): Promise<Comparison> {
  const blogs = await blogsInOrder(db, ids)
  const tiers = new Set(blogs.flatMap(({ follower_tier: tier }) => tier ?? []))
  return compare(blogs, unknown, await usualOfTiers(db, [...tiers]))
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
