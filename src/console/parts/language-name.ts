import { LOCALES, type Language } from '../messages.ts'

const names = new Map<Language, Intl.DisplayNames>()
/** What they are called, by language and code: asking takes longer than all else of a list. */
const called = new Map<string, string>()
/** More codes than there are languages with names; strangers write codes, too. */
const MAX_CALLED = 1_000

/** A language by its code (ISO 639) as people call it; of what is no code, the text. */
export function languageName(language: Language, code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code
  const key = `${language} ${code}`
  const known = called.get(key)
  if (known !== undefined) return known
  const ofLanguage =
    names.get(language) ?? new Intl.DisplayNames(LOCALES[language], { type: 'language' })
  names.set(language, ofLanguage)
  const name = ofLanguage.of(code) ?? code
  if (called.size < MAX_CALLED) called.set(key, name)
  return name
}
