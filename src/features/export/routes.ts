import { streamDownload } from '../../http/download.ts'
import { queryArray, queryValues } from '../../http/query-values.ts'
import { createRoute, createRouter, z, type Router } from '../../http/router.ts'
import { blogSearchFields, readBlogSearch, refineBlogSearch } from '../blogs/index.ts'
import type { Services } from '../manifest.ts'
import { asCsv, asJsonLines, blogPages } from './blog-file.ts'
import { ALL_COLUMNS, CSV_COLUMNS, DEFAULT_COLUMNS, type CsvColumn } from './csv-columns.ts'
import { csvFields, readCsvStyle, refineCsv } from './csv.ts'

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
} as const

/** Stands for every column that is not named beside it. */
const ALL = 'all'

/** Names of columns, in the order that the file gets. */
const columnNames = queryValues
  .transform((names, context): CsvColumn[] => {
    const columns = names.flatMap((name): readonly CsvColumn[] => {
      if (name === ALL) return ALL_COLUMNS
      const column = CSV_COLUMNS.find((known) => known.name === name)
      if (column) return [column]
      context.addIssue({ code: 'custom', message: `there is no column '${name}'` })
      return []
    })
    return [...new Set(columns)]
  })
  .openapi(queryArray({ enum: [ALL, ...CSV_COLUMNS.map(({ name }) => name)] }))

const ExportQuery = z
  .strictObject({
    ...blogSearchFields,
    format: z.enum(['csv', 'jsonl']).default('csv'),
    ...csvFields,
    columns: columnNames.optional().openapi({
      description: `Of CSV; '${ALL}' is every column; without it ${DEFAULT_COLUMNS.map(({ name }) => name).join(', ')}`,
      example: ['username', 'follower_count', 'er', 'ai_insights.content.primary_topic'],
    }),
  })
  .superRefine(refineBlogSearch)
  .superRefine(refineCsv)

const text = (description: string) => ({ schema: z.string().openapi({ description }) })

const download = createRoute({
  method: 'get',
  path: '/api/blogs/export',
  access: 'exports:read',
  operationId: 'exportBlogs',
  tags: ['blogs'],
  summary: 'All creators that a search finds, as a file',
  description:
    'Takes every filter and sort of GET /api/blogs, and has no limit of rows: they are read as fast as the client takes them. The order is created_at unless another is asked for, also with q: by relevance, only the 300 largest creators come. In an order by what changes, a creator that is scraped meanwhile may come twice or not at all. When something fails midway the connection breaks, so that a file never looks whole that is not. CSV has a line for each creator, with texts that spreadsheets take for formulas disarmed by an apostrophe; lists are joined by commas, and numbers are rounded to what they mean. JSONL has a Blog on each line.',
  request: { query: ExportQuery },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': text('UTF-8, a header, lines that end in CRLF (RFC 4180 by default)'),
        'application/jsonl': text('UTF-8, a Blog on each line'),
      },
    },
  },
})

export function exportRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(download, async (c) => {
    const {
      format,
      columns = DEFAULT_COLUMNS,
      bom,
      delimiter,
      decimal,
      ...fields
    } = c.req.valid('query')
    const style = readCsvStyle({ bom, delimiter, decimal })
    // Relevance, the order of the list by default, ranks no more than a few hundred: it has to be asked for here.
    const sort = fields.sort ?? 'created_at'
    const pages = blogPages(db, readBlogSearch({ ...fields, sort }))
    const texts = format === 'csv' ? asCsv(pages, { columns, style }) : asJsonLines(pages)
    const day = c.get('clock').now().toISOString().slice(0, 10)
    return await streamDownload(c, texts, {
      contentType: CONTENT_TYPES[format],
      fileName: `creators-${day}.${format}`,
    })
  })
  return router
}
