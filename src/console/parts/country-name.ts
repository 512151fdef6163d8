import { localeOf, type Language } from '../messages.ts'

const names = new Map<Language, Intl.DisplayNames>()

/** Returns the name of a country by its code (ISO 3166); other texts as they are. */
export function countryName(language: Language, code: string): string {
  if (!/^[a-z]{2}$/i.test(code)) return code
  const ofLanguage =
    names.get(language) ?? new Intl.DisplayNames(localeOf(language), { type: 'region' })
  names.set(language, ofLanguage)
  return ofLanguage.of(code.toUpperCase()) ?? code
}
