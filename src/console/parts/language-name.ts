import { LOCALES, type Language } from '../words.ts'

const names = new Map<Language, Intl.DisplayNames>()

/** A language by its code (ISO 639) as people call it; of what is no code, the text. */
export function languageName(language: Language, code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code
  const known =
    names.get(language) ?? new Intl.DisplayNames(LOCALES[language], { type: 'language' })
  names.set(language, known)
  return known.of(code) ?? code
}
