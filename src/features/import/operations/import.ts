import { operationsFor } from '../../../http/operations/verbs.ts'
import { json, problem, rawBody, z } from '../../../http/router.ts'
import { integerText } from '../../../http/pagination.ts'
import { jobId, notifyText, startJob } from '../../jobs/index.ts'
import type { Services } from '../../services.ts'
import { importCreators, LineReport } from '../import-creators.ts'
import { IMPORT_COLUMNS, MAX_LINES, readImportFile } from '../read-file.ts'

const ImportAnswer = z
  .object({
    created: z.int(),
    known: z.int().openapi({ description: 'Lines with creators that gramd knew already' }),
    invalid: z.int(),
    erased: z.int(),
    job_id: jobId,
    lists_created: z.array(z.string()),
    ignored_columns: z.array(z.string()),
    results: z
      .array(LineReport)
      .openapi({ description: 'A line each, in the order of the file; empty lines have none' }),
  })
  .openapi('ImportAnswer')

/** A line has some twenty bytes as a rule. */
const MAX_FILE_BYTES = 2 * 1024 * 1024

const MIN_URGENT = 3

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'erasures'>>()

export const importOperations = {
  importBlogs: operation.raw({
    method: 'post',
    path: '/api/blogs/import',
    access: 'creators:write',
    summary: 'Import a CSV file of creators',
    description:
      `The first line names the columns ${IMPORT_COLUMNS.join(', ')}, of which username is ` +
      'required; others are ignored. Cells are separated by commas, semicolons or tabs, ' +
      'whichever the header has. Creators that are new are added and scraped; those that are ' +
      'known keep everything. Lists that do not exist are made; a category has to exist. A ' +
      'faulty line is reported by its number and keeps no other from being imported. At most ' +
      `${MAX_LINES} lines.`,
    query: z.strictObject({
      list: z.string().trim().min(1).max(200).optional().openapi({
        description: 'For lines that name no list: its id or name',
        example: 'Spring campaign',
      }),
      priority: integerText({ min: 1, max: 3 }).optional().openapi({
        description: 'Of the scrapes of new creators; 1 is most urgent, 3 the default',
      }),
      notify: notifyText,
    }),
    body: rawBody('text/csv', {
      maxBytes: MAX_FILE_BYTES,
      schema: {
        type: 'string',
        example: 'username,category,note,list\nnatgeo,nature,asked on Monday,Spring campaign\n',
      },
    }),
    responses: {
      200: json('What became of each line', ImportAnswer),
      422: problem('The file as a whole is faulty'),
    },
    async run({ query }, services, { http, principal, respond }) {
      const { list = null, priority = MIN_URGENT, notify = false } = query
      const file = readImportFile(await http.req.arrayBuffer())
      const { lists_created, results, job } = await services.db
        .transaction()
        .execute(async (tx) => {
          const imported = await importCreators(tx, services, file, { list, priority })
          const taskIds = imported.results.flatMap((each) =>
            'task_id' in each && each.task_id !== null ? [each.task_id] : [],
          )
          const userId = principal.user?.id ?? null
          const job = await startJob(tx, { kind: 'import', userId, notifies: notify, taskIds })
          return { ...imported, job }
        })
      services.queue.wake()
      const count = (result: string): number =>
        results.filter((each) => each.result === result).length
      const erased = count('erased')
      // A stored answer would retain the name.
      if (erased > 0) http.set('isAnswerStorable', false)
      const answer: z.output<typeof ImportAnswer> = {
        created: count('created'),
        known: count('known'),
        invalid: count('invalid'),
        erased,
        job_id: job,
        lists_created,
        ignored_columns: file.ignoredColumns,
        results,
      }
      return respond(answer, 200)
    },
  }),
}
