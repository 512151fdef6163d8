import { LANGUAGES, preferredLanguage, type Language } from '../../base/languages.ts'
import type { HttpContext } from '../../http/context.ts'
import { z } from '../../http/router.ts'

export const languageQuery = {
  language: z.enum(LANGUAGES).optional().openapi({
    description: 'Of the advice; without it the first of Accept-Language that is offered, else en',
  }),
}

/** The language that the caller asks for, or prefers. */
export const languageOf = (c: HttpContext, requested: Language | undefined): Language =>
  requested ?? preferredLanguage(c.req.header('accept-language') ?? '') ?? 'en'
