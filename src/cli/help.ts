import type { Described } from './command.ts'
import { findCommand } from './find-command.ts'
import { OWN_COMMANDS } from './own-commands.ts'
import { optionsOf, usageOf } from './parse-words.ts'
import { layLines } from './show/lines.ts'

const WIDTH = 100

/** All of `gramd help`: a line for each command, those for a running gramd as given. */
export function describeAllCommands(commands: readonly Described[], width = WIDTH): string {
  return `gramd: collects, analyzes and keeps fresh what a team needs to know about Instagram creators

Commands that need no running gramd:
${summaries(OWN_COMMANDS, width)}

Commands for a running gramd (GRAMD_URL says where, GRAMD_TOKEN or SCRAPER_API_KEY who):
${summaries(commands, width)}

'gramd help COMMAND', as in 'gramd help accounts add', shows the arguments and options of a command.
On a terminal, answers are for people; in a pipe, or with --json, they are JSON. NO_COLOR=1 turns colours off.`
}

const summaries = (commands: readonly Described[], width: number): string =>
  layLines(
    commands.map(({ name, summary }) => [name, summary] as const),
    width,
  )

/** Help for the commands that these words begin, or for the one that they call; null for none. */
export function describeCommands(
  commands: readonly Described[],
  words: readonly string[],
  width = WIDTH,
): string | null {
  const all = [...OWN_COMMANDS, ...commands]
  const topic = words.join(' ')
  const exact = all.find(({ name }) => name === topic)
  const group = all.filter(({ name }) => `${name} `.startsWith(`${topic} `))
  const [only = exact, ...others] = group
  if (only && others.length === 0) return describeCommand(only, width)
  if (exact)
    return `${describeCommand(exact, width)}\n\nSee also:\n${summaries(
      group.filter((each) => each !== exact),
      width,
    )}`
  if (group.length > 0) return summaries(group, width)
  const called = findCommand(all, words)
  return called ? describeCommand(called, width) : null
}

function describeCommand(command: Described, width: number): string {
  const parts = [usageOf(command), `  ${command.summary}`]
  const words = (command.words ?? []).map(({ name, about }) => [name, about] as const)
  if (words.length > 0) parts.push('', 'Arguments:', layLines(words, width))
  const options = Object.entries(optionsOf(command)).map(
    ([name, { value, about, required, short }]) =>
      [
        [...(short === undefined ? [] : [`-${short}`]), `--${name}`].join(', ') +
          (value === undefined ? '' : ` ${value}`),
        required ? `${about} (required)` : about,
      ] as const,
  )
  parts.push('', 'Options:', layLines(options, width))
  return parts.join('\n')
}

/** The words before `--help` or `-h`; null without one. */
export function helpTopic(args: readonly string[]): readonly string[] | null {
  if (args.length === 0) return []
  if (args[0] === 'help') return args.slice(1)
  // What follows `--` is a word, whatever it looks like.
  const end = args.indexOf('--')
  const at = args.findIndex((arg) => arg === '--help' || arg === '-h')
  return at === -1 || (end !== -1 && end < at) ? null : args.slice(0, at)
}
