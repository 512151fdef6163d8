import { foldOnOneLine } from './fold.ts'

/** Shorter ones, such as "of" and "на", say nothing of a product. */
const MIN_LETTERS = 3
/** "Dresses" and "платья" are known by their beginnings: endings change. */
const STEM = 4
/**
 * The minimum share of the words of a name: a seller's "Beautiful dresses" may be a model's "Ankara
 * dress".
 */
const MIN_SHARE = 0.5

/** Whether at least half of the words of a name begin as words of a text do. */
export function hasWordsOf(name: string, text: string): boolean {
  const named = stemsOf(name)
  const known = new Set(stemsOf(text))
  return (
    named.length > 0 && named.filter((stem) => known.has(stem)).length >= MIN_SHARE * named.length
  )
}

const stemsOf = (text: string): string[] =>
  (foldOnOneLine(text).text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    .filter((word) => word.length >= MIN_LETTERS)
    .map((word) => word.slice(0, STEM))
