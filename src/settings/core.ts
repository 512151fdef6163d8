import { z } from 'zod'
import { mismatchOf, type AppProfile } from '../accounts/app-profiles.ts'
import { accountSettings } from './accounts.ts'
import { graphSettings, halfApps } from './graph.ts'
import { halfPairs, notificationSettings } from './notifications.ts'
import { openAiSettings } from './openai.ts'
import { modelPrice } from '../ages/openai-models.ts'
import { apiSettings, databaseSettings, processSettings } from './process.ts'
import { noteOf, RETENTION, type ConfigOf, type SettingTexts } from './setting.ts'
import { retentionSettings, taskSettings, timetableSettings } from './tasks.ts'
import { translationSettings } from './translation.ts'

/** The settings of the core by title; `alertKinds` are the names of all kinds. */
export const coreSettings = (alertKinds: readonly string[]) => ({
  Database: databaseSettings,
  API: apiSettings,
  Process: processSettings,
  Tasks: taskSettings,
  'Instagram accounts': accountSettings,
  OpenAI: openAiSettings,
  "Meta's official API": graphSettings,
  Translation: translationSettings,
  Timetable: timetableSettings,
  'Notifications to people': notificationSettings(alertKinds),
  [RETENTION]: retentionSettings,
})

/** The part of the configuration that the core reads. */
export type CoreConfig = ConfigOf<ReturnType<typeof coreSettings>>

const schemas = {
  ...databaseSettings,
  ...processSettings,
  ...accountSettings,
  ...openAiSettings,
  ...graphSettings,
  ...notificationSettings([]),
}
const variableOf = (name: keyof typeof schemas): string => noteOf(name, schemas[name]).variable

const Combined = z.object(schemas).omit({ notificationKinds: true })
type Combined = Readonly<z.output<typeof Combined>>

/** Returns faults of combinations of settings, one sentence each. */
export function coreProblems(settings: SettingTexts): string[] {
  const { data: config } = Combined.safeParse(settings)
  if (!config) return []
  const problems: string[] = []
  if (config.databasePooler !== 'none' && config.instance !== undefined)
    problems.push('GRAMD_INSTANCE: expected none with GRAMD_DATABASE_POOLER=transaction')
  if (config.requestGapMinMs > config.requestGapMaxMs)
    problems.push('GRAMD_REQUEST_GAP_MIN_SECONDS: expected at most GRAMD_REQUEST_GAP_MAX_SECONDS')
  if (!hasPrices(config))
    problems.push(
      'GRAMD_OPENAI_MODEL: no price of it is known; set GRAMD_OPENAI_INPUT_USD_PER_MILLION ' +
        'and GRAMD_OPENAI_OUTPUT_USD_PER_MILLION',
    )
  problems.push(...appProblems(settings, config))
  for (const { missing, present } of [...halfPairs(config), ...halfApps(config)])
    problems.push(`${variableOf(missing)}: is required with ${variableOf(present)}`)
  return problems
}

const hasPrices = (config: Combined): boolean =>
  modelPrice(config.openaiModel) !== null ||
  (config.openaiInputUsdPerMillion !== undefined && config.openaiOutputUsdPerMillion !== undefined)

const APP_SETTINGS = [
  'instagramAppVersion',
  'instagramAppVersionCode',
  'instagramBloksVersionId',
] as const
type AppSettings = Pick<CoreConfig, (typeof APP_SETTINGS)[number]>

/** Requires three values of one build: anything else would be an app that does not exist. */
function appProblems(settings: SettingTexts, config: AppSettings): string[] {
  const missing = APP_SETTINGS.filter((name) => settings[name] === undefined)
  if (missing.length === APP_SETTINGS.length) return []
  if (missing.length > 0)
    return missing.map(
      (name) => `${variableOf(name)}: is required with ${others(name)}; set all three or none`,
    )
  const mismatch = mismatchOf(appProfileOf(config))
  return mismatch === null
    ? []
    : [`${variableOf('instagramAppVersion')}: ${mismatch}; set all three values of one build`]
}

const others = (name: (typeof APP_SETTINGS)[number]): string =>
  APP_SETTINGS.filter((other) => other !== name)
    .map(variableOf)
    .join(' and ')

/** Returns the app that new logins and sessions claim to use. */
export const appProfileOf = (config: AppSettings): AppProfile => ({
  version: config.instagramAppVersion,
  versionCode: config.instagramAppVersionCode,
  bloksVersionId: config.instagramBloksVersionId,
})
