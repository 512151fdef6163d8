import type { PlatformError } from '../../platforms/errors.ts'
import { redact } from '../../base/log/redact.ts'

const MAX_CHARACTERS = 500

/** The error text that the database stores. */
export const errorText = (error: Error): string => redact(error.message).slice(0, MAX_CHARACTERS)

/** The unreadable part of an answer, if the adapter stored one; redacted there, and here again. */
export const errorSample = (error: PlatformError): string | undefined =>
  'sample' in error && typeof error.sample === 'string'
    ? redact(error.sample).slice(0, MAX_CHARACTERS)
    : undefined
