import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { readText } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { printable } from '../../base/terminal-text.ts'

/** Lines that people are shown; programs get all of them. */
const MAX_LINES = 50

function summary(answer: unknown): string {
  const number = (name: string): number => Number(fieldAt(answer, name))
  const lines: unknown = fieldAt(answer, 'lines')
  const faulty = (Array.isArray(lines) ? lines : []).flatMap((each: unknown) => {
    const errors: unknown = fieldAt(each, 'errors')
    return (Array.isArray(errors) ? errors : []).map((error: unknown) => {
      const username: unknown = fieldAt(each, 'username')
      const name = typeof username === 'string' ? printable(username) : ''
      const where = `line ${String(fieldAt(each, 'line'))}${name === '' ? '' : ` ${name}`}`
      return `  ${where}: ${printable(String(fieldAt(error, 'field')))} ${printable(String(fieldAt(error, 'reason')))}`
    })
  })
  const rest = faulty.length - MAX_LINES
  const isDry = fieldAt(answer, 'dry_run') === true
  const task: unknown = fieldAt(answer, 'check_task_id')
  return [
    `${isDry ? 'Would add' : 'Added'} ${counted(number('new'), 'account')}; ` +
      `${number('known')} known already, ${number('invalid')} invalid.`,
    ...(typeof task === 'number'
      ? [`Their sessions are being checked: gramd tasks show ${task}`]
      : []),
    ...faulty.slice(0, MAX_LINES),
    ...(rest > 0 ? [`  and ${rest} more; --json lists all of them`] : []),
  ].join('\n')
}

export const IMPORT_COMMAND: Command = operationCommand('importAccounts', {
  name: 'accounts import',
  summary: 'check a file of accounts line by line, and add them; --dry-run only checks it',
  words: {
    text: {
      name: 'FILE',
      about:
        'session files of instagrapi (JSON), sessionid cookies a line each, or CSV with a ' +
        "heading; '-' is standard input",
    },
  },
  options: {
    dry_run: { about: 'only say what would be added, and what is wrong', isSwitch: true },
    share_proxies: {
      about: 'proxies that the file names may have several accounts',
      isSwitch: true,
    },
    warm_up: {
      about: 'begin with a share of the limits that grows day by day',
      isSwitch: true,
    },
    expected: false,
  },
  view: { says: summary, fields: ['ignored_columns'] },
  values: async ({ words: [file = '-'] }) => ({ text: await readText(file) }),
})
