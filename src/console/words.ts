import {
  messageOf,
  translator,
  type Language,
  type Message,
  type Messages,
  type Translate,
} from './messages.ts'

export { LANGUAGES, LANGUAGE_NAMES, LOCALES, type Language } from './messages.ts'

export type Word = Message
export type Words<Key extends string> = Messages<Key>
export type Say<Key extends string> = Translate<Key>

/** Checks that every language has the same keys. */
export const defineWords = <Key extends string>(
  words: { en: Record<Key, Word> } & Record<Language, Record<NoInfer<Key>, Word>>,
): Words<Key> => words

export const sayIn = translator
export const wordOf = messageOf
