import { createHash } from 'node:crypto'
import { z } from 'zod'
import { TranslationServiceError, type TranslationFault } from '../translation-error.ts'
import { asHtml, asText, fromHtml } from '../translation-markup.ts'
import type { MarkedText, Translated, TranslationOrder, Translator } from '../translator.ts'
import { inChunks } from './chunks.ts'
import { languagesOf } from './languages.ts'
import { request, type RequestOptions } from './request.ts'

export type GoogleOptions = RequestOptions & { apiKey: string; baseUrl: string }

/** The API takes 128 texts a request. */
const MOST_TEXTS = 128

const LanguageList = z.object({
  data: z.object({ languages: z.array(z.object({ language: z.string() })) }),
})
const Answer = z.object({
  data: z.object({ translations: z.array(z.object({ translatedText: z.string() })) }),
})
const Refusal = z.object({
  error: z.object({
    message: z.string().default(''),
    errors: z.array(z.object({ reason: z.string().optional() })).default([]),
    details: z.array(z.looseObject({ reason: z.string().optional() })).default([]),
  }),
})

/** The client of Google's Cloud Translation v2, which takes an API key: HTTP alone, no retries. */
export function createGoogle({ apiKey, baseUrl, ...options }: GoogleOptions): Translator {
  const base = `${baseUrl}/language/translate/v2`
  // In a header: addresses end up in logs.
  const shared = { service: 'Google', headers: { 'x-goog-api-key': apiKey }, faultOf }
  return {
    fingerprint: createHash('sha256').update(`${base} ${apiKey}`).digest('hex').slice(0, 16),
    mostCharacters: ({ texts }) =>
      encoded(texts).reduce((sum, text) => sum + Array.from(text).length, 0),
    async languages(signal) {
      const { data } = await request(
        { ...shared, method: 'GET', url: `${base}/languages`, answer: LanguageList, signal },
        options,
      )
      return languagesOf(data.languages.map(({ language }) => listed(language)))
    },
    translate: async (order, signal) =>
      await inChunks(order, MOST_TEXTS, async (chunk) => {
        const { data } = await request(
          { ...shared, method: 'POST', url: base, json: bodyOf(chunk), answer: Answer, signal },
          options,
        )
        return translatedOf(chunk, data.translations)
      }),
  }
}

/** Every language has HTML, none has formality. */
const listed = (code: string) => ({
  code,
  isSource: true,
  isTarget: true,
  hasMarks: true,
  hasFormality: false,
})

const isHtml = (texts: readonly MarkedText[]): boolean =>
  texts.some((text) => text.some((part) => typeof part !== 'string'))

const encoded = (texts: readonly MarkedText[]): string[] =>
  texts.map((text) => (isHtml(texts) ? asHtml(text) : asText(text)))

const bodyOf = ({ texts, from, to }: TranslationOrder) => ({
  q: encoded(texts),
  source: from.as,
  target: to.as,
  format: isHtml(texts) ? 'html' : 'text',
})

function translatedOf(
  { texts }: TranslationOrder,
  translations: readonly { translatedText: string }[],
): Translated {
  if (translations.length !== texts.length)
    throw new TranslationServiceError('down', 'Google: another number of texts than was sent')
  return {
    texts: translations.map(({ translatedText }) =>
      isHtml(texts) ? fromHtml(translatedText) : [translatedText],
    ),
    billedCharacters: null,
    costUsd: null,
  }
}

/** What a reason or the text says; Google gives them with a 403 and a 400 of several meanings. */
const SAYINGS: readonly { fault: TranslationFault; says: RegExp }[] = [
  { fault: 'quota_spent', says: /daily[ _]?limit[ _]?exceeded/i },
  { fault: 'rate_limited', says: /rate[ _]?limit[ _]?exceeded/i },
  { fault: 'key_refused', says: /api[ _]key[ _](not valid|invalid)|keyinvalid/i },
]

function faultOf(status: number, body: unknown): TranslationFault {
  if (status === 429) return 'rate_limited'
  const { data } = Refusal.safeParse(body)
  const { message = '', errors = [], details = [] } = data?.error ?? {}
  const said = [message, ...[...errors, ...details].map(({ reason }) => reason ?? '')]
  const known = SAYINGS.find(({ says }) => said.some((each) => says.test(each)))
  if (known) return known.fault
  return status === 401 || status === 403 ? 'key_refused' : 'rejected'
}
