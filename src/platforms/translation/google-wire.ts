import type { z } from 'zod'
import type { Listed } from './languages.ts'

/** One request of a version of the API, and the reading of its answer. */
type Call<Answer, Value> = {
  method: 'GET' | 'POST'
  url: string
  json?: unknown
  answer: z.ZodType<Answer>
  read(answer: Answer): Value
}

type GoogleTexts = {
  texts: readonly string[]
  isHtml: boolean
  from: string
  to: string
}

/** A version of Cloud Translation: URLs, bodies and credentials. */
export type GoogleWire<Languages = unknown, Texts = unknown> = {
  fingerprint: string
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  languages: Call<Languages, Listed[]>
  translate(order: GoogleTexts): Call<Texts, string[]>
}

/** Every language supports HTML, none supports formality. */
export const listed = (code: string, isSource = true, isTarget = true): Listed => ({
  code,
  isSource,
  isTarget,
  hasMarks: true,
  hasFormality: false,
})
