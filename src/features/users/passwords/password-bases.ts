import { typedInLatin } from './keyboards.ts'

/**
 * Longer ones are refused before; each of their ends is a base, so that their number grows with the
 * square.
 */
export const MAX_CHARACTERS = 128

/** All numbers begin with short common ones: a base without letters has at least as many digits. */
const SHORTEST_NUMBER = 6

/**
 * Reduces a password to what people begin with when they make a longer one: without digits and
 * signs around it, once when it is repeated, reversed, and typed on a Latin keyboard; in lower
 * case.
 */
export function passwordBases(password: string): ReadonlySet<string> {
  const lower = password
    .slice(0, 2 * MAX_CHARACTERS)
    .normalize('NFKC')
    .toLowerCase()
  const wholes = [lower, ...typedInLatin(lower)].flatMap((each) => [each, lettersAndDigits(each)])
  const cores = wholes.flatMap(withoutEdges)
  const parts = cores.flatMap((core) => {
    const part = repeatedPart(core)
    return part === core ? [] : withoutEdges(part)
  })
  return new Set([...cores, ...parts].flatMap((base) => [base, reversed(base)]))
}

const lettersAndDigits = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '')

const reversed = (text: string): string => Array.from(text).toReversed().join('')

const isLetter = (char: string): boolean => /\p{L}/u.test(char)
const isLetterOrDigit = (char: string): boolean => /[\p{L}\p{N}]/u.test(char)

/**
 * The text with fewer and fewer of the digits and signs at its end, with and without those before.
 */
function withoutEdges(text: string): string[] {
  const chars = Array.from(text)
  const firstLetter = chars.findIndex(isLetter)
  const shortest =
    firstLetter < 0
      ? Math.min(SHORTEST_NUMBER, chars.findLastIndex(isLetterOrDigit) + 1)
      : chars.findLastIndex(isLetter) + 1
  const cut: string[] = []
  for (let end = chars.length; end > 0 && end >= shortest; end -= 1) {
    cut.push(chars.slice(0, end).join(''))
    if (firstLetter > 0) cut.push(chars.slice(firstLetter, end).join(''))
  }
  return cut
}

/**
 * Returns the text that the input repeats, the last time perhaps in part; the input itself when it
 * repeats nothing.
 */
function repeatedPart(text: string): string {
  // Knuth, Morris and Pratt: how much of the beginning ends at each place.
  const borders = [0]
  for (let at = 1, length = 0; at < text.length; at += 1) {
    while (length > 0 && text[at] !== text[length]) length = borders[length - 1] ?? 0
    if (text[at] === text[length]) length += 1
    borders[at] = length
  }
  return text.slice(0, text.length - (borders.at(-1) ?? 0))
}
