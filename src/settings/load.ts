import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { inUnitOf, noteOf, type Given, type Settings } from './setting.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment names faulty variables; shown without a stack. */
export class ConfigError extends Error {}

/**
 * Reads settings, or throws one ConfigError with all faults; `problemsOf` finds more of them.
 * `X_FILE` stands for `X` (as container secrets do), and an empty value for an unset one.
 */
export function loadSettings<S extends Settings>(
  env: Environment,
  settings: S,
  problemsOf: (given: Given) => readonly string[] = () => [],
): Readonly<z.output<z.ZodObject<S>>> {
  const { given, problems, origins: found } = readGiven(env, settings)
  const { data, error } = z.object(settings).safeParse(given)
  problems.push(...(error ? faultsOf(error, given, settings) : []), ...problemsOf(given))
  if (problems.length > 0 || data === undefined) {
    const lines = [...new Set(problems)].map((problem) => `  ${problem}`)
    throw new ConfigError(`invalid configuration (see docs/settings.md)\n${lines.join('\n')}`)
  }
  const config = Object.freeze(data)
  origins.set(config, found)
  return config
}

/** Where the value of a setting comes from; a file is that of `X_FILE`. */
export type Origin = { source: 'environment' | 'file'; text: string }

/** Beside the configuration, so that code that reads a setting cannot depend on it. */
const origins = new WeakMap<object, ReadonlyMap<string, Origin>>()

/** What the environment gave, by the names of the configuration; null for one that was not loaded. */
export const originsOf = (config: object): ReadonlyMap<string, Origin> | null =>
  origins.get(config) ?? null

const faultsOf = ({ issues }: z.ZodError, given: Given, settings: Settings): string[] =>
  issues.flatMap((issue) => {
    const name = String(issue.path[0])
    const schema = settings[name]
    if (schema === undefined) return []
    const fault = given[name] === undefined ? 'is required' : issue.message
    return [`${noteOf(name, schema).variable}: ${fault}`]
  })

function readGiven(
  env: Environment,
  settings: Settings,
): { given: Record<string, string>; problems: string[]; origins: Map<string, Origin> } {
  const given: Record<string, string> = {}
  const found = new Map<string, Origin>()
  const problems: string[] = []
  for (const [name, schema] of Object.entries(settings)) {
    const { variable } = noteOf(name, schema)
    const text = env[variable] || readFileAt(env[`${variable}_FILE`])
    if (text) given[name] = text
    if (text) found.set(name, { source: env[variable] ? 'environment' : 'file', text })
    if (text === null) problems.push(`${variable}_FILE: cannot be read`)
  }
  return { given, problems, origins: found }
}

/** Null for a file that cannot be read. */
function readFileAt(path: string | undefined): string | null | undefined {
  try {
    return path && readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

/** The configuration in force by variable, secrets hidden, times in the unit of the name. */
export function describeConfig(settings: Settings, config: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, schema]) => {
      const value: unknown = Reflect.get(config, name) ?? null
      const { variable, isSecret } = noteOf(name, schema)
      const isHidden = value !== null && isSecret === true
      return [variable, isHidden ? '(hidden)' : inUnitOf(name, schema, value)]
    }),
  )
}

/** Limits that gramd obeys although they are far from the safe default, a sentence each. */
export function unsafeSettings(
  settings: Settings,
  config: object,
): { setting: string; message: string }[] {
  return Object.entries(settings).flatMap(([name, schema]) => {
    const { unsafe, variable } = noteOf(name, schema)
    const value = inUnitOf(name, schema, Reflect.get(config, name))
    if (unsafe === undefined || typeof value !== 'number') return []
    const { above, below, risk } = unsafe
    const limit =
      above !== undefined && value > above
        ? `more than ${above}`
        : below !== undefined && value < below
          ? `less than ${below}`
          : undefined
    if (limit === undefined) return []
    const usual = String(inUnitOf(name, schema, schema.parse(undefined)))
    const message = `${variable}=${value} is not safe: with ${limit} ${risk} (the default is ${usual})`
    return [{ setting: variable, message }]
  })
}
