import { parseArgs } from 'node:util'
import { didYouMean } from '../base/suggest.ts'
import type { Described, Input } from './command.ts'
import { flag, type Argument, type Option, type Options } from './option.ts'
import { UsageError } from './usage-error.ts'

const COMMON = {
  json: flag('print JSON, as in a pipe'),
  help: flag('print this'),
} as const satisfies Options

const YES = flag('do it without asking')

/** All options of a command, with --yes, --json and --help. */
export const optionsOf = (command: Described): Options => ({
  ...command.options,
  ...(command.confirm === undefined ? {} : { yes: YES }),
  ...COMMON,
})

/** `gramd accounts pause ACCOUNT`, with the options in short. */
export function usageOf(command: Described): string {
  const words = (command.words ?? []).map(describeArgument)
  const required = Object.entries(command.options ?? {})
    .filter(([, option]) => option.required)
    .map(([name, { value }]) => `--${name} ${value}`)
  const hasMore = Object.values(command.options ?? {}).some(({ required }) => !required)
  const parts = [command.name, ...words, ...required, ...(hasMore ? ['[options]'] : [])]
  return `gramd ${parts.join(' ')}`
}

function describeArgument({ name, optional, many }: Argument): string {
  const label = many ? `${name}…` : name
  return optional ? `[${label}]` : label
}

export type ParsedWords = { input: Input; isJson: boolean; isSure: boolean }

/** Parses what follows the name of a command. Throws a UsageError that names the faulty part. */
export function parseWords(command: Described, args: readonly string[], now: Date): ParsedWords {
  const options = optionsOf(command)
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value, short }]) => [
        name,
        {
          type: value === undefined ? 'boolean' : 'string',
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
    // Its refusals are not in our words.
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = new Map<string, unknown>()
  for (const [name, { value }] of Object.entries(options))
    if (value === undefined) values.set(name, false)
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined) throw unknownOption(token.rawName, command, options)
    const value = readOption(option, token, options, now)
    values.set(token.name, option.repeats ? joined(values.get(token.name), value) : value)
  }
  checkRequired(options, values)
  checkArguments(command, words)
  return {
    input: {
      words,
      options: Object.fromEntries(
        Object.keys(command.options ?? {}).map((name) => [name, values.get(name)]),
      ),
    },
    isJson: values.get('json') === true,
    isSure: values.get('yes') === true,
  }
}

/** Joins the values of an option that repeats. */
const joined = (earlier: unknown, value: unknown): unknown =>
  Array.isArray(earlier) ? earlier.concat(value) : value

function checkRequired(options: Options, values: ReadonlyMap<string, unknown>): void {
  for (const [name, option] of Object.entries(options))
    if (option.required && !values.has(name))
      throw new UsageError(`--${name} ${option.value} is missing: ${option.about}`)
}

function unknownOption(rawName: string, command: Described, options: Options): UsageError {
  const names = Object.keys(options).map((name) => `--${name}`)
  return new UsageError(
    `gramd ${command.name} has no option ${rawName}${didYouMean(rawName, names)}`,
  )
}

type OptionToken = { name: string; value?: string | undefined; inlineValue?: boolean | undefined }

function readOption(
  option: Option,
  { name, value, inlineValue }: OptionToken,
  options: Options,
  now: Date,
): unknown {
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`)
    return option.read('', now)
  }
  // `--sort --order asc` would sort by '--order'.
  const isOption = !inlineValue && value?.startsWith('--') && value.slice(2).split('=')[0]
  if (value === undefined || (isOption && Object.hasOwn(options, isOption)))
    throw new UsageError(`--${name} needs a value: --${name} ${option.value}`)
  return explained(`--${name}`, () => option.read(value, now))
}

/** A value that is read; what is wrong with it is said under the name of what it was given for. */
function explained(name: string, read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${name}: ${error.message}`, { cause: error })
  }
}

function checkArguments(command: Described, words: readonly string[]): void {
  const expected = command.words ?? []
  const missing = expected.find(({ optional }, place) => !optional && words[place] === undefined)
  if (missing) throw new UsageError(`${missing.name} is missing: ${missing.about}`)
  for (const [place, { name, read }] of expected.entries()) {
    const word = words[place]
    if (read && word !== undefined) explained(name, () => read(word))
  }
  if (expected.at(-1)?.many || words.length <= expected.length) return
  // Without the words: one may be a password that should not have been typed there.
  const wanted = expected.map(({ name }) => name).join(' ')
  throw new UsageError(
    expected.length === 0
      ? `gramd ${command.name} takes no arguments`
      : `expected ${wanted} and nothing more, but there are ${words.length} words`,
  )
}
