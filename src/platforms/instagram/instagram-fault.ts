import { cleanText } from '../../base/text.ts'

/**
 * The facts about the failed request that an error may contain. `redact` removes the account's
 * secrets.
 */
export type FaultContext = {
  endpoint: string
  now: Date
  redact: (text: string) => string
  /** The version of the app that the request was sent as. */
  appVersion?: string
}

/** The only part of a library error that gramd keeps: it has no headers, cookies or proxy. */
export class InstagramFault extends Error {
  override readonly name = 'InstagramFault'
  readonly endpoint: string
  readonly status: number | null
  readonly code: string | null

  constructor(message: string, context: FaultContext, status: number | null, code: string | null) {
    super(cleanText(context.redact(message)).slice(0, MAX_MESSAGE))
    this.endpoint = context.endpoint
    this.status = status
    this.code = code
  }
}

const MAX_MESSAGE = 300

const MAX_SAMPLE = 500

/** The beginning of an answer for an error: redacted, storable in PostgreSQL, truncated. */
export function sampleOf(body: unknown, redact: (text: string) => string): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '')
  // Redacted before truncation: half a secret would not be recognised.
  return cleanText(redact(text)).slice(0, MAX_SAMPLE)
}
