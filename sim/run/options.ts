import { parseArgs } from 'node:util'
import { z } from 'zod'

/** Options by name without dashes; the description of each is its help line. */
export type Schemas = Readonly<Record<string, z.ZodType>>
export type Values<S extends Schemas> = { [Name in keyof S]: z.output<S[Name]> }

export type RunCommand<S extends Schemas> = {
  /** The command that people type, such as `npm run demo`. */
  name: string
  summary: string
  options: S
  /** The environment variable that is read where the command line lacks an option. */
  variableOf?: (option: string) => string
}

type Read<S extends Schemas> = { help: string } | { problem: string } | { options: Values<S> }

export const flag = (about: string): z.ZodType<boolean> =>
  z.boolean().default(false).describe(about)
export const wholeNumber = z.coerce.number('expected a number').int('expected a whole number')
export const count = wholeNumber.positive('expected a number above 0')
export const speed = z.coerce.number('expected a number').positive('expected a number above 0')

const isFlag = (schema: z.ZodType): boolean => schema.safeParse(true).data === true

/** Reads a command line: its options, or the help that it asks for, or one line about its fault. */
export function parseRunOptions<S extends Schemas>(
  command: RunCommand<S>,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Read<S> {
  const refuse = (message: string): { problem: string } => ({
    problem: `${message} (${command.name} -- --help lists the options)`,
  })
  const values = splitArgs(command.options, args)
  if (typeof values === 'string') return refuse(values)
  if (values['help'] === true) return { help: helpOf(command) }
  const options: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(command.options)) {
    const parsed = schema.safeParse(values[name] ?? env[command.variableOf?.(name) ?? ''])
    if (!parsed.success) return refuse(`--${name}: ${parsed.error.issues[0]?.message ?? 'invalid'}`)
    options[name] = parsed.data
  }
  // Each was parsed by the schema of its name.
  return { options: options as Values<S> }
}

/** Arguments by option, or the fault of the command line. */
function splitArgs(options: Schemas, args: readonly string[]): Record<string, unknown> | string {
  try {
    return parseArgs({ args: [...args], options: parsedAs(options) }).values
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error)) throw error
    return error.message.split('. ')[0] ?? ''
  }
}

/** Reads the command line of this process; prints help or the fault, and exits. */
export function readRunOptions<S extends Schemas>(
  command: RunCommand<S>,
  args: readonly string[] = process.argv.slice(2),
  env: Readonly<Record<string, string | undefined>> = {},
): Values<S> {
  const read = parseRunOptions(command, args, env)
  if ('options' in read) return read.options
  if ('help' in read) {
    console.log(read.help)
    process.exit(0)
  }
  console.error(read.problem)
  process.exit(2)
}

const parsedAs = (options: Schemas) => ({
  help: { type: 'boolean', short: 'h' } as const,
  ...Object.fromEntries(
    Object.entries(options).map(([name, schema]) => [
      name,
      { type: isFlag(schema) ? ('boolean' as const) : ('string' as const) },
    ]),
  ),
})

function helpOf({ name, summary, options, variableOf }: RunCommand<Schemas>): string {
  const rows = Object.entries(options).map(([option, schema]) => {
    const usual = isFlag(schema) ? undefined : schema.safeParse(undefined).data
    const notes = [
      ...(usual === undefined ? [] : [`default ${JSON.stringify(usual).replaceAll('"', '')}`]),
      ...(variableOf ? [`or ${variableOf(option)}`] : []),
    ]
    const about = `${schema.description ?? ''}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`
    return { left: `--${option}${isFlag(schema) ? '' : '=VALUE'}`, about }
  })
  const width = Math.max(...rows.map(({ left }) => left.length), 6)
  return [
    `${name}${rows.length > 0 ? ' [-- OPTIONS]' : ''}: ${summary}`,
    ...[...rows, { left: '--help', about: 'print this' }].map(
      ({ left, about }) => `  ${left.padEnd(width)}  ${about}`,
    ),
  ].join('\n')
}
