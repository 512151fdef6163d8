import type { z } from 'zod'
import { cliDeclaration } from './cli/declare.ts'
import { analyzeDeclaration } from './features/analyze/declare.ts'
import {
  commandsOf,
  declarations,
  settingsOf,
  withCore,
  type Config,
} from './features/declarations.ts'
import type { Declaration } from './features/declaration.ts'
import { loadSettings, type Environment } from './settings/load.ts'
import { openAiSettings } from './settings/openai.ts'
import { setting, variablesOf } from './settings/setting.ts'
import { unknownSettings } from './settings/unknown.ts'

export type { Config }

/** Reads the whole configuration; nothing else reads the environment. Throws a ConfigError. */
export function loadConfig(env: Environment, features?: readonly Declaration[]): Config
export function loadConfig(
  env: Environment,
  features: readonly Declaration[] = declarations,
): object {
  const all = withCore(features)
  return loadSettings(env, settingsOf(all), (values) =>
    all.flatMap(({ problems }) => problems?.(values) ?? []),
  )
}

const { openaiApiKey, openaiBaseUrl, openaiModel, openaiReasoningEffort } = openAiSettings
const { openaiInputUsdPerMillion, openaiOutputUsdPerMillion } = openAiSettings
const modelSettings = {
  openaiApiKey: setting('OPENAI_API_KEY', openaiApiKey.unwrap(), 'Required to ask a model.'),
  openaiBaseUrl,
  openaiModel,
  openaiReasoningEffort,
  openaiInputUsdPerMillion,
  openaiOutputUsdPerMillion,
  ...analyzeDeclaration.settings.OpenAI,
}

export type ModelConfig = Readonly<z.output<z.ZodObject<typeof modelSettings>>>

/** Loads the settings for asking a model, for commands without a database. Throws a ConfigError. */
export const loadModelConfig = (env: Environment): ModelConfig => loadSettings(env, modelSettings)

export const SETTINGS = settingsOf(withCore(declarations))

/** Every command for a running gramd, in the order of the help. */
export const COMMANDS = commandsOf(declarations)

const READ = new Set(variablesOf({ ...SETTINGS, ...settingsOf([cliDeclaration]) }))

/**
 * Returns warnings about variables that look like settings of gramd but are none, one sentence
 * each.
 */
export const ignoredVariables = (env: Environment) => unknownSettings(env, READ)
