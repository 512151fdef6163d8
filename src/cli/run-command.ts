import { z } from 'zod'
import { printable, printableJson } from '../base/terminal-text.ts'
import { loadSettings } from '../settings/load.ts'
import { apiSettings } from '../settings/process.ts'
import { setting } from '../settings/setting.ts'
import { ApiError, createApiClient, type ApiClient } from './api-client.ts'
import { Streamed, type Command, type Tools } from './command.ts'
import { cliDeclaration } from './declare.ts'
import { findCommand, noSuchCommand } from './find-command.ts'
import { parseWords, usageOf, type ParsedWords } from './parse-words.ts'
import { withRemedy } from './remedy.ts'
import { printAnswer } from './show/answer.ts'
import { showTime } from './show/value.ts'
import { guarded, isConfirmed, type Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs one of the commands against the API and prints its answer. Returns the exit code: 1 when the
 * API refused or a person said no, 2 when the words make no command or no person can be asked.
 */
export async function runApiCommand(
  commands: readonly Command[],
  args: readonly string[],
  env: Record<string, string | undefined>,
  rawTerminal: Terminal,
): Promise<number> {
  const terminal = guarded(rawTerminal)
  const command = findCommand(commands, args)
  if (!command) {
    terminal.err(noSuchCommand(commands, args))
    return 2
  }
  try {
    const now = terminal.now?.() ?? new Date()
    const parsed = parseWords(command, args.slice(command.name.split(' ').length), now)
    return await run(command, parsed, { env, terminal, now })
  } catch (error) {
    return codeOf(error, command, terminal)
  }
}

type Place = { env: Record<string, string | undefined>; terminal: Terminal; now: Date }

async function run(
  command: Command,
  { input, isJson, isSure }: ParsedWords,
  { env, terminal, now }: Place,
): Promise<number> {
  const api = clientOf(env, command)
  if (!isSure && !(await isWanted(command.confirm?.(input), terminal))) return 1
  const people = isJson ? undefined : terminal.people
  const show = (answered: unknown): void => {
    if (answered instanceof Streamed && !people) return
    const answer = answered instanceof Streamed ? answered.end : answered
    const sentence = command.view?.says?.(answer, input)
    printAnswer(answer, { terminal, isJson, now, view: command.view, sentence })
  }
  const report: Tools['report'] = (event, line) => {
    if (!people) terminal.out(printableJson(JSON.stringify(event)))
    else if (line !== undefined) terminal.err(line)
  }
  try {
    show(await command.run(api, input, { now, ask: terminal.ask, report }))
    return 0
  } catch (error) {
    // Of an answer that is no problem although its status is: health says why gramd is down.
    if (error instanceof ApiError && error.answer !== undefined) show(error.answer)
    throw error
  }
}

function clientOf(env: Place['env'], { isOpen }: Command): ApiClient {
  const { cliUrl, cliToken, apiKey, port } = loadSettings(env, READ)
  const token = cliToken ?? apiKey ?? ''
  if (token === '' && !isOpen)
    throw new UsageError(
      'GRAMD_TOKEN (or SCRAPER_API_KEY) is required: the bearer token of the API',
    )
  return createApiClient({ url: cliUrl ?? `http://127.0.0.1:${port}`, token })
}

/** The settings that a command reads; its API judges a key that gramd itself would refuse. */
const READ = {
  ...cliDeclaration.settings['Commands for a running gramd'],
  port: apiSettings.port,
  apiKey: setting('SCRAPER_API_KEY', z.string().optional(), 'Bearer token of API clients.'),
}

/** Asks for confirmation. Throws a UsageError where no person can be asked. */
async function isWanted(question: string | undefined, { ask, err }: Terminal): Promise<boolean> {
  if (question === undefined) return true
  if (!ask) throw new UsageError(`${question} Nobody can be asked here: add --yes`)
  const isYes = await isConfirmed(ask, question)
  if (!isYes) err('nothing was changed')
  return isYes
}

/** Prints a known error and returns the exit code. Throws any other. */
function codeOf(error: unknown, command: Command, { err, people }: Terminal): number {
  if (error instanceof UsageError) {
    err(`${error.message}\nusage: ${usageOf(command)}; see gramd help ${command.name}`)
    return 2
  }
  if (error instanceof ApiError) {
    err(describeRefusal(error, command, people))
    return 1
  }
  throw error
}

/** A refusal of the API with the options and arguments of the command for its fields. */
function describeRefusal(error: ApiError, command: Command, people: Terminal['people']): string {
  const { message: summary, fields, until } = error
  const time = until === undefined ? '' : ` (until ${people ? showTime(until, people) : until})`
  const named = fields.map((fault) => ({
    ...fault,
    name: nameOf(fault.field, command),
    remedy: withRemedy(fault.reason),
  }))
  const [only] = named
  // With one fault the summary says it all.
  if (
    only &&
    named.length === 1 &&
    (summary === only.reason || summary === `${only.field}: ${only.reason}`)
  ) {
    const reason = summary === only.reason ? only.remedy : `${only.name}: ${only.remedy}`
    return [reason + time, ...candidatesIn(only)].join('\n')
  }
  const lines = named.flatMap((fault) => [
    `  ${fault.name}: ${fault.remedy}`,
    ...candidatesIn(fault).map((line) => `  ${line}`),
  ])
  return [withRemedy(summary) + time, ...lines].join('\n')
}

/** The ids among which an ambiguous name has to be chosen, a line each. */
const candidatesIn = ({ candidates = [] }: ApiError['fields'][number]): string[] =>
  candidates.map(({ id, name }) => `  ${id}${name === null ? '' : `  ${printable(name)}`}`)

/** The option or argument that a field of the API comes from; the field where none does. */
function nameOf(fault: string, { words = [], options = {} }: Command): string {
  const isFrom = (field: string): boolean => `.${fault}.`.includes(`.${field}.`)
  for (const [name, option] of Object.entries(options))
    if (isFrom(option.field ?? name.replaceAll('-', '_'))) return `--${name}`
  const argument = words.find(({ field }) => field !== undefined && isFrom(field))
  if (!argument) return fault
  const place = argument.many ? Number(fault.split('.').at(-1)) : Number.NaN
  return Number.isInteger(place) ? `${argument.name} ${place + 1}` : argument.name
}
