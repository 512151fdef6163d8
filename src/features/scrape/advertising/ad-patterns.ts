/**
 * How the tables of words are written: `‹` and `›` are the beginning and the end of a word, `~` the rest of a word, `…` up to
 * 60 characters of the same sentence, `@` a mention. Case makes no difference.
 */
const SHORTHANDS: readonly [RegExp, string][] = [
  [/‹/g, '(?<![\\p{L}\\p{N}_])'],
  [/›/g, '(?![\\p{L}\\p{N}_])'],
  [/~/g, '\\p{L}*'],
  [/…/g, '(?:[^.!?\\n]|\\.(?=\\S)){0,60}?'],
  [/(?<!\[)@/g, '@[a-z0-9._]+'],
]

export const pattern = (text: string): RegExp =>
  new RegExp(
    SHORTHANDS.reduce((source, [sign, meaning]) => source.replace(sign, meaning), text),
    'giu',
  )

export const patterns = (...tables: readonly (readonly string[])[]): RegExp[] =>
  tables.flat().map(pattern)
