import { splitPasted } from '../../creators/address.ts'
import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { text } from '../../cli/option.ts'
import { readText } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { WAIT, waitForJob } from '../../cli/wait-for-job.ts'
import { UsageError } from '../../cli/usage-error.ts'

export const SCRAPE_COMMANDS: readonly Command[] = [
  operationCommand('scrapeCreators', {
    name: 'scrape',
    summary: 'have creators scraped and analyzed',
    words: {
      usernames: {
        name: 'CREATOR',
        about: 'a username or the address of a profile',
        optional: true,
        many: true,
      },
    },
    options: { priority: '1 is most urgent, 3 the default' },
    own: {
      ...WAIT,
      file: text(
        'FILE',
        "creators from a text file, however they are written; '-' is standard input",
      ),
    },
    view: {
      says: (answer) =>
        `Enqueued ${counted(fieldAt(answer, 'created'), 'creator')}; ` +
        `${counted(fieldAt(answer, 'already_open'), 'was', 'were')} waiting already.`,
      fields: ['invalid', 'erased', 'results', 'faults', 'job_id', 'job'],
    },
    run: async ({ api, send }, { options: { wait } }, { report }) =>
      await waitForJob(api, await send(), { wait, report }),
    async values({ words, options: { file } }) {
      const pasted = file === undefined ? [] : splitPasted(await readText(file))
      const usernames = [...words, ...pasted]
      if (usernames.length === 0) throw new UsageError('name a CREATOR, or give a file with --file')
      return { usernames }
    },
  }),
  operationCommand('updateCreators', {
    name: 'update',
    summary: 'rescrape the creators that need it most, within the budget of the day',
  }),
]
