/**
 * The shorthands in the tables of words: `‹` and `›` are the beginning and the end of a word, `~`
 * the rest of a word, `…` up to 60 characters of the same sentence, `@` a mention. Case makes no
 * difference.
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

/**
 * Joins all patterns of the tables into two: those that begin with a word, for which the beginning
 * is searched once, and the rest. One by one they take twice as long.
 */
export function patterns(...tables: readonly (readonly string[])[]): RegExp[] {
  const all = tables.flat().flatMap(alternatives)
  const atWords = all.filter((each) => each.startsWith('‹')).map((each) => each.slice(1))
  const others = all.filter((each) => !each.startsWith('‹'))
  return [
    pattern(`‹(?:${atWords.join('|')})`),
    ...(others.length === 0 ? [] : [pattern(others.join('|'))]),
  ]
}

/** Splits an expression at the bars outside of all brackets. */
function alternatives(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const [token] of text.matchAll(/\\.|[^]/gu)) {
    if ('([{'.includes(token)) depth += 1
    if (')]}'.includes(token)) depth -= 1
    if (token === '|' && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + token)
  }
  return parts
}
