import { fault } from '../../../http/fault.ts'
import { z } from '../../../http/router.ts'
import { TRANSLATION_SERVICES } from '../../../settings/translation.ts'
import { languageCode } from '../language-code.ts'
import { FORMALITIES } from '../groups/store/publishing-accounts/settings.ts'
import type { Translation } from './translate-texts.ts'
import { FLAGS } from './caption-flags.ts'

export const tags = ['publishing']

/** A little more than Instagram takes: a source may get shorter. */
const LONGEST_TEXT = 5_000
const MAX_LANGUAGES = 20

export const Language = languageCode('kk').openapi({ example: 'kk', description: 'ISO 639-1' })

const Text = z
  .string()
  .max(LONGEST_TEXT)
  .transform((text) => text.replaceAll(/\r\n?/g, '\n'))
  .refine((text) => text.trim() !== '', fault('required', 'expected a text'))
  .refine((text) => !/[^\P{Cc}\n\t]/u.test(text), fault('unstorable', 'has control characters'))
  .openapi({ type: 'string', minLength: 1, maxLength: LONGEST_TEXT })

const formality = z.enum(FORMALITIES).optional().openapi({
  description: 'How readers are addressed, where language and service know a difference',
})

export const TranslationAsk = z
  .strictObject({
    text: Text,
    from: Language.optional().openapi({
      description: 'The language of the text; without it gramd guesses',
    }),
    to: z
      .array(Language)
      .min(1)
      .max(MAX_LANGUAGES)
      .refine(
        (codes) => new Set(codes).size === codes.length,
        fault('given_twice', 'names a language twice'),
      ),
    formality,
  })
  .openapi('TranslationAsk')

export const Correction = z
  .strictObject({
    text: Text.openapi({ description: 'The source, exactly as it is translated' }),
    from: Language,
    to: Language,
    formality,
    translation: Text.nullable().openapi({
      description: 'The valid text from now on; null: the services translate again',
    }),
  })
  .openapi('TranslationCorrection')

export const FlagView = z.object({
  code: z.enum(FLAGS),
  reason: z.string().openapi({ description: 'What was found, for people' }),
})

export const TranslationView = z
  .object({
    language: z.string(),
    text: z.string().nullable().openapi({ description: 'Null: `error` says why' }),
    service: z
      .enum(TRANSLATION_SERVICES)
      .nullable()
      .openapi({ description: 'Null for a correction, and for a text without words' }),
    flags: z.array(FlagView).openapi({ description: 'Why a person should look at it' }),
    cached: z.boolean().openapi({ description: 'It was translated before, and costs nothing' }),
    corrected: z.boolean().openapi({ description: 'A person wrote it' }),
    cost_usd: z.number(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .openapi('Translation')

export const TranslationListView = z
  .object({ from: z.string(), data: z.array(TranslationView) })
  .openapi('Translations')

export const viewTranslation = ({ flags, error, ...translation }: Translation) => ({
  ...translation,
  flags: [...flags],
  error: error && { code: error.code, detail: error.message },
})
