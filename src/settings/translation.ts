import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { codeOf } from '../base/errors.ts'
import { setting } from './setting.ts'
import { amountFrom, list, wholeFrom } from './types.ts'

/** Services that translate captions: two external ones, and the configured model of OpenAI. */
export const TRANSLATION_SERVICES = ['deepl', 'google', 'model'] as const
export type TranslationService = (typeof TRANSLATION_SERVICES)[number]

/** Keys of DeepL's free plan end with this; the plan costs nothing, and has its own host. */
export const isFreeDeeplKey = (apiKey: string): boolean => apiKey.endsWith(':fx')

/** The used fields of a Google service account's key file. */
const Credentials = z.object({
  client_email: z.string(),
  private_key: z.string().refine(isPrivateKey),
  project_id: z.string(),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
})
export type GoogleCredentials = z.output<typeof Credentials>

const credentialsFile = z.string().transform((path, context): GoogleCredentials => {
  const { data } = Credentials.safeParse(readJson(path))
  if (data) return data
  context.addIssue({
    code: 'custom',
    message: 'expected the key file of a service account, in JSON, that can be read',
  })
  return z.NEVER
})

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa'
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    // The key itself must not appear in a message.
    if (error instanceof SyntaxError || codeOf(error) !== undefined) return undefined
    throw error
  }
}

const url = z.url({ protocol: /^https?$/, error: 'expected https://host' })
const price = amountFrom(0, 100_000)
const monthly = (variable: string, name: string) =>
  setting(
    variable,
    wholeFrom(1, 1_000_000_000_000).optional(),
    `Characters that gramd sends to ${name} in a calendar month (UTC) at most. Without it there is no limit.`,
  )

export const translationSettings = {
  translationServices: setting(
    'GRAMD_TRANSLATION_SERVICES',
    list
      .pipe(
        z
          .array(z.enum(TRANSLATION_SERVICES, 'expected deepl, google and model'))
          .refine((names) => new Set(names).size === names.length, 'expected each service once'),
      )
      .prefault('deepl,google,model'),
    'Services that translate captions, in the order in which gramd asks them ' +
      '(docs/translation.md). A service without a key is passed over; model needs ' +
      'OPENAI_API_KEY.',
  ),
  deeplApiKey: setting(
    'DEEPL_API_KEY',
    z.string().min(8).optional(),
    'API key of DeepL. A key that ends in :fx is of the free plan.',
    { isSecret: true },
  ),
  deeplBaseUrl: setting(
    'DEEPL_BASE_URL',
    url.optional(),
    'Base URL of the DeepL API. By default the one that belongs to the key.',
  ),
  deeplUsdPerMillion: setting(
    'GRAMD_DEEPL_USD_PER_MILLION',
    price.default(25),
    'Price of a million characters at DeepL, in US dollars; a key of the free plan costs nothing.',
  ),
  deeplMonthlyCharacters: monthly('GRAMD_DEEPL_MONTHLY_CHARACTERS', 'DeepL'),
  googleTranslationApiKey: setting(
    'GOOGLE_TRANSLATION_API_KEY',
    z.string().min(8).optional(),
    "API key of Google's Cloud Translation, for its version 2.",
    { isSecret: true },
  ),
  googleCredentials: setting(
    'GOOGLE_TRANSLATION_CREDENTIALS_FILE',
    credentialsFile.optional(),
    'Key file (JSON) of a Google service account that may use Cloud Translation; gramd then ' +
      'uses version 3, and no API key.',
    { isSecret: true },
  ),
  googleTranslationBaseUrl: setting(
    'GOOGLE_TRANSLATION_BASE_URL',
    url.default('https://translation.googleapis.com'),
    "Base URL of Google's Cloud Translation.",
  ),
  googleTranslationUsdPerMillion: setting(
    'GRAMD_GOOGLE_TRANSLATION_USD_PER_MILLION',
    price.default(20),
    "Price of a million characters at Google, in US dollars. Google's free share of a month " +
      'is not taken off.',
  ),
  googleTranslationMonthlyCharacters: monthly(
    'GRAMD_GOOGLE_TRANSLATION_MONTHLY_CHARACTERS',
    'Google',
  ),
  modelTranslationMonthlyCharacters: monthly(
    'GRAMD_MODEL_TRANSLATION_MONTHLY_CHARACTERS',
    'the model for translations',
  ),
}
