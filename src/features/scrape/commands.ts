import { splitPasted } from '../../creators/address.ts'
import { command, type Command } from '../../cli/command.ts'
import { text, whole } from '../../cli/option.ts'
import { readText } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { UsageError } from '../../cli/usage-error.ts'

export const SCRAPE_COMMANDS: readonly Command[] = [
  command({
    name: 'scrape',
    summary: 'have creators scraped and analyzed',
    words: [
      {
        name: 'CREATOR',
        about: 'a username or the address of a profile',
        field: 'usernames',
        optional: true,
        many: true,
      },
    ],
    options: {
      file: text(
        'FILE',
        "creators from a text file, however they are written; '-' is standard input",
      ),
      priority: whole('1 is most urgent, 3 the default', { min: 1, max: 3 }),
    },
    view: {
      says: (answer) =>
        `Enqueued ${counted(fieldAt(answer, 'created'), 'creator')}; ` +
        `${counted(fieldAt(answer, 'already_open'), 'was', 'were')} waiting already.`,
      fields: ['invalid', 'erased', 'results', 'faults'],
    },
    async run(api, { words, options: { file, priority } }) {
      const pasted = file === undefined ? [] : splitPasted(await readText(file))
      const usernames = [...words, ...pasted]
      if (usernames.length === 0) throw new UsageError('name a CREATOR, or give a file with --file')
      return await api.send('POST', '/api/tasks/scrape', { usernames, priority })
    },
  }),
  command({
    name: 'update',
    summary: 'rescrape the creators that need it most, within the budget of the day',
    run: async (api) => await api.send('POST', '/api/tasks/update'),
  }),
]
