import { cleanText } from '../clean-text.ts'

/**
 * A JSON value whose texts PostgreSQL takes: without NUL and without lone halves of surrogate pairs. A model may send
 * either as an escape, and one of them would cost every row of its statement.
 */
export function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [cleanText(name), cleanJson(each)]),
  )
}
