import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { MisconfiguredError } from '../base/startup-error.ts'
import { inUnitOf, noteOf, variablesOf, type SettingTexts, type Settings } from './setting.ts'
import { decodeText, readValue, type ValueText } from './value-text.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A faulty environment; the message names the variables and is shown without a stack. */
export class ConfigError extends MisconfiguredError {}

/**
 * Reads settings, or throws one ConfigError with all faults; `problemsOf` finds more of them.
 * `X_FILE` replaces `X` (for container secrets), and an empty or blank value counts as unset.
 */
export function loadSettings<S extends Settings>(
  env: Environment,
  settings: S,
  problemsOf: (values: SettingTexts) => readonly string[] = () => [],
): Readonly<z.output<z.ZodObject<S>>> {
  const { values, problems, unread, origins: found } = readSources(env, settings)
  // The schema is used once: compiling a parser for it takes longer than reading without one.
  const { data, error } = z.object(settings).safeParse(values, { jitless: true })
  problems.push(
    ...(error ? faultsOf(error, { values, settings, unread }) : []),
    ...problemsOf(values),
  )
  if (problems.length > 0 || data === undefined) {
    const lines = [...new Set(problems)].map((problem) => `  ${problem}`)
    throw new ConfigError(`invalid configuration (see docs/settings.md)\n${lines.join('\n')}`)
  }
  const config = Object.freeze(data)
  origins.set(config, found)
  return config
}

/** The origin of a setting's value; `file` means `X_FILE`. */
export type Origin = { source: 'environment' | 'file'; text: string }

/** Stored outside the configuration, so that code that reads a setting cannot depend on it. */
const origins = new WeakMap<object, ReadonlyMap<string, Origin>>()

/**
 * Returns the values from the environment, by the names of the configuration; null for a
 * configuration that was not loaded.
 */
export const originsOf = (config: object): ReadonlyMap<string, Origin> | null =>
  origins.get(config) ?? null

type Reading = { values: SettingTexts; settings: Settings; unread: ReadonlySet<string> }

/** Returns faults of readable values; those of `unread` are already named. */
const faultsOf = ({ issues }: z.ZodError, { values, settings, unread }: Reading): string[] =>
  issues.flatMap((issue) => {
    const name = String(issue.path[0])
    const schema = settings[name]
    if (schema === undefined || unread.has(name)) return []
    const fault = values[name] === undefined ? 'is required' : issue.message
    return [`${noteOf(name, schema).variable}: ${fault}`]
  })

function readSources(
  env: Environment,
  settings: Settings,
): {
  values: Record<string, string>
  problems: string[]
  /** Settings with an unreadable value. */
  unread: Set<string>
  origins: Map<string, Origin>
} {
  const values: Record<string, string> = {}
  const unread = new Set<string>()
  const found = new Map<string, Origin>()
  const problems = faultyNames(env, new Set(variablesOf(settings)))
  for (const [name, schema] of Object.entries(settings)) {
    const { variable } = noteOf(name, schema)
    const read = readSetting(env, variable)
    if ('fault' in read) {
      problems.push(read.fault)
      unread.add(name)
    } else if (read.text) {
      values[name] = read.text
      found.set(name, { source: read.source, text: read.text })
    }
  }
  return { values, problems, unread, origins: found }
}

/**
 * Returns the text of a variable, or of the file in `X_FILE`; empty when neither has one. The fault
 * begins with the variable.
 */
function readSetting(
  env: Environment,
  variable: string,
): { text: string; source: Origin['source'] } | { fault: string } {
  const value = readValue(env[variable] ?? '')
  if ('fault' in value) return { fault: `${variable}: ${value.fault}` }
  if (value.text !== '') return { text: value.text, source: 'environment' }
  const path = readValue(env[`${variable}_FILE`] ?? '')
  const read = 'fault' in path || path.text === '' ? path : readValueAt(path.text)
  return 'fault' in read
    ? { fault: `${variable}_FILE: ${read.fault}` }
    : { text: read.text, source: 'file' }
}

function readValueAt(path: string): ValueText {
  try {
    const decoded = decodeText(readFileSync(path))
    return 'fault' in decoded ? decoded : readValue(decoded.text)
  } catch {
    return { fault: 'cannot be read' }
  }
}

/**
 * Finds names with the syntax of an env file, which `docker --env-file` keeps, and names with
 * lower-case letters, unless the correct name is set as well: the other may belong to another
 * program.
 */
const faultyNames = (env: Environment, variables: ReadonlySet<string>): string[] =>
  Object.keys(env).flatMap((name) => {
    const stripped = name
      .replace(/^export\s/, '')
      .replaceAll(/^[\s\u200B"'`]+|(?<![\s\u200B"'`])[\s\u200B"'`]+$/gu, '')
    const meant = stripped.toUpperCase()
    if (meant === name || !variables.has(meant.replace(/_FILE$/, ''))) return []
    if (stripped !== name)
      return [`${meant}: the name has extra characters (${JSON.stringify(name)}): remove them`]
    return env[meant] === undefined
      ? [`${meant}: the name has small letters (${name}): write it in capital letters`]
      : []
  })

/**
 * Returns the configuration in force by variable, with secrets hidden and times in the unit of the
 * name.
 */
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

/** Returns warnings for limits that are far from the safe default, one sentence each. */
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
