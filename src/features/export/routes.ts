import { streamDownload } from '../../http/download.ts'
import { createRoute, createRouter, z, type Router } from '../../http/router.ts'
import { blogSearchFields, readBlogSearch, refineBlogSearch } from '../blogs/index.ts'
import type { Services } from '../manifest.ts'
import { blogPages } from './blog-pages.ts'
import { CSV_COLUMNS, DEFAULT_COLUMNS, type CsvColumn } from './csv-columns.ts'
import { asCsv, asJsonLines } from './formats.ts'

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
} as const

/** Names of columns separated by commas, in the order that the file gets. */
const columnNames = z
  .string()
  .transform((text, context): CsvColumn[] => {
    const names = [...new Set(text.split(',').map((name) => name.trim()))]
    return names.flatMap((name) => {
      const column = CSV_COLUMNS.find((known) => known.name === name)
      if (column) return [column]
      context.addIssue({ code: 'custom', message: `there is no column '${name}'` })
      return []
    })
  })
  .openapi({
    type: 'array',
    items: { type: 'string', enum: CSV_COLUMNS.map(({ name }) => name) },
    minItems: 1,
    param: { style: 'form', explode: false },
  })

const ExportQuery = z
  .strictObject({
    ...blogSearchFields,
    format: z.enum(['csv', 'jsonl']).default('csv'),
    bom: z
      .enum(['true', 'false'])
      .transform((value) => value === 'true')
      .optional()
      .openapi({
        type: 'boolean',
        description: 'Of CSV: begin with a byte order mark, by which spreadsheets know UTF-8',
      }),
    columns: columnNames.optional().openapi({
      description: 'Of CSV; without it, all but ids of the platform, pictures and insights as JSON',
      example: ['username', 'follower_count', 'er', 'ai_insights.content.primary_topic'],
    }),
  })
  .superRefine(refineBlogSearch)
  .superRefine(({ format, ...fields }, context) => {
    for (const name of ['bom', 'columns'] as const) {
      if (format === 'csv' || fields[name] === undefined) continue
      context.addIssue({ code: 'custom', path: [name], message: 'is of CSV only' })
    }
  })

const text = (description: string) => ({ schema: z.string().openapi({ description }) })

const download = createRoute({
  method: 'get',
  path: '/api/blogs/export',
  tags: ['blogs'],
  summary: 'All creators that a search finds, as a file',
  description:
    'Takes every filter and sort of GET /api/blogs, and has no limit of rows: they are read as fast as the client takes them. When something fails midway the connection breaks, so that a file never looks whole that is not. CSV has a line for each creator, with texts that spreadsheets take for formulas disarmed by an apostrophe; lists are joined by commas. JSONL has a Blog on each line.',
  request: { query: ExportQuery },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': text('UTF-8, a header, lines that end in CRLF (RFC 4180)'),
        'application/jsonl': text('UTF-8, a Blog on each line'),
      },
    },
  },
})

export function exportRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(download, async (c) => {
    const { format, bom = false, columns = DEFAULT_COLUMNS, ...fields } = c.req.valid('query')
    const pages = blogPages(db, readBlogSearch(fields))
    const texts = format === 'csv' ? asCsv(pages, { columns, bom }) : asJsonLines(pages)
    const day = c.get('clock').now().toISOString().slice(0, 10)
    return await streamDownload(c, texts, {
      contentType: CONTENT_TYPES[format],
      fileName: `creators-${day}.${format}`,
    })
  })
  return router
}
