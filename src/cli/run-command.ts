import { parseArgs } from 'node:util'
import { ApiError, createApiClient } from './api-client.ts'
import { UsageError, type ApiCommand, type Input } from './api-command.ts'
import { API_COMMANDS } from './commands.ts'
import { describeCommands } from './help.ts'

type Printer = { out: (line: string) => void; err: (line: string) => void }

/**
 * Runs a command against the API and prints its answer as JSON. Returns the exit code: 0, 1 when the API refused, 2
 * when the words make no command.
 */
export async function runApiCommand(
  args: readonly string[],
  env: Record<string, string | undefined>,
  print: Printer,
): Promise<number> {
  const command = API_COMMANDS.filter(({ name }) => `${args.join(' ')} `.startsWith(`${name} `))
    // `schedule run` is no word given to `schedule`.
    .sort((a, b) => b.name.length - a.name.length)
    .at(0)
  if (!command) {
    const known = describeCommands(args)
    print.err(
      known === null
        ? `no such command: ${args.join(' ')}; see gramd help`
        : `no such command: ${args.join(' ')}; there is\n${known}`,
    )
    return 2
  }
  const options = optionsOf(command)
  if (tookOptions(env)) {
    const usage = `npm run -s gramd -- ${command.name} ${command.usage}`
    print.err(`npm took an option for its own; put -- before the command: ${usage}`)
    return 2
  }
  const token = env['GRAMD_TOKEN'] ?? env['SCRAPER_API_KEY']
  if (!token) {
    print.err('GRAMD_TOKEN (or SCRAPER_API_KEY) is required: the bearer token of the API')
    return 2
  }
  const url = env['GRAMD_URL'] ?? `http://127.0.0.1:${env['GRAMD_PORT'] ?? 8001}`
  try {
    const { values, positionals } = parseArgs({
      args: args.slice(command.name.split(' ').length),
      options,
      allowPositionals: true,
    })
    if (!takes(command, positionals.length)) {
      print.err(`usage: gramd ${command.name} ${command.usage}`)
      return 2
    }
    const answer = await command.run(createApiClient({ url, token }), {
      words: positionals,
      ...sortValues(values),
    })
    if (answer !== null) print.out(JSON.stringify(answer, null, 2))
    return 0
  } catch (error) {
    return codeOf(error, command, print)
  }
}

/** Says what was wrong, and gives the exit code. Throws what nobody has foreseen. */
function codeOf(error: unknown, command: ApiCommand, print: Printer): number {
  if (error instanceof UsageError) {
    print.err(error.message)
    return 2
  }
  if (error instanceof ApiError) {
    if (error.answer !== undefined) print.out(JSON.stringify(error.answer, null, 2))
    print.err(error.message)
    return 1
  }
  if (
    error instanceof TypeError &&
    'code' in error &&
    String(error.code).startsWith('ERR_PARSE_ARGS')
  ) {
    print.err(`${error.message}\nusage: gramd ${command.name} ${command.usage}`)
    return 2
  }
  throw error
}

const takes = ({ needs, hasMore }: ApiCommand, words: number): boolean =>
  words === needs || (words > needs && hasMore === true)

type Options = Record<string, { type: 'string' | 'boolean' }>

/** The options in a command's usage: `--limit N` takes a value, `--resolved` is a flag. */
function optionsOf({ usage }: ApiCommand): Options {
  const found = usage.matchAll(/--([a-z][a-z0-9-]*)( [^\s|\]])?/g)
  return Object.fromEntries(
    [...found].map(([, name, value]) => [
      name ?? '',
      { type: value === undefined ? 'boolean' : 'string' },
    ]),
  )
}

function sortValues(values: Readonly<Record<string, unknown>>): Pick<Input, 'options' | 'flags'> {
  const entries = Object.entries(values)
  return {
    options: Object.fromEntries(
      entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
    flags: new Set(entries.flatMap(([name, value]) => (value === true ? [name] : []))),
  }
}

/**
 * Settings that npm has itself, and hands on whenever somebody's .npmrc has them. Without `--`, npm takes these, too, but what is
 * left does no harm: nothing is erased, and the number of a place is no hashtag.
 */
const NPM_SETTINGS: ReadonlySet<string> = new Set(['yes', 'location'])

/**
 * Whether npm has kept an option of ours, as `npm run gramd` does without `--`. It leaves the option's value among our
 * words, where it would pass for a creator's name.
 */
function tookOptions(env: Record<string, string | undefined>): boolean {
  if (env['npm_lifecycle_event'] !== 'gramd') return false
  return API_COMMANDS.flatMap((command) => Object.keys(optionsOf(command))).some(
    (name) =>
      !NPM_SETTINGS.has(name) && env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined,
  )
}
