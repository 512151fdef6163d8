import type { CoreConfig } from '../../settings/core.ts'
import type { Translators } from '../ports/translation/translator.ts'
import { createDeepl } from './deepl.ts'
import { createGoogle } from './google.ts'
import { googleV2 } from './google-v2.ts'
import { googleV3 } from './google-v3.ts'
import type { GoogleWire } from './google-wire.ts'
import type { RequestOptions } from './request.ts'

/** Creates the clients of the configured services that have a key. */
export function createTranslators(config: CoreConfig, options: RequestOptions): Translators {
  const { deeplApiKey } = config
  const google = googleWire(config, options)
  return {
    ...(deeplApiKey !== undefined && {
      deepl: createDeepl({ ...options, apiKey: deeplApiKey, baseUrl: config.deeplBaseUrl }),
    }),
    ...(google && { google: createGoogle(google, options) }),
  }
}

/** Version 3 for a service account, version 2 for an API key. */
function googleWire(config: CoreConfig, options: RequestOptions): GoogleWire | undefined {
  const { googleTranslationApiKey, googleCredentials, googleTranslationBaseUrl: base } = config
  if (googleCredentials) return googleV3(base, googleCredentials, options)
  return googleTranslationApiKey === undefined ? undefined : googleV2(base, googleTranslationApiKey)
}
