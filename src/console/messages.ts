/** The languages of the console; without a text in one of them, the console does not compile. */
export const LANGUAGES = ['en', 'ru'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * The name of each language in itself, and the region that decides its formats: en-GB has 24 hours.
 */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' }
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU' }

/** A text, or one for each plural form of `n`; `{name}` is replaced by a value. */
type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })

type Catalogue<Key extends string> = Readonly<Record<Key, Message>>

/** The texts of a page, a feature or a part, by key, in every language. */
export type Messages<Key extends string = string> = Readonly<Record<Language, Catalogue<Key>>>

/** Checks that every language has the keys of English, and no others. */
export const defineMessages = <
  En extends Catalogue<string>,
  Others extends Record<Exclude<Language, 'en'>, Catalogue<string>>,
>(
  messages: { en: En } & Others & {
      [L in Exclude<Language, 'en'>]: Catalogue<keyof En & string> &
        Readonly<Record<Exclude<keyof Others[L], keyof En>, never>>
    },
): Messages<keyof En & string> => messages

type Values = Readonly<Record<string, string | number>>

/** Returns the text of a key. Numbers are formatted for the language. */
export type Translate<Key extends string> = (key: Key, values?: Values) => string

const plurals = new Map(LANGUAGES.map((name) => [name, new Intl.PluralRules(LOCALES[name])]))
const numbers = new Map(LANGUAGES.map((name) => [name, new Intl.NumberFormat(LOCALES[name])]))

/** Letters of scripts that run from right to left: Hebrew, Arabic and those between them. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/**
 * Keeps a text that runs from right to left from moving the words around it (Unicode isolates);
 * where elements can have `dir="auto"`, they do that.
 */
export const isolated = (text: string): string =>
  RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text

/** Returns the texts in one language; English where the language lacks one. */
export const translator =
  <Key extends string>(language: Language, messages: Messages<Key>): Translate<Key> =>
  (key, values = {}) => {
    const found: Partial<Catalogue<Key>> = messages[language]
    const message = found[key] ?? messages.en[key]
    const text = typeof message === 'string' ? message : formOf(language, message, values['n'])
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name] ?? whole
      if (typeof value !== 'number') return isolated(value)
      return numbers.get(language)?.format(value) ?? ''
    })
  }

function formOf(
  language: Language,
  forms: Exclude<Message, string>,
  n: string | number | undefined,
): string {
  const form = plurals.get(language)?.select(Number(n ?? 0))
  return (form && forms[form]) ?? forms.other
}

/**
 * Returns the text of a key that may not exist, such as one built from a code; English where the
 * language lacks it.
 */
export const messageOf = <Key extends string>(
  language: Language,
  messages: Messages<Key>,
  key: string,
): string | undefined => {
  for (const name of [language, 'en'] as const) {
    const texts: Readonly<Record<string, Message>> = messages[name]
    const message = Object.hasOwn(texts, key) ? texts[key] : undefined
    if (typeof message === 'string') return message
  }
  return undefined
}

type Shared = Readonly<Record<string, Messages>>

/** The keys of own texts, and of shared ones under their names, as in `common.save`. */
export type KeysOf<Own extends Messages, S extends Shared> =
  | (keyof Own['en'] & string)
  | { [Name in keyof S & string]: `${Name}.${keyof S[Name]['en'] & string}` }[keyof S & string]

/** Own texts together with shared ones. */
export function withShared<Own extends Messages, S extends Shared>(
  own: Own,
  shared: S,
): Messages<KeysOf<Own, S>> {
  const inLanguage = (language: Language): Catalogue<string> => {
    const others = Object.entries(shared).flatMap(([name, messages]) =>
      Object.entries(messages[language]).map(([key, message]) => [`${name}.${key}`, message]),
    )
    return { ...own[language], ...Object.fromEntries(others) }
  }
  return Object.fromEntries(LANGUAGES.map((name) => [name, inLanguage(name)])) as Messages<
    KeysOf<Own, S>
  >
}
