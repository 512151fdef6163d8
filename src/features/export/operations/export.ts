import { faultIssue } from '../../../http/fault.ts'
import type { Db } from '../../../db/handles.ts'
import { queryArray, queryValues } from '../../../http/query-values.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import {
  ALL_BUT_ID,
  blogLines,
  blogSearchFields,
  blogsOf,
  listBlogs,
  readBlogSearch,
  refineBlogSearch,
  viewBlog,
  type BlogSearch,
  type BlogView,
  type UnreadFields,
} from '../../blogs/index.ts'
import type { Services } from '../../services.ts'
import {
  ALL_COLUMNS,
  CSV_COLUMNS,
  DEFAULT_COLUMNS,
  unreadBy,
  type BlogColumn,
} from '../csv-columns.ts'
import { fileFields, refineCsv } from '../csv.ts'
import type { ReadAhead } from '../read-ahead.ts'
import { fileAnswer, sendFile, sendTexts } from '../table-file.ts'

/** The name for every column that is not named beside it. */
const ALL = 'all'

/** Names of columns, in the order that the file gets. */
const columnNames = queryValues
  .transform((names, context): BlogColumn[] => {
    const columns = names.flatMap((name): readonly BlogColumn[] => {
      if (name === ALL) return ALL_COLUMNS
      const column = CSV_COLUMNS.find((known) => known.name === name)
      if (column) return [column]
      context.addIssue(faultIssue('unknown_value', `there is no column '${name}'`))
      return []
    })
    return [...new Set(columns)]
  })
  .openapi(queryArray({ enum: [ALL, ...CSV_COLUMNS.map(({ name }) => name)] }))

const ExportQuery = z
  .strictObject({
    ...blogSearchFields,
    ...fileFields,
    columns: columnNames.optional().openapi({
      description: `Of CSV; '${ALL}' is every column; without it ${DEFAULT_COLUMNS.map(({ name }) => name).join(', ')}`,
      example: ['username', 'follower_count', 'er', 'ai_insights.content.primary_topic'],
    }),
  })
  .superRefine(refineBlogSearch)
  .superRefine(refineCsv)

const operation = operationsFor<Pick<Services, 'db'> & { readAhead: ReadAhead }>()

export const exportOperations = {
  exportBlogs: operation.raw({
    method: 'get',
    path: '/api/blogs/export',
    access: 'exports:read',
    summary: 'All creators that a search finds, as a file',
    description:
      'Takes every filter and sort of GET /api/blogs, and has no limit of rows: they are read ' +
      'as fast as the client takes them. The order is created_at unless another is asked for, ' +
      'also with q: by relevance, only the 300 largest creators come. In an order by what ' +
      'changes, a creator that is scraped meanwhile may come twice or not at all. When ' +
      'something fails midway the connection breaks, so that a file never looks whole that is ' +
      'not. CSV has a line for each creator, with texts that spreadsheets take for formulas ' +
      'disarmed by an apostrophe; lists are joined by commas, and numbers are rounded to what ' +
      'they mean. JSONL has a Blog on each line.',
    query: ExportQuery,
    responses: { 200: fileAnswer('Blog') },
    async run({ query: { columns = DEFAULT_COLUMNS, ...query } }, { db, readAhead }, { http }) {
      // Relevance, the order of the list by default, ranks no more than a few hundred: it has to be
      // asked for here.
      const search = readBlogSearch({ ...query, sort: query.sort ?? 'created_at' })
      const file = { name: 'creators', columns, query }
      const ids = idPages(db, search)
      if (query.format === 'jsonl')
        return await sendTexts(http, readAhead(linePages(db, ids)), file)
      return await sendFile(http, readAhead(blogPages(db, ids, unreadBy(columns))), file)
    },
  }),
}

/** Ids that one statement reads in the order of the search. */
const IDS = 1_000
/**
 * The real time that their statement may take: no page waits for it meanwhile, and a file has to be
 * whole.
 */
const IDS_MS = 60_000
/**
 * Rows that are read at once, and held until the client has taken them. With few of them all are
 * garbage before it is collected for the second time: then none moves to the old generation, which
 * grows by a third until it is collected.
 */
const ROWS = 50

/**
 * The ids of all creators that a search finds, each page of them read in statements of its own when
 * the client has taken the one before: in between no connection is leased and no transaction is
 * open. A creator whose sort value changes meanwhile may come twice or not at all; created_at, the
 * default order, never changes.
 */
async function* idPages(db: Db, search: BlogSearch): AsyncGenerator<string[], void> {
  let after: { key: string | null; id: string } | undefined
  for (;;) {
    const query = { ...search, limit: IDS, after, unread: ALL_BUT_ID }
    const { rows, next } = await listBlogs(db, query, { maxMs: IDS_MS })
    for (let from = 0; from < rows.length; from += ROWS)
      yield rows.slice(from, from + ROWS).map(({ id }) => id)
    if (!next) return
    after = next
  }
}

async function* blogPages(
  db: Db,
  pages: AsyncIterable<readonly string[]>,
  unread: UnreadFields,
): AsyncGenerator<BlogView[], void> {
  for await (const ids of pages) yield (await blogsOf(db, ids, unread)).map(viewBlog)
}

async function* linePages(
  db: Db,
  pages: AsyncIterable<readonly string[]>,
): AsyncGenerator<Uint8Array, void> {
  for await (const ids of pages) yield await blogLines(db, ids)
}
