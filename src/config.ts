import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { mismatchOf, type AppProfile } from './accounts/app-profiles.ts'
import { knownModel } from './openai-models.ts'
import { settings } from './settings/groups.ts'
import { variableOf } from './settings/names.ts'
import { unpairedSettings } from './settings/notifications.ts'
import { noteOf } from './settings/setting.ts'

/**
 * Every setting of gramd, declared in settings/. Times are milliseconds once parsed. In the environment each begins with
 * GRAMD_, but for names that others gave (`variableOf`). Nothing else reads it.
 */
const Env = z.object(settings)

export type Config = Readonly<z.output<typeof Env>>

type Environment = Record<string, string | undefined>

/** The environment names faulty variables; shown without a stack. */
export class ConfigError extends Error {}

/**
 * Reads the whole configuration, or throws one ConfigError that names every faulty variable and what is expected.
 * `X_FILE` stands for `X` (as container secrets do), and an empty value for an unset one.
 */
export function loadConfig(env: Environment): Config {
  const { values, problems } = readValues(env)
  const result = Env.safeParse(values)
  if (!result.success) {
    problems.push(...faultsOf(result.error, values))
  } else if (result.data.DATABASE_POOLER !== 'none' && result.data.GRAMD_INSTANCE !== undefined) {
    problems.push('  GRAMD_INSTANCE: expected none with GRAMD_DATABASE_POOLER=transaction')
  } else if (result.data.REQUEST_GAP_MIN_SECONDS > result.data.REQUEST_GAP_MAX_SECONDS) {
    problems.push('  GRAMD_REQUEST_GAP_MIN_SECONDS: expected at most GRAMD_REQUEST_GAP_MAX_SECONDS')
  }
  if (result.success && !hasPrices(result.data)) {
    problems.push(
      '  GRAMD_OPENAI_MODEL: no price of it is known; set GRAMD_OPENAI_INPUT_USD_PER_MILLION and GRAMD_OPENAI_OUTPUT_USD_PER_MILLION',
    )
  }
  if (result.success) problems.push(...appProblems(values, result.data))
  for (const { name, problem } of result.success ? unpairedSettings(result.data) : [])
    problems.push(`  ${variableOf(name)}: ${problem}`)
  if (problems.length > 0 || !result.success) throw invalid(problems)
  return Object.freeze(result.data)
}

const APP_SETTINGS = [
  'INSTAGRAM_APP_VERSION',
  'INSTAGRAM_APP_VERSION_CODE',
  'INSTAGRAM_BLOKS_VERSION_ID',
] as const

/** The app is three values of one build: some of them alone, or of two builds, would be an app that does not exist. */
function appProblems(values: Environment, config: Config): string[] {
  const missing = APP_SETTINGS.filter((name) => values[name] === undefined)
  if (missing.length === APP_SETTINGS.length) return []
  if (missing.length > 0)
    return missing.map(
      (name) => `  ${variableOf(name)}: is required with ${others(name)}; set all three or none`,
    )
  const mismatch = mismatchOf(appProfileOf(config))
  return mismatch === null
    ? []
    : [`  ${variableOf('INSTAGRAM_APP_VERSION')}: ${mismatch}; set all three values of one build`]
}

const others = (name: string): string =>
  APP_SETTINGS.filter((other) => other !== name)
    .map(variableOf)
    .join(' and ')

/** The app that new logins and sessions say they use. */
export const appProfileOf = (config: Pick<Config, (typeof APP_SETTINGS)[number]>): AppProfile => ({
  version: config.INSTAGRAM_APP_VERSION,
  versionCode: config.INSTAGRAM_APP_VERSION_CODE,
  bloksVersionId: config.INSTAGRAM_BLOKS_VERSION_ID,
})

const faultsOf = ({ issues }: z.ZodError, values: Environment): string[] =>
  issues.map((issue) => {
    const name = String(issue.path[0])
    return `  ${variableOf(name)}: ${values[name] === undefined ? 'is required' : issue.message}`
  })

const invalid = (problems: readonly string[]): ConfigError =>
  new ConfigError(
    `invalid configuration (see docs/settings.md)\n${[...new Set(problems)].join('\n')}`,
  )

const ModelEnv = Env.pick({
  OPENAI_BASE_URL: true,
  OPENAI_MODEL: true,
  OPENAI_REASONING_EFFORT: true,
  OPENAI_INPUT_USD_PER_MILLION: true,
  OPENAI_OUTPUT_USD_PER_MILLION: true,
  AI_SECTIONS: true,
}).extend({ OPENAI_API_KEY: Env.shape.OPENAI_API_KEY.unwrap() })

export type ModelConfig = Readonly<z.output<typeof ModelEnv>>

/** What asking a model needs and no more, for commands without a database. Throws as `loadConfig` does. */
export function loadModelConfig(env: Environment): ModelConfig {
  const { values, problems } = readValues(env)
  const named = problems.filter((problem) =>
    Object.keys(ModelEnv.shape).some((n) => problem.includes(variableOf(n))),
  )
  const result = ModelEnv.safeParse(values)
  if (!result.success) throw invalid([...named, ...faultsOf(result.error, values)])
  if (named.length > 0) throw invalid(named)
  return Object.freeze(result.data)
}

const hasPrices = (config: Config): boolean =>
  knownModel(config.OPENAI_MODEL) !== null ||
  (config.OPENAI_INPUT_USD_PER_MILLION !== undefined &&
    config.OPENAI_OUTPUT_USD_PER_MILLION !== undefined)

function readValues(env: Environment): { values: Environment; problems: string[] } {
  const values: Environment = {}
  const problems: string[] = []
  for (const name of Object.keys(Env.shape)) {
    const variable = variableOf(name)
    const file = env[`${variable}_FILE`]
    const direct = env[variable]
    if (direct) values[name] = direct
    else if (file) {
      try {
        const text = readFileSync(file, 'utf8').trim()
        if (text) values[name] = text
      } catch {
        problems.push(`  ${variable}_FILE: cannot be read`)
      }
    }
  }
  return { values, problems }
}

const UNITS = [
  ['_SECONDS', 1000],
  ['_MINUTES', 60_000],
  ['_HOURS', 3_600_000],
] as const

/** A value as the environment has it: times are in the unit that the name says. */
export function inUnitOf(name: string, value: unknown): unknown {
  const unit = UNITS.find(([suffix]) => name.endsWith(suffix))?.[1]
  return unit !== undefined && typeof value === 'number' ? value / unit : value
}

/** The configuration in force, for people: by variable, secrets hidden, times in the unit that the name says. */
export function describeConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Env.shape).map(([name, schema]) => {
      const value: unknown = Reflect.get(config, name) ?? null
      const isHidden = value !== null && noteOf(name, schema).isSecret === true
      return [variableOf(name), isHidden ? '(hidden)' : inUnitOf(name, value)]
    }),
  )
}

/** The variable of every setting. */
export const SETTINGS: readonly string[] = Object.keys(Env.shape).map(variableOf)

/** Limits that gramd obeys although they are far from the safe default, a sentence each. */
export function unsafeSettings(config: Config): { setting: string; message: string }[] {
  return Object.entries(Env.shape).flatMap(([name, schema]) => {
    const { unsafe } = noteOf(name, schema)
    const value = inUnitOf(name, Reflect.get(config, name))
    if (unsafe === undefined || typeof value !== 'number') return []
    const { above, below, risk } = unsafe
    const limit =
      above !== undefined && value > above
        ? `more than ${above}`
        : below !== undefined && value < below
          ? `less than ${below}`
          : undefined
    if (limit === undefined) return []
    const setting = variableOf(name)
    const usual = String(inUnitOf(name, schema.parse(undefined)))
    const message = `${setting}=${value} is not safe: with ${limit} ${risk} (the default is ${usual})`
    return [{ setting, message }]
  })
}
