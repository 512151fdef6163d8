import { operationCommand } from '../../cli/operation-command.ts'
import { readBytes } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { printable } from '../../base/terminal-text.ts'
import { WAIT, waitForJob } from '../../cli/wait-for-job.ts'
import { UsageError } from '../../cli/usage-error.ts'
import type { Declaration } from '../declaration.ts'

/** The size of a body that the API reads at most. */
const MAX_BYTES = 2 * 1024 * 1024
/** Lines that people are shown; programs get all of them. */
const MAX_LINES = 50

/** A sentence on the whole, and the lines that were not imported, by number. */
function summary(answer: unknown): string {
  const count = (name: string): string => String(fieldAt(answer, name))
  const results: unknown = fieldAt(answer, 'results')
  const left = (Array.isArray(results) ? results : []).flatMap((each: unknown) => {
    const name = printable(String(fieldAt(each, 'username')))
    const line = `  line ${String(fieldAt(each, 'line'))}: ${name}`
    if (fieldAt(each, 'result') === 'erased') return [`${line} was erased and stays out`]
    if (fieldAt(each, 'result') !== 'invalid') return []
    const column = fieldAt(each, 'column')
    const where = typeof column === 'string' && column !== 'username' ? ` (${column})` : ''
    return [`${line}${where} ${printable(String(fieldAt(each, 'reason')))}`]
  })
  const rest = left.length - MAX_LINES
  return [
    `Added ${counted(fieldAt(answer, 'created'), 'creator')}; ${count('known')} known already, ` +
      `${count('invalid')} invalid, ${count('erased')} erased.`,
    ...left.slice(0, MAX_LINES),
    ...(rest > 0 ? [`  and ${rest} more; --json lists all of them`] : []),
  ].join('\n')
}

export const importDeclaration = {
  name: 'import',
  commands: [
    operationCommand('importBlogs', {
      name: 'blogs import',
      summary: 'add and scrape the creators of a CSV file',
      words: {
        file: {
          about:
            "CSV with the columns username, category, note and list; '-' is standard input. " +
            'Faulty lines are reported by number',
        },
      },
      options: {
        list: { value: 'LIST', about: 'for lines that name no list; made if it does not exist' },
        priority: 'of the scrapes of new creators: 1 is most urgent, 3 the default',
      },
      own: WAIT,
      run: async ({ api, send }, { options: { wait } }, { report }) =>
        await waitForJob(api, await send(), { wait, report }),
      view: { says: summary, fields: ['lists_created', 'ignored_columns', 'job_id', 'job'] },
      async values({ words: [path = '-'] }) {
        const file = await readBytes(path)
        if (file.byteLength > MAX_BYTES)
          throw new UsageError(
            `${path} has ${file.byteLength} bytes; at most ${MAX_BYTES} are imported at once: split the file`,
          )
        return { file }
      },
    }),
  ],
} as const satisfies Declaration
