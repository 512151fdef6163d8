import { describeUnknownLanguage, isLanguage } from '../../creators/language-names.ts'
import { z } from '../../http/router.ts'

/**
 * A language of captions. A country's code, such as kz, is refused with the language that is meant:
 * no service would know it.
 */
export const languageCode = (example: string) =>
  z
    .string()
    .regex(/^[a-z]{2}$/, { error: `expected a code of ISO 639-1, as in ${example}`, abort: true })
    .refine(isLanguage, { error: ({ input }) => describeUnknownLanguage(String(input)) })
