/** The languages of the console; without a text in one of them, the console does not compile. */
export const LANGUAGES = ['en', 'ru'] as const
export type Language = (typeof LANGUAGES)[number]

/** How each language calls itself, and the region that decides its formats: en-GB has 24 hours. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' }
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU' }

/** A text, or one for each plural form of `n`; `{name}` stands for a value. */
export type Word = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })

/** The texts of a page or part, by key, in every language. */
export type Words<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, Word>>>>

/** Checks that every language has the same keys. */
export const defineWords = <Key extends string>(
  words: { en: Record<Key, Word> } & Record<Language, Record<NoInfer<Key>, Word>>,
): Words<Key> => words

type Values = Readonly<Record<string, string | number>>

/** Gives the text of a key. */
export type Say<Key extends string> = (key: Key, values?: Values) => string

const plurals = new Map(LANGUAGES.map((name) => [name, new Intl.PluralRules(LOCALES[name])]))
const numbers = new Map(LANGUAGES.map((name) => [name, new Intl.NumberFormat(LOCALES[name])]))

/** The texts in one language. */
export const sayIn =
  <Key extends string>(language: Language, words: Words<Key>): Say<Key> =>
  (key, values = {}) => {
    const word = words[language][key]
    const text = typeof word === 'string' ? word : formOf(language, word, values['n'])
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name] ?? whole
      return typeof value === 'number' ? (numbers.get(language)?.format(value) ?? '') : value
    })
  }

function formOf(
  language: Language,
  forms: Exclude<Word, string>,
  n: string | number | undefined,
): string {
  const form = plurals.get(language)?.select(Number(n ?? 0))
  return (form && forms[form]) ?? forms.other
}

/** The text of a key that may not exist, such as one made of a code. */
export const wordOf = <Key extends string>(
  language: Language,
  words: Words<Key>,
  key: string,
): string | undefined => {
  const texts: Readonly<Record<string, Word>> = words[language]
  const word = Object.hasOwn(texts, key) ? texts[key] : undefined
  return typeof word === 'string' ? word : undefined
}
