import {
  createRoute,
  createRouter,
  json,
  problem,
  rawBody,
  z,
  type Router,
} from '../../../http/router.ts'
import { integerText } from '../../../http/pagination.ts'
import type { Services } from '../../manifest.ts'
import { importCreators, LineReport } from '../import-creators.ts'
import { IMPORT_COLUMNS, MOST_LINES, readImportFile } from '../read-file.ts'

const ImportAnswer = z
  .object({
    created: z.int(),
    known: z.int().openapi({ description: 'Lines with creators that gramd knew already' }),
    invalid: z.int(),
    erased: z.int(),
    lists_created: z.array(z.string()),
    ignored_columns: z.array(z.string()),
    results: z
      .array(LineReport)
      .openapi({ description: 'A line each, in the order of the file; empty lines have none' }),
  })
  .openapi('ImportAnswer')

/** Its lines hold some twenty bytes as a rule. */
const MAX_FILE_BYTES = 2 * 1024 * 1024

const importBlogs = createRoute({
  method: 'post',
  path: '/api/blogs/import',
  access: 'creators:write',
  operationId: 'importBlogs',
  summary: 'Import a CSV file of creators',
  description: `The first line names the columns ${IMPORT_COLUMNS.join(', ')}, of which username is required; others are ignored. Cells are separated by commas, semicolons or tabs, whichever the header has. Creators that are new are added and scraped; those that are known keep everything. Lists that do not exist are made; a category has to exist. A faulty line is told by its number and keeps no other from being imported. At most ${MOST_LINES} lines.`,
  request: {
    query: z.strictObject({
      list: z.string().trim().min(1).max(200).optional().openapi({
        description: 'For lines that name no list: its id or name',
        example: 'Spring campaign',
      }),
      priority: integerText({ min: 1, max: 3 }).optional().openapi({
        description: 'Of the scrapes of new creators; 1 is most urgent, 3 the default',
      }),
    }),
    body: rawBody('text/csv', {
      maxBytes: MAX_FILE_BYTES,
      schema: {
        type: 'string',
        example: 'username,category,note,list\nnatgeo,nature,asked on Monday,Spring campaign\n',
      },
    }),
  },
  responses: {
    200: json('What became of each line', ImportAnswer),
    422: problem('The file as a whole is faulty'),
  },
})

const LEAST_URGENT = 3

export function importRoutes(services: Pick<Services, 'db' | 'queue' | 'erasures'>): Router {
  const { db, queue } = services
  return createRouter().openapi(importBlogs, async (c) => {
    const { list = null, priority = LEAST_URGENT } = c.req.valid('query')
    const file = readImportFile(await c.req.arrayBuffer())
    const { lists_created, results } = await db
      .transaction()
      .execute(async (tx) => await importCreators(tx, services, file, { list, priority }))
    queue.wake()
    // An answer that is kept would keep the name.
    if (results.some((each) => each.result === 'erased')) c.set('answerMayBeKept', false)
    const count = (result: string): number =>
      results.filter((each) => each.result === result).length
    return c.json(
      {
        created: count('created'),
        known: count('known'),
        invalid: count('invalid'),
        erased: count('erased'),
        lists_created,
        ignored_columns: file.ignoredColumns,
        results,
      },
      200,
    )
  })
}
