import { LANGUAGES, localeOf, readTexts, type Language, type Message } from '../base/languages.ts'

export { LANGUAGES, localeOf, type Language }

type Catalogue<Key extends string> = Readonly<Record<Key, Message>>

/** The texts of a page, a feature or a part, by key, in every language; English has every key. */
export type Messages<Key extends string = string> = {
  readonly en: Catalogue<Key>
  readonly [language: Language]: Partial<Catalogue<Key>>
}

/**
 * The texts of a catalogue: `en` is its English file, which decides the keys; those of the other
 * languages lie beside it in the folder and are read now, as the console starts.
 */
export function defineMessages<En extends Catalogue<string>>(
  en: En,
  folder: URL,
): Messages<keyof En & string> {
  const others = LANGUAGES.filter((language) => language !== 'en')
  const read = others.map((language) => [language, readTexts(folder, language)] as const)
  return { ...(Object.fromEntries(read) as Record<string, Partial<En>>), en }
}

type Values = Readonly<Record<string, string | number>>

/** Returns the text of a key. Numbers are formatted for the language. */
export type Translate<Key extends string> = (key: Key, values?: Values) => string

const plurals = new Map(LANGUAGES.map((name) => [name, new Intl.PluralRules(localeOf(name))]))
const numbers = new Map(LANGUAGES.map((name) => [name, new Intl.NumberFormat(localeOf(name))]))
/** Digits are grouped from a thousand on; a page has hundreds of smaller numbers. */
const SMALL = Array.from({ length: 1_000 }, (_, value) => String(value))

export const numberIn = (language: Language, value: number): string =>
  SMALL[value] ?? numbers.get(language)?.format(value) ?? ''

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
    const message = messages[language]?.[key] ?? messages.en[key]
    const text = typeof message === 'string' ? message : formOf(language, message, values['n'])
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name] ?? whole
      return typeof value === 'number' ? numberIn(language, value) : isolated(value)
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
    const texts: Readonly<Partial<Record<string, Message>>> = messages[name] ?? {}
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
  const inLanguage = (language: Language): Partial<Catalogue<string>> => {
    const others = Object.entries(shared).flatMap(([name, messages]) =>
      Object.entries(messages[language] ?? {}).map(([key, message]) => [`${name}.${key}`, message]),
    )
    return { ...own[language], ...Object.fromEntries(others) }
  }
  return Object.fromEntries(LANGUAGES.map((name) => [name, inLanguage(name)])) as Messages<
    KeysOf<Own, S>
  >
}
