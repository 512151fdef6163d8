import type { Described } from './command.ts'
import { LEVELS } from './logs/log-line.ts'
import { choice, flag, text, whole } from './option.ts'

/** The commands that need no running gramd; main.ts runs them. */
export const OWN_COMMANDS = [
  {
    name: 'start',
    summary: 'run the API, the worker and the scheduler (docs/settings.md has the settings)',
  },
  { name: 'migrate', summary: 'bring the database up to date' },
  {
    name: 'backup',
    summary:
      'write all that the database holds to a new file; gramd may run meanwhile (docs/backup.md)',
    words: [{ name: 'FILE', about: 'the file to write, for you alone' }],
    options: { force: flag('replace the file if it exists') },
  },
  {
    name: 'restore',
    summary: 'bring a backup into an empty database; every gramd must be stopped (docs/backup.md)',
    words: [{ name: 'FILE', about: 'a file that gramd backup wrote' }],
    options: {
      replace: flag('remove all that the database holds first'),
      'keep-sessions': flag(
        'leave the sign-in sessions, API tokens and welcome codes of the backup valid',
      ),
    },
  },
  {
    name: 'upgrade',
    summary:
      'bring the database up to date, as migrate does, or check beforehand what that does ' +
      '(docs/upgrade.md)',
    options: {
      check: flag('change nothing; say what will run, how long it takes, and what is missing'),
      'from-pre-1': text(
        'FILE',
        'bring a backup along that a gramd of before 1.0 wrote; every gramd must be stopped',
      ),
      'finish-backfills': flag(
        'finish at once what a migration needs, instead of leaving it to the running gramd',
      ),
    },
  },
  {
    name: 'doctor',
    summary:
      'check all that gramd needs, name the remedies, and end with 1 if it cannot work; it ' +
      'changes nothing',
  },
  {
    name: 'logs',
    summary:
      'print the log of gramd, readable on a terminal: files, or what is piped in, as from ' +
      'journalctl -o json',
    words: [
      { name: 'FILE', about: 'a log file; standard input without one', optional: true, many: true },
    ],
    options: {
      follow: flag('go on with what is added, also after a rotation', 'f'),
      task: whole('only lines about this task', { min: 1 }),
      account: text('ACCOUNT', 'only lines about this account: its username or id'),
      level: choice(LEVELS, 'only lines of this level and more urgent ones'),
    },
  },
  { name: 'config', summary: 'print the configuration in force, secrets hidden' },
  { name: 'version', summary: 'print the version, its commit and the schema that it works on' },
  {
    name: 'help',
    summary: 'print this, or what it says of some commands',
    words: [
      { name: 'COMMAND', about: 'such as accounts, or accounts add', optional: true, many: true },
    ],
  },
  {
    name: 'completion',
    summary:
      'print a script by which your shell completes commands, as in: source <(gramd ' +
      'completion bash)',
    words: [{ name: 'SHELL', about: 'bash, zsh or fish' }],
  },
  {
    name: 'keys generate',
    summary: 'print a new encryption key for GRAMD_ENCRYPTION_KEYS',
  },
  {
    name: 'keys rotate',
    summary:
      'encrypt all stored secrets under the first of GRAMD_ENCRYPTION_KEYS; gramd may run ' +
      'meanwhile, once every process of it was started with that key in its list',
  },
] as const satisfies readonly Described[]

export type OwnCommandName = (typeof OWN_COMMANDS)[number]['name']
