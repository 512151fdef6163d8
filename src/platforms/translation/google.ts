import { z } from 'zod'
import {
  TranslationServiceError,
  type TranslationFault,
} from '../ports/translation/translation-error.ts'
import { asHtml, asText, fromHtml } from '../ports/translation/translation-markup.ts'
import type { MarkedText, TranslationOrder, Translator } from '../ports/translation/translator.ts'
import { inChunks } from './chunks.ts'
import type { GoogleWire } from './google-wire.ts'
import { languagesOf } from './languages.ts'
import { request, type RequestOptions } from './request.ts'

/** The maximum number of texts in a request. */
const MAX_TEXTS = 128

const Refusal = z.object({
  error: z.object({
    message: z.string().default(''),
    errors: z.array(z.object({ reason: z.string().optional() })).default([]),
    details: z.array(z.looseObject({ reason: z.string().optional() })).default([]),
  }),
})

/** Creates the client of Google's Cloud Translation. It only does HTTP, without retries. */
export function createGoogle(wire: GoogleWire, options: RequestOptions): Translator {
  const ask = async <Value>(
    call: ReturnType<GoogleWire['translate']> | GoogleWire['languages'],
    read: (answer: unknown) => Value,
    signal: AbortSignal,
  ): Promise<Value> => {
    const headers = await wire.headers(signal)
    return read(await request({ ...call, service: 'Google', headers, faultOf, signal }, options))
  }
  return {
    fingerprint: wire.fingerprint,
    maxCharacters: ({ texts }) =>
      encoded(texts).reduce((sum, text) => sum + Array.from(text).length, 0),
    languages: async (signal) =>
      languagesOf(await ask(wire.languages, wire.languages.read, signal)),
    translate: async (order, signal) =>
      await inChunks(order, MAX_TEXTS, async ({ texts, from, to }: TranslationOrder) => {
        const [isMarked, source, target] = [isHtml(texts), from.as, to.as]
        const sent = { texts: encoded(texts), isHtml: isMarked, from: source, to: target }
        const call = wire.translate(sent)
        const answers = await ask(call, call.read, signal)
        if (answers.length !== texts.length)
          throw new TranslationServiceError(
            'down',
            'Google: another number of texts than was sent',
            {
              mayBeBilled: true,
            },
          )
        return {
          texts: answers.map((text) => (isMarked ? fromHtml(text) : [text])),
          billedCharacters: null,
          costUsd: null,
        }
      }),
  }
}

const isHtml = (texts: readonly MarkedText[]): boolean =>
  texts.some((text) => text.some((part) => typeof part !== 'string'))

const encoded = (texts: readonly MarkedText[]): string[] =>
  texts.map((text) => (isHtml(texts) ? asHtml(text) : asText(text)))

/**
 * The meanings of reasons and texts; Google sends them with a 403 or a 400, which have several
 * meanings.
 */
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
