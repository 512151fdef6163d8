import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isFreeDeeplKey } from '../../settings/translation.ts'
import {
  TranslationServiceError,
  type TranslationFault,
} from '../ports/translation/translation-error.ts'
import { asText, asXml, fromXml } from '../ports/translation/translation-markup.ts'
import type {
  Formality,
  MarkedText,
  Translated,
  TranslationOrder,
  Translator,
} from '../ports/translation/translator.ts'
import { inChunks } from './chunks.ts'
import { languagesOf } from './languages.ts'
import { request, type RequestOptions } from './request.ts'

export type DeeplOptions = RequestOptions & {
  apiKey: string
  /** The base URL; derived from the kind of the key by default. */
  baseUrl?: string | undefined
}

/** The maximum number of texts in a request of DeepL. */
const MAX_TEXTS = 50
/** `prefer_` never fails for a language without formality. */
const FORMALITY: Partial<Record<Formality, string>> = {
  formal: 'prefer_more',
  informal: 'prefer_less',
}

const LanguageList = z.array(
  z.object({
    lang: z.string(),
    usable_as_source: z.boolean(),
    usable_as_target: z.boolean(),
    features: z.record(z.string(), z.unknown()).default({}),
  }),
)
const Answer = z.object({
  translations: z.array(z.object({ text: z.string(), billed_characters: z.int().optional() })),
})
const Usage = z.object({ character_count: z.int(), character_limit: z.int().nullish() })

/** Creates the client of DeepL's API. It only does HTTP, without retries. */
export function createDeepl({ apiKey, baseUrl, ...options }: DeeplOptions): Translator {
  const base = baseUrl ?? `https://${isFreeDeeplKey(apiKey) ? 'api-free' : 'api'}.deepl.com`
  const shared = {
    service: 'DeepL',
    headers: { authorization: `DeepL-Auth-Key ${apiKey}` },
    faultOf,
  }
  return {
    fingerprint: createHash('sha256').update(`${base} ${apiKey}`).digest('hex').slice(0, 16),
    maxCharacters: ({ texts }) =>
      encoded(texts).reduce((sum, text) => sum + Array.from(text).length, 0),
    async languages(signal) {
      const url = `${base}/v3/languages?resource=translate_text`
      const list = await request(
        { ...shared, method: 'GET', url, answer: LanguageList, signal },
        options,
      )
      return languagesOf(
        list.map(({ lang, usable_as_source, usable_as_target, features }) => ({
          code: lang,
          isSource: usable_as_source,
          isTarget: usable_as_target,
          hasMarks: 'tag_handling' in features,
          hasFormality: 'formality' in features,
        })),
      )
    },
    translate: async (order, signal) =>
      await inChunks(order, MAX_TEXTS, async (chunk) => {
        const url = `${base}/v2/translate`
        const json = bodyOf(chunk)
        const { translations } = await request(
          { ...shared, method: 'POST', url, json, answer: Answer, signal },
          options,
        )
        return translatedOf(chunk, translations)
      }),
    async usage(signal) {
      const url = `${base}/v2/usage`
      const { character_count, character_limit } = await request(
        { ...shared, method: 'GET', url, answer: Usage, signal },
        options,
      )
      return { characters: character_count, limit: character_limit ?? null }
    },
  }
}

const isXml = (texts: readonly MarkedText[]): boolean =>
  texts.some((text) => text.some((part) => typeof part !== 'string'))

/**
 * Encodes texts with marks as XML, others as plain text: a language without tag handling would show
 * entities.
 */
const encoded = (texts: readonly MarkedText[]): string[] =>
  texts.map((text) => (isXml(texts) ? asXml(text) : asText(text)))

function bodyOf({ texts, from, to, formality, context }: TranslationOrder) {
  const wanted = to.hasFormality ? FORMALITY[formality] : undefined
  return {
    text: encoded(texts),
    source_lang: from.as.toUpperCase(),
    target_lang: to.as.toUpperCase(),
    preserve_formatting: true,
    split_sentences: 'nonewlines',
    show_billed_characters: true,
    ...(context !== null && { context }),
    ...(wanted !== undefined && { formality: wanted }),
    ...(isXml(texts) && { tag_handling: 'xml', tag_handling_version: 'v2', ignore_tags: ['x'] }),
  }
}

function translatedOf(
  { texts }: TranslationOrder,
  translations: z.output<typeof Answer>['translations'],
): Translated {
  if (translations.length !== texts.length)
    throw new TranslationServiceError('down', 'DeepL: another number of texts than was sent', {
      mayBeBilled: true,
    })
  const billed = translations.map(({ billed_characters }) => billed_characters)
  return {
    texts: translations.map(({ text }) => (isXml(texts) ? fromXml(text) : [text])),
    billedCharacters: billed.every((each) => each !== undefined)
      ? billed.reduce((sum, each) => sum + each, 0)
      : null,
    costUsd: null,
  }
}

function faultOf(status: number): TranslationFault {
  if (status === 401 || status === 403) return 'key_refused'
  if (status === 456) return 'quota_spent'
  return status === 429 ? 'rate_limited' : 'rejected'
}
