import { fault, textMatching } from '../../http/fault.ts'
import { describeUnknownLanguage, isLanguage } from '../../creators/language-names.ts'
import { z } from '../../http/router.ts'

/**
 * A language of captions. A country's code, such as kz, is refused with the language that is meant:
 * no service would know it.
 */
export const languageCode = (example: string) =>
  textMatching(
    z.string(),
    /^[a-z]{2}$/,
    fault('not_a_language', `expected a code of ISO 639-1, as in ${example}`),
  ).refine(
    isLanguage,
    fault('not_a_language', ({ input }) => describeUnknownLanguage(String(input))),
  )
