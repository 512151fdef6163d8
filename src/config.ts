import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { APP_VALUES, mismatchOf, NEWEST_APP, type AppProfile } from './app-profiles.ts'
import { parseEncryptionKeys } from './crypto.ts'
import { parseHashtag } from './hashtag.ts'
import { openAiSettings } from './openai-settings.ts'
import {
  activeHours,
  count,
  cron,
  flag,
  hours,
  isReadable,
  list,
  minutes,
  origin,
  orKeep,
  positive,
  seconds,
  share,
  timeZone,
  whole,
} from './setting-types.ts'
import { notificationSettings, unpairedSettings } from './notification-settings.ts'
import { knownModel } from './openai-models.ts'
import { variableOf } from './setting-names.ts'

const PORT = 'expected a port from 0 to 65535'

/**
 * Every setting of gramd: name, type, default, in the order of .env.example. Times are milliseconds once parsed.
 * In the environment each begins with GRAMD_, but for names that others gave (`variableOf`). Nothing else reads it.
 */
const Env = z.object({
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'expected postgres://user:password@host:port/database',
    })
    .optional(),
  DATABASE_POOL_SIZE: count.min(4, 'expected at least 4').default(10),
  DATABASE_POOLER: z.enum(['none', 'transaction']).default('none'),
  EMBEDDED_POSTGRES_FOLDER: z.string().min(1).default('.gramd'),
  EMBEDDED_POSTGRES_PORT: whole
    .min(1_024, 'expected a port from 1024 to 65535')
    .max(65_535, 'expected a port from 1024 to 65535')
    .optional(),
  SCRAPER_API_KEY: z.string().min(16, 'expected at least 16 characters'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole.min(0, PORT).max(65_535, PORT).default(8001),
  CORS_ORIGINS: list.pipe(z.array(origin)).default([]),
  GRAMD_ENCRYPTION_KEYS: z.string().transform((text, context) => {
    try {
      return parseEncryptionKeys(text)
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: error instanceof Error ? error.message : String(error),
      })
      return z.NEVER
    }
  }),
  GRAMD_INSTANCE: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 . _ -')
    .optional(),
  GRAMD_ROLES: list
    .pipe(z.array(z.enum(['api', 'worker', 'scheduler'])).nonempty())
    .default(['api', 'worker', 'scheduler']),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  SHUTDOWN_GRACE_SECONDS: seconds.default(25_000),

  MAX_CONCURRENT_TASKS: count.default(2),
  MAX_CONCURRENT_TASKS_TOTAL: count.optional(),
  POLL_INTERVAL_SECONDS: seconds.default(30_000),
  MAX_WAIT_MINUTES: minutes.default(60 * 60_000),
  TASK_RETENTION_DAYS: count.default(30),
  POST_RETENTION_DAYS: orKeep.default(0),
  IMAGE_RETENTION_DAYS: orKeep.default(180),
  SNAPSHOT_RETENTION_DAYS: orKeep.default(1_095),
  GONE_CREATOR_RETENTION_DAYS: orKeep.default(365),
  SEEN_CREATOR_RETENTION_DAYS: orKeep.default(180),
  RELATION_RETENTION_DAYS: orKeep.default(90),
  BATCH_RETENTION_DAYS: orKeep.default(365),
  INSIGHTS_RETENTION_DAYS: orKeep.default(1_095),
  ACCOUNT_EVENT_RETENTION_DAYS: orKeep.default(180),

  REQUESTS_PER_HOUR: count.default(30),
  REQUESTS_PER_DAY: count.default(300),
  PROXY_REQUESTS_PER_HOUR: count.default(60),
  PROXY_REQUESTS_PER_DAY: count.default(600),
  REQUEST_GAP_MIN_SECONDS: seconds.default(2_000),
  REQUEST_GAP_MAX_SECONDS: seconds.default(5_000),
  RATE_LIMIT_REST_MINUTES: minutes.default(45 * 60_000),
  FEEDBACK_REST_HOURS: hours.default(24 * 3_600_000),
  LOGIN_GAP_HOURS: hours.default(6 * 3_600_000),
  LOGINS_PER_DAY: count.default(2),
  WARM_UP_STEPS: list
    .pipe(z.array(share))
    .default([0.2, 0.2, 0.35, 0.35, 0.5, 0.5, 0.75, 0.75, 1, 1]),
  ACTIVE_HOURS: activeHours.optional(),
  ACTIVE_HOURS_TIMEZONE: timeZone.default('UTC'),
  RATE_LIMIT_DECAY_HOURS: hours.default(6 * 3_600_000),
  BRAKE_SHARE: share.default(0.33),
  BRAKE_MINUTES: minutes.default(30 * 60_000),
  POOL_MIN_ACCOUNTS: whole.nonnegative('expected a whole number from 0').default(1),
  TARGET_SET_ASIDE_DAYS: positive.default(7),
  RENEW_SESSIONS: flag.default(true),
  SESSION_CHECK_IDLE_HOURS: hours.default(6 * 3_600_000),
  SESSION_RENEW_BEFORE_HOURS: hours.default(24 * 3_600_000),
  REPLACE_DEAD_PROXIES: flag.default(false),
  PROXY_CHECK_TARGET: z
    .string()
    .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, 'expected host:port')
    .default('example.com:443'),
  INSTAGRAM_SESSIONID: z.string().min(1).optional(),
  INSTAGRAM_PROXY_URL: z.string().min(1).optional(),
  REQUEST_TIMEOUT_SECONDS: seconds.default(20_000),
  INSTAGRAM_APP_VERSION: z
    .string()
    .regex(APP_VALUES.version, 'expected a version like 449.0.0.52.84')
    .default(NEWEST_APP.version),
  INSTAGRAM_APP_VERSION_CODE: z
    .string()
    .regex(APP_VALUES.versionCode, 'expected the digits of a version code')
    .default(NEWEST_APP.versionCode),
  INSTAGRAM_BLOKS_VERSION_ID: z
    .string()
    .regex(APP_VALUES.bloksVersionId, 'expected 64 hexadecimal digits in lower case')
    .default(NEWEST_APP.bloksVersionId),
  INSTAGRAM_CA_FILE: z.string().refine(isReadable, 'expected a file that can be read').optional(),
  STORIES_PER_REQUEST: count.max(20, 'expected at most 20').default(5),
  POSTS_PER_SCRAPE: count.max(200, 'expected at most 200').default(20),
  HIGHLIGHTS_PER_SCRAPE: count.default(100),
  IMAGES_PER_ANALYSIS: whole
    .nonnegative('expected a whole number from 0')
    .max(10, 'expected at most 10')
    .default(10),

  ...openAiSettings,

  DISCOVER_HASHTAGS: list
    .refine(
      (hashtags) => hashtags.every((text) => 'hashtag' in parseHashtag(text)),
      'expected hashtags separated by commas: letters, digits, underscores and emoji, no spaces',
    )
    .default([]),
  DISCOVER_MIN_FOLLOWERS: count.default(1_000),
  DISCOVER_MIN_POSTS: count.default(5),
  DISCOVER_SEEN_DAYS: count.default(30),
  RESCRAPE_AFTER_DAYS: count.default(60),
  RESCRAPE_CAMPAIGN_AFTER_DAYS: count.default(7),
  FULL_SCRAPE_AFTER_DAYS: count.default(90),
  UPDATE_REQUESTS_PER_DAY: whole.nonnegative('expected a whole number from 0').default(1_000),
  RELATION_CONFIRM_REQUESTS: count.default(200),
  RELATION_PAGES_AT_ONCE: count.default(20),
  RELATION_FRESH_HOURS: count.default(24),
  CRON_TIMEZONE: timeZone.default('UTC'),
  CRON_POLL_BATCHES: cron.default('*/15 * * * *'),
  CRON_RECOVER_TASKS: cron.default('*/10 * * * *'),
  CRON_KEEP_SESSIONS: cron.default('*/10 * * * *'),
  CRON_RETIRE_TASKS: cron.default('30 3 * * *'),
  CRON_RETRY_STALE_BATCHES: cron.default('0 */2 * * *'),
  CRON_SCHEDULE_UPDATES: cron.default('0 3 * * *'),
  CRON_REFRESH_BENCHMARKS: cron.default('30 4 * * *'),
  CRON_INDEX_CREATORS: cron.default('20 * * * *'),
  CRON_DISCOVER_WEEKLY: cron.default('0 2 * * 1'),
  STALE_BATCH_HOURS: hours.default(26 * 3_600_000),

  ...notificationSettings,

  LOG_PRETTY: flag.optional(),
})

export type Config = Readonly<z.output<typeof Env>>

/** What `gramd config` never prints. */
const SECRET: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'SCRAPER_API_KEY',
  'GRAMD_ENCRYPTION_KEYS',
  'INSTAGRAM_SESSIONID',
  'INSTAGRAM_PROXY_URL',
  'OPENAI_API_KEY',
  'OPENAI_WEBHOOK_SECRET',
  'NOTIFICATION_WEBHOOK_URL',
  'NOTIFICATION_WEBHOOK_SECRET',
  'TELEGRAM_BOT_TOKEN',
] satisfies (keyof Config)[])

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
  new ConfigError(`invalid configuration (see .env.example)\n${[...new Set(problems)].join('\n')}`)

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

/** The configuration in force, for people: secrets are hidden, times are in the unit that the name says. */
export function describeConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(Env.shape).map((name) => {
      const value: unknown = Reflect.get(config, name) ?? null
      const unit = UNITS.find(([suffix]) => name.endsWith(suffix))?.[1]
      const variable = variableOf(name)
      if (SECRET.has(name) && value !== null) return [variable, '(hidden)']
      return [variable, unit !== undefined && typeof value === 'number' ? value / unit : value]
    }),
  )
}

/** The variable of every setting, in the order of .env.example. */
export const SETTINGS: readonly string[] = Object.keys(Env.shape).map(variableOf)
