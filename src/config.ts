import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { mismatchOf, type AppProfile } from './accounts/app-profiles.ts'
import { knownModel } from './settings/openai-models.ts'
import { settings } from './settings/groups.ts'
import { halfPairs } from './settings/notifications.ts'
import { inUnitOf, noteOf, setting, variablesOf, type Settings } from './settings/setting.ts'

/** Every setting of gramd, declared in settings/. Nothing else reads the environment. */
const Env = z.object(settings)

export type Config = Readonly<z.output<typeof Env>>

type Environment = Record<string, string | undefined>

const variableOf = (name: keyof Config): string => noteOf(name, settings[name]).variable

/** The environment names faulty variables; shown without a stack. */
export class ConfigError extends Error {}

/**
 * Reads the whole configuration, or throws one ConfigError that names every faulty variable and what is expected.
 * `X_FILE` stands for `X` (as container secrets do), and an empty value for an unset one.
 */
export function loadConfig(env: Environment): Config {
  const { values, problems } = readValues(env, settings)
  const result = Env.safeParse(values)
  if (!result.success) {
    problems.push(...faultsOf(result.error, values, settings))
  } else if (result.data.databasePooler !== 'none' && result.data.instance !== undefined) {
    problems.push('  GRAMD_INSTANCE: expected none with GRAMD_DATABASE_POOLER=transaction')
  } else if (result.data.requestGapMinMs > result.data.requestGapMaxMs) {
    problems.push('  GRAMD_REQUEST_GAP_MIN_SECONDS: expected at most GRAMD_REQUEST_GAP_MAX_SECONDS')
  }
  if (result.success && !hasPrices(result.data)) {
    problems.push(
      '  GRAMD_OPENAI_MODEL: no price of it is known; set GRAMD_OPENAI_INPUT_USD_PER_MILLION and GRAMD_OPENAI_OUTPUT_USD_PER_MILLION',
    )
  }
  if (result.success) problems.push(...appProblems(values, result.data))
  for (const { missing, present } of result.success ? halfPairs(result.data) : [])
    problems.push(`  ${variableOf(missing)}: is required with ${variableOf(present)}`)
  if (problems.length > 0 || !result.success) throw invalid(problems)
  return Object.freeze(result.data)
}

const APP_SETTINGS = [
  'instagramAppVersion',
  'instagramAppVersionCode',
  'instagramBloksVersionId',
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
    : [`  ${variableOf('instagramAppVersion')}: ${mismatch}; set all three values of one build`]
}

const others = (name: keyof Config): string =>
  APP_SETTINGS.filter((other) => other !== name)
    .map(variableOf)
    .join(' and ')

/** The app that new logins and sessions say they use. */
export const appProfileOf = (config: Pick<Config, (typeof APP_SETTINGS)[number]>): AppProfile => ({
  version: config.instagramAppVersion,
  versionCode: config.instagramAppVersionCode,
  bloksVersionId: config.instagramBloksVersionId,
})

const faultsOf = ({ issues }: z.ZodError, values: Environment, shape: Settings): string[] =>
  issues.flatMap((issue) => {
    const name = String(issue.path[0])
    const schema = shape[name]
    if (schema === undefined) return []
    const fault = values[name] === undefined ? 'is required' : issue.message
    return [`  ${noteOf(name, schema).variable}: ${fault}`]
  })

const invalid = (problems: readonly string[]): ConfigError =>
  new ConfigError(
    `invalid configuration (see docs/settings.md)\n${[...new Set(problems)].join('\n')}`,
  )

const { openaiBaseUrl, openaiModel, openaiReasoningEffort, aiSections } = settings
const { openaiInputUsdPerMillion, openaiOutputUsdPerMillion, openaiApiKey } = settings
const modelSettings = {
  openaiBaseUrl,
  openaiModel,
  openaiReasoningEffort,
  openaiInputUsdPerMillion,
  openaiOutputUsdPerMillion,
  aiSections,
  openaiApiKey: setting('OPENAI_API_KEY', openaiApiKey.unwrap(), 'Required to ask a model.'),
}
const ModelEnv = z.object(modelSettings)

export type ModelConfig = Readonly<z.output<typeof ModelEnv>>

/** What asking a model needs and no more, for commands without a database. Throws as `loadConfig` does. */
export function loadModelConfig(env: Environment): ModelConfig {
  const { values, problems } = readValues(env, modelSettings)
  const result = ModelEnv.safeParse(values)
  if (!result.success) problems.push(...faultsOf(result.error, values, modelSettings))
  if (problems.length > 0 || !result.success) throw invalid(problems)
  return Object.freeze(result.data)
}

const hasPrices = (config: Config): boolean =>
  knownModel(config.openaiModel) !== null ||
  (config.openaiInputUsdPerMillion !== undefined && config.openaiOutputUsdPerMillion !== undefined)

function readValues(
  env: Environment,
  shape: Settings,
): { values: Environment; problems: string[] } {
  const values: Environment = {}
  const problems: string[] = []
  for (const [name, schema] of Object.entries(shape)) {
    const { variable } = noteOf(name, schema)
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

/** The configuration in force, for people: by variable, secrets hidden, times in the unit that the name says. */
export function describeConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Env.shape).map(([name, schema]) => {
      const value: unknown = Reflect.get(config, name) ?? null
      const { variable, isSecret } = noteOf(name, schema)
      const isHidden = value !== null && isSecret === true
      return [variable, isHidden ? '(hidden)' : inUnitOf(name, schema, value)]
    }),
  )
}

/** The variable of every setting. */
export const SETTINGS: readonly string[] = variablesOf(settings)

/** Limits that gramd obeys although they are far from the safe default, a sentence each. */
export function unsafeSettings(config: Config): { setting: string; message: string }[] {
  return Object.entries(Env.shape).flatMap(([name, schema]) => {
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
