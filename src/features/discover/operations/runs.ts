import type { Db } from '../../../db/database.ts'
import { cursorFields, cutPage, integerText, pageOf, readCursor } from '../../../http/pagination.ts'
import { createRoute, json, Timestamp, z, type Router } from '../../../http/router.ts'
import { Filters } from '../filters.ts'
import {
  listRuns,
  listYields,
  MOST_RUNS,
  SOURCE_KINDS,
  type RunRow,
  type YieldRow,
} from '../store/runs.ts'

const count = z.int()

const counts = {
  seen: count.openapi({ description: 'Creators that were looked at' }),
  known: count,
  returned: count,
  created: count.openapi({ description: 'New creators, each with a full_scrape' }),
  filtered: z
    .record(z.string(), count)
    .openapi({ description: 'Left out, by the first rule that did it' }),
  requests: count,
}

const kind = z.enum(SOURCE_KINDS)
const sourceText = z.string().openapi({
  description: 'Hashtags, the number of a place or a creator; empty for lists of creators',
  example: 'алматымама',
})

export const Yield = z.object({ runs: count, ...counts, last_run_at: Timestamp })
type Yield = z.output<typeof Yield>

const SourceView = z
  .object({ kind, source: sourceText })
  .extend(Yield.shape)
  .openapi('DiscoverySource')

const RunView = z
  .object({
    task_id: count,
    status: z.enum(['pending', 'running', 'done', 'failed', 'cancelled']),
    kind,
    source: sourceText,
    filters: Filters,
    ...counts,
    progress: z
      .object({ done: count, total: count })
      .nullable()
      .openapi({ description: 'Creators that were judged; while it runs' }),
    error_code: z.string().nullable(),
    created_at: Timestamp,
    completed_at: Timestamp.nullable(),
  })
  .openapi('DiscoveryRun')

/** As long as tasks are kept, by default. */
export const YIELD_DAYS = 90

const sources = createRoute({
  method: 'get',
  path: '/api/discovery/sources',
  access: 'creators:read',
  operationId: 'listDiscoverySources',
  summary: 'Where new creators came from, the best source first',
  description: `Counts the discoveries that ended within \`days\` and whose tasks are still kept, at most the newest ${MOST_RUNS}.`,
  request: {
    query: z.strictObject({
      kind: kind.optional(),
      days: integerText({ min: 1, max: 366 }).default(YIELD_DAYS).openapi({ default: YIELD_DAYS }),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of sources', pageOf(SourceView)) },
})

const runs = createRoute({
  method: 'get',
  path: '/api/discovery/runs',
  access: 'creators:read',
  operationId: 'listDiscoveryRuns',
  summary: 'Discoveries with what they found, newest first',
  request: { query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of discoveries', pageOf(RunView)) },
})

export const viewYield = ({ last_run_at: at, ...row }: YieldRow): Yield => {
  const { kind: _kind, source: _source, ...counted } = row
  return { ...counted, last_run_at: at.toISOString() }
}

const viewRun = ({ created_at: from, completed_at: to, ...row }: RunRow) => ({
  ...row,
  filters: Filters.safeParse(row.filters).data ?? {},
  created_at: from.toISOString(),
  completed_at: to?.toISOString() ?? null,
})

const SourceKey = z.tuple([z.int(), z.string(), z.string()])

export function addRunRoutes(router: Router, db: Db): void {
  router.openapi(sources, async (c) => {
    const { days, kind: only, ...page } = c.req.valid('query')
    const [created, of, source] = readCursor(page, SourceKey) ?? []
    const after =
      created === undefined || of === undefined || source === undefined
        ? undefined
        : { created, kind: of, source }
    const rows = await listYields(db, days, { limit: page.limit + 1, kind: only, after })
    const cut = cutPage(rows, page.limit, {
      item: (row: YieldRow) => ({ kind: row.kind, source: row.source, ...viewYield(row) }),
      key: (row: YieldRow) => [row.created, row.kind, row.source],
    })
    return c.json(cut, 200)
  })
  router.openapi(runs, async (c) => {
    const page = c.req.valid('query')
    const [before] = readCursor(page, z.tuple([z.int()])) ?? []
    const rows = await listRuns(db, { limit: page.limit + 1, before })
    const key = (row: RunRow) => [row.task_id]
    return c.json(cutPage(rows, page.limit, { item: viewRun, key }), 200)
  })
}
