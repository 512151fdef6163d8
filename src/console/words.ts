import { messageOf, translator, type Language, type Message, type Messages } from './messages.ts'

export { LANGUAGES, LANGUAGE_NAMES, LOCALES, type Language } from './messages.ts'

export type Word = Message
export type Words<Key extends string> = Messages<Key>

/** Checks that every language has the same keys. */
export const defineWords = <Key extends string>(
  words: { en: Record<Key, Word> } & Record<Language, Record<NoInfer<Key>, Word>>,
): Words<Key> => words

export const sayIn = translator
export const wordOf = messageOf
