/** Names that others gave: 12-factor platforms, the clients of the API, and the SDKs of OpenAI. */
export const GIVEN_NAMES: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'SCRAPER_API_KEY',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_WEBHOOK_SECRET',
])

export const PREFIX = 'GRAMD_'

/** The variable that a setting is read from: `REQUESTS_PER_HOUR` → `GRAMD_REQUESTS_PER_HOUR`. */
export const variableOf = (setting: string): string =>
  GIVEN_NAMES.has(setting) || setting.startsWith(PREFIX) ? setting : `${PREFIX}${setting}`
