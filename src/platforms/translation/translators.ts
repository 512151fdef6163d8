import type { CoreConfig } from '../../settings/core.ts'
import type { Translators } from '../translator.ts'
import { createDeepl } from './deepl.ts'
import { createGoogle } from './google.ts'
import type { RequestOptions } from './request.ts'

/** Those of the configured services that have a key. */
export function createTranslators(config: CoreConfig, options: RequestOptions): Translators {
  const { deeplApiKey, googleTranslationApiKey } = config
  return {
    ...(deeplApiKey !== undefined && {
      deepl: createDeepl({ ...options, apiKey: deeplApiKey, baseUrl: config.deeplBaseUrl }),
    }),
    ...(googleTranslationApiKey !== undefined && {
      google: createGoogle({
        ...options,
        apiKey: googleTranslationApiKey,
        baseUrl: config.googleTranslationBaseUrl,
      }),
    }),
  }
}
