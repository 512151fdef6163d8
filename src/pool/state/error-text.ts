import type { PlatformError } from '../../platforms/errors.ts'
import { redact } from '../../base/redact.ts'

const MOST_CHARACTERS = 500

/** What of an error is kept in the database. */
export const errorText = (error: PlatformError): string =>
  redact(error.message).slice(0, MOST_CHARACTERS)

/**
 * The part of an answer that could not be read, if the adapter has kept one; redacted there, and
 * here once more.
 */
export const errorSample = (error: PlatformError): string | undefined =>
  'sample' in error && typeof error.sample === 'string'
    ? redact(error.sample).slice(0, MOST_CHARACTERS)
    : undefined
