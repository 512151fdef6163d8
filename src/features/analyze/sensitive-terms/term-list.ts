/** The kinds of facts that gramd never states about a person. */
export const SENSITIVE_KINDS = [
  'health',
  'religion',
  'politics',
  'sexuality',
  'ethnic_origin',
] as const
export type SensitiveKind = (typeof SENSITIVE_KINDS)[number]

/**
 * The terms of a language. Terms are separated by commas, words of a term by spaces and forms of a
 * word by `|`; `diabet*` is every word that begins so. Words are in lower case and without `ё`;
 * they are compared with whole words, so that `гей` is not found in `гейм`. Text that a term of
 * `passes` covers is not checked: such a term says where a word is harmless.
 */
export type TermList = Readonly<Record<SensitiveKind | 'passes', string>>
