import type { HttpContext } from '../../http/context.ts'
import { z } from '../../http/router.ts'
import { LANGUAGES, type AdviceLanguage } from './advice/rule.ts'

export const languageQuery = {
  language: z.enum(LANGUAGES).optional().openapi({
    description: 'Of the advice; without it the first of Accept-Language that is offered, else en',
  }),
}

/** The language that the caller asks for, or prefers. */
export const languageOf = (c: HttpContext, requested: AdviceLanguage | undefined): AdviceLanguage =>
  requested ?? preferred(c.req.header('accept-language') ?? '') ?? 'en'

function preferred(header: string): AdviceLanguage | undefined {
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';')
      const weight = options.map((option) => /^\s*q=([\d.]+)$/.exec(option)?.[1]).find(Boolean)
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
  return LANGUAGES.find(
    (language) => language === wanted.find((each) => isOffered(each.language))?.language,
  )
}

const isOffered = (language: string | undefined): boolean =>
  LANGUAGES.some((each) => each === language)
