import { API_COMMANDS } from './commands.ts'
import { EVALUATE_USAGE } from './evaluate-command.ts'

/** What help says of a command. */
type Described = { name: string; usage: string; summary: string }

/** The commands that need no running gramd. */
const OWN_COMMANDS: readonly Described[] = [
  {
    name: 'start',
    usage: '',
    summary: 'run the API, the worker and the scheduler (see .env.example)',
  },
  { name: 'migrate', usage: '', summary: 'bring the database up to date' },
  { name: 'config', usage: '', summary: 'print the configuration in force, secrets hidden' },
  { name: 'version', usage: '', summary: 'print the version' },
  { name: 'help', usage: '[COMMAND]', summary: 'print this, or what it says of some commands' },
  {
    name: 'keys generate',
    usage: '',
    summary: 'print a new encryption key for GRAMD_ENCRYPTION_KEYS',
  },
  {
    name: 'keys rotate',
    usage: '',
    summary:
      'encrypt all stored secrets under the first of GRAMD_ENCRYPTION_KEYS; gramd may run meanwhile, once every process of it was started with that key in its list',
  },
  {
    name: 'ai evaluate',
    usage: EVALUATE_USAGE.slice('ai evaluate '.length),
    summary:
      'ask a model about invented profiles and tell how its answers agree with their labels (docs/evaluation.md); needs OPENAI_API_KEY and no database, and costs money',
  },
]

const describe = (commands: readonly Described[]): string =>
  commands
    .map(({ name, usage, summary }) => `  ${`${name} ${usage}`.trim()}\n      ${summary}`)
    .join('\n')

/** All of `gramd help`. */
export function describeAllCommands(): string {
  return `gramd: collects, analyzes and keeps fresh what a team needs to know about Instagram creators

Commands that need no running gramd:
${describe(OWN_COMMANDS)}

Commands for a running gramd (GRAMD_URL, GRAMD_TOKEN):
${describe(API_COMMANDS)}
`
}

/**
 * What help says of the commands that begin with these words, or of the one that these words begin with (`tasks show 5`);
 * null when there is none.
 */
export function describeCommands(words: readonly string[]): string | null {
  const asked = words.join(' ')
  const known = [...OWN_COMMANDS, ...API_COMMANDS]
  const group = known.filter(({ name }) => `${name} `.startsWith(`${asked} `))
  if (group.length > 0) return describe(group)
  const called = known.filter(({ name }) => `${asked} `.startsWith(`${name} `))
  return called.length > 0 ? describe(called) : null
}

/** The words before `--help` or `-h`, where somebody asks for help with a command; null where nobody does. */
export function helpAskedFor(args: readonly string[]): readonly string[] | null {
  if (args.length === 0) return []
  if (args[0] === 'help') return args.slice(1)
  // What follows `--` is a word, whatever it looks like.
  const end = args.indexOf('--')
  const at = args.findIndex((arg) => arg === '--help' || arg === '-h')
  return at === -1 || (end !== -1 && end < at) ? null : args.slice(0, at)
}
