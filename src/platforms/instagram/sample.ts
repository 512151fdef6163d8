import { cleanText } from '../../base/text.ts'

const MAX_SAMPLE = 500

/** The beginning of an answer, fit for an error: without secrets, without what PostgreSQL refuses, cut short. */
export function sampleOf(body: unknown, redact: (text: string) => string): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '')
  // Redacted before it is cut: half a secret would not be recognised.
  return cleanText(redact(text)).slice(0, MAX_SAMPLE)
}
