import { cleanText } from '../../base/text.ts'

/**
 * Nothing that is asked for goes deeper. Some thousand levels, which an answer has room for, would
 * overflow the stack.
 */
const DEEPEST = 32

/**
 * A JSON value whose texts PostgreSQL accepts: a model may send NUL or lone surrogates as escapes,
 * and one would fail the statement for all its rows. Anything deeper than DEEPEST becomes null.
 * Returns a clean value, as nearly all are, itself: copies of thousands would fill the heap.
 */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return null
  if (Array.isArray(value)) {
    const items: unknown[] = value
    const cleaned = items.map((each) => cleanJson(each, depth + 1))
    return cleaned.every((each, place) => each === items[place]) ? items : cleaned
  }
  const entries = Object.entries(value)
  const cleaned = entries.map(([name, each]): [string, unknown] => [
    cleanText(name),
    cleanJson(each, depth + 1),
  ])
  const isClean = cleaned.every(
    ([name, each], place) => name === entries[place]?.[0] && each === entries[place]?.[1],
  )
  return isClean ? value : Object.fromEntries(cleaned)
}
