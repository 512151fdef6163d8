import { afterClosing } from '../../../../ai/after-closing.ts'
import { invalidField } from '../../../../base/errors.ts'
import { captionLanguages } from '../../../../creators/languages.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import type { TranslationServices } from '../candidates.ts'
import { translateTexts } from '../translate-texts.ts'
import {
  Correction,
  tags,
  TranslationAsk,
  TranslationListView,
  TranslationView,
  viewTranslation,
} from '../translation-view.ts'
import { storeCorrection } from '../store/translations.ts'
import { captionFlags } from '../caption-flags.ts'

const operation = operationsFor<TranslationServices>()

export const translationOperations = {
  translateCaption: operation.act({
    path: '/api/translations',
    access: 'publishing:write',
    tags,
    summary: 'Translate a caption into some languages',
    description:
      'What a person corrected comes first, then what was translated before, then the ' +
      'services in their order; a service that fails or does not have the languages passes to ' +
      'the next. Hashtags, mentions, links, emoji, prices and line breaks stay; `flags` say ' +
      'what a person should look at. When no language got a text the answer is a problem, ' +
      'else a language without one has an `error`.',
    body: TranslationAsk,
    answer: TranslationListView,
    success: 'The translations, in the order of `to`',
    refusals: {
      503:
        'No service has a key (not_configured), or all failed for all languages ' +
        '(translation_failed)',
    },
    async run({ body }, services, { http }) {
      const { text, to, formality, ...options } = body
      const from = options.from ?? guess(text)
      using stopping = afterClosing(http.env?.closing)
      // Only an answer is kept for its Idempotency-Key: a failure may be gone at the next try.
      http.set('isAnswerStorable', false)
      const ask = { texts: [text], from, to, formality }
      const [translations = []] = await translateTexts(services, ask, stopping.signal)
      const failures = translations.flatMap(({ error }) => error ?? [])
      const [failure] = failures
      if (failure && failures.length === translations.length) throw failure
      http.set('isAnswerStorable', failures.length === 0)
      return { from, data: translations.map(viewTranslation) }
    },
  }),

  correctTranslation: operation.act({
    method: 'put',
    path: '/api/translations',
    access: 'publishing:write',
    tags,
    summary: 'Keep a translation as a person wrote it',
    description:
      'It wins over every service and is offered again for the same text, with this ' +
      'formality; one of formality `default` also where there is none of the asked formality.',
    body: Correction,
    answer: TranslationView,
    success: 'The translation as it is now',
    async run({ body }, services) {
      const { translation, ...key } = body
      const correction = { ...key, formality: key.formality ?? 'default' }
      const text = await services.db
        .transaction()
        .execute(async (tx) => await storeCorrection(tx, services, correction, translation))
      return {
        language: key.to,
        text,
        service: null,
        flags: text === null ? [] : captionFlags(text, services.config),
        cached: false,
        corrected: text !== null,
        cost_usd: 0,
        error: null,
      }
    },
  }),
}

function guess(text: string): string {
  const [language] = captionLanguages([text])
  if (language === undefined)
    throw invalidField('from', 'the language of the text is not clear: say it, as in ru', {
      code: 'unclear_language',
    })
  return language
}
