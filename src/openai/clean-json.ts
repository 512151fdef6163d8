import { cleanText } from '../clean-text.ts'

/** Nothing that is asked for goes deeper. Some thousand levels, which an answer has room for, would overflow the stack. */
const DEEPEST = 32

/**
 * A JSON value whose texts PostgreSQL takes: without NUL and without lone halves of surrogate pairs. A model may send
 * either as an escape, and one of them would cost every row of its statement. What lies deeper than any answer is null.
 */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return null
  if (Array.isArray(value)) return value.map((each) => cleanJson(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [cleanText(name), cleanJson(each, depth + 1)]),
  )
}
