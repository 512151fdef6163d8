import { localeOf, type Language } from '../messages.ts'

const names = new Map<Language, Intl.DisplayNames>()
/** Names by language and code: creating them takes longer than the rest of a list. */
const called = new Map<string, string>()
/** More codes than languages have names; users may enter any code. */
const MAX_CALLED = 1_000

/** Returns the name of a language by its code (ISO 639); an unknown code as it is. */
export function languageName(language: Language, code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code
  const key = `${language} ${code}`
  const known = called.get(key)
  if (known !== undefined) return known
  const ofLanguage =
    names.get(language) ?? new Intl.DisplayNames(localeOf(language), { type: 'language' })
  names.set(language, ofLanguage)
  const name = ofLanguage.of(code) ?? code
  if (called.size < MAX_CALLED) called.set(key, name)
  return name
}
