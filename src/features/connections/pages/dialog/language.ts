import { translator } from '../../../../console/messages.ts'
import { preferredLanguage, type Language } from '../../../../base/languages.ts'
import type { HttpContext } from '../../../../http/router.ts'
import { messages } from '../../texts/index.ts'

/**
 * The language of a person on a page outside the console: as their browser prefers, since the
 * cookies of the console are not sent here.
 */
export const languageOf = (c: HttpContext): Language =>
  preferredLanguage(c.req.header('accept-language') ?? '') ?? 'en'

/** The texts of these pages in a language. */
export const textsIn = (language: Language) => translator(language, messages)
