import { operationsFor } from '../../../http/operations/verbs.ts'
import { integerText, pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { Filters } from '../filters.ts'
import {
  listRuns,
  listYields,
  MANY_RUNS,
  MAX_RUNS,
  SOURCE_KINDS,
  type RunRow,
  type YieldRow,
} from '../store/runs.ts'

const count = z.int()

const counts = {
  examined: count.openapi({ description: 'Creators that were looked at' }),
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

/** The days for which tasks are retained by default. */
export const YIELD_DAYS = 90

export const viewYield = ({ kind: _kind, source: _source, ...counted }: YieldRow) => counted

const viewRun = (row: RunRow) => ({
  ...row,
  filters: Filters.safeParse(row.filters).data ?? {},
})

const SourceKey = z.tuple([z.int(), z.string(), z.string()])

const operation = operationsFor<Pick<Services, 'db' | 'background'>>()

export const runOperations = {
  listDiscoverySources: operation.list({
    path: '/api/discovery/sources',
    access: 'creators:read',
    summary: 'Where new creators came from, the best source first',
    description:
      `Counts the discoveries that ended within \`days\` and whose tasks are still kept, at ` +
      `most the newest ${MAX_RUNS}. Of more than ${MANY_RUNS}, the last counts are returned, at ` +
      'most five minutes old; when they are older than a minute, they are counted again behind ' +
      'the answer.',
    filter: {
      kind: kind.optional(),
      days: integerText({ min: 1, max: 366 }).default(YIELD_DAYS).openapi({ default: YIELD_DAYS }),
    },
    answer: pageOf(SourceView),
    success: 'A page of sources',
    key: SourceKey,
    async run({ query, page }, { db, background }) {
      const after = page.after && {
        created: page.after[0],
        kind: page.after[1],
        source: page.after[2],
      }
      const wanted = { limit: page.take, kind: query.kind, after }
      const rows = await listYields({ db, background }, query.days, wanted)
      return page.cut(
        rows,
        (row) => [row.created, row.kind, row.source],
        (row) => ({ kind: row.kind, source: row.source, ...viewYield(row) }),
      )
    },
  }),

  listDiscoveryRuns: operation.list({
    path: '/api/discovery/runs',
    access: 'creators:read',
    summary: 'Discoveries with what they found, newest first',
    answer: pageOf(RunView),
    success: 'A page of discoveries',
    key: z.tuple([z.int()]),
    async run({ page }, { db }) {
      const rows = await listRuns(db, { limit: page.take, before: page.after?.[0] })
      return page.cut(rows, (row) => [row.task_id], viewRun)
    },
  }),
}
