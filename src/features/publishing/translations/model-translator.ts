import { ask, type DirectAnswer } from '../../../ai/ask.ts'
import {
  AlreadyRequestedError,
  DirectCallRefusedError,
  SendingHeldError,
} from '../../../ai/calls/errors.ts'
import { OpenAiRefusedError } from '../../../ai/openai/errors.ts'
import type { AiContext } from '../../../ai/services.ts'
import { AppError, InterruptedError } from '../../../base/errors.ts'
import { isLanguage } from '../../../creators/language-names.ts'
import {
  TranslationServiceError,
  type TranslationFault,
} from '../../../platforms/ports/translation/translation-error.ts'
import { asXml, fromXml } from '../../../platforms/ports/translation/translation-markup.ts'
import type {
  TargetLanguage,
  Translated,
  TranslationOrder,
  Translator,
} from '../../../platforms/ports/translation/translator.ts'
import { findAnswer } from './store/answers.ts'
import {
  digestOf,
  subjectOf,
  translationKind,
  type TranslationAiServices,
  type TranslationInput,
} from './translation-kind.ts'

const BUSY_MS = 5_000

/**
 * The configured model as a translation service. It takes any language, and marks. Money, holds
 * and outages are those of all AI kinds; an answer that was paid and not used yet costs nothing.
 */
export function modelTranslator(
  context: AiContext<TranslationAiServices>,
): Omit<Translator, 'languages'> {
  return {
    fingerprint: context.services.config.openaiModel,
    maxCharacters: ({ texts }) =>
      texts.reduce((sum, text) => sum + Array.from(asXml(text)).length, 0),
    translate: async (order) => await translate(context, order),
  }
}

/** Returns the language as the model has it; undefined for an unknown code. */
export const modelLanguage = (language: string): TargetLanguage | undefined =>
  isLanguage(language) ? { language, as: language, hasMarks: true, hasFormality: true } : undefined

async function translate(
  context: AiContext<TranslationAiServices>,
  { texts, from, to, formality, context: whole }: TranslationOrder,
): Promise<Translated> {
  const { db, config } = context.services
  const payload: TranslationInput = {
    from: from.as,
    to: to.as,
    formality,
    texts: texts.map(asXml),
    // A single text is all there is.
    context: texts.length > 1 ? whole : null,
  }
  const digest = digestOf(payload, config.openaiModel)
  const known = await findAnswer(db, digest)
  const paid = known ? null : await askModel(context, digest, payload)
  const answer = known ?? (await findAnswer(db, digest))
  if (!answer) throw unusable(paid)
  return {
    texts: answer.map(fromXml),
    billedCharacters: known ? 0 : null,
    costUsd: paid?.costUsd ?? 0,
  }
}

const unusable = (answer: DirectAnswer | null): TranslationServiceError =>
  new TranslationServiceError(
    'rejected',
    answer?.outcome === 'success'
      ? 'the model answered with another number of texts'
      : `the model did not translate: ${answer?.fault ?? answer?.outcome ?? 'no answer'}`,
  )

async function askModel(
  context: AiContext<TranslationAiServices>,
  digest: Buffer,
  payload: TranslationInput,
): Promise<DirectAnswer> {
  try {
    return await ask(context, translationKind, { subject: subjectOf(digest), payload })
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown instanceof InterruptedError) throw thrown
    throw new TranslationServiceError(faultOf(thrown), `the model: ${thrown.message}`, {
      cause: thrown,
      restMs: restMsOf(thrown, context.services.clock.now()),
    })
  }
}

function faultOf(error: AppError): TranslationFault {
  if (error instanceof AlreadyRequestedError) return 'rate_limited'
  if (error instanceof DirectCallRefusedError)
    return error.code === 'daily_budget_spent' ? 'quota_spent' : 'rate_limited'
  if (error instanceof OpenAiRefusedError)
    return error.code === 'openai_quota_spent' ? 'quota_spent' : 'key_refused'
  if (error instanceof SendingHeldError) return 'key_refused'
  return error.disposition.action === 'final' ? 'rejected' : 'down'
}

function restMsOf(error: AppError, now: Date): number | undefined {
  if (error instanceof AlreadyRequestedError) return BUSY_MS
  const { disposition } = error
  if (disposition.action !== 'snooze') return undefined
  if ('delayMs' in disposition) return disposition.delayMs
  return Math.max(0, disposition.until.getTime() - now.getTime())
}
