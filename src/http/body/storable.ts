import type { MiddlewareHandler } from 'hono'
import { InvalidInputError } from '../../base/errors.ts'
import { faultyPaths } from '../../base/files/json.ts'
import type { HttpEnv } from '../context.ts'

/** Whether PostgreSQL can store a text. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** The reason for refusing a text that cannot be stored. */
export const UNSTORABLE = 'has a NUL character or half a surrogate pair'

const MAX_PROBLEMS = 100
/** Longer paths are cut. */
const LONGEST_PATH = 200

/** Throws InvalidInputError with the path of each text that PostgreSQL cannot store. */
export function requireStorable(root: unknown): void {
  const isFaulty = (value: unknown, key: string): boolean =>
    !isStorable(key) || (typeof value === 'string' && !isStorable(value))
  const paths = faultyPaths(root, MAX_PROBLEMS, isFaulty)
  if (paths.length === 0) return
  const problems = paths.map((path) => {
    const field = path.map((name) => (isStorable(name) ? name : '?')).join('.')
    return {
      field: field.slice(0, LONGEST_PATH) || 'body',
      reason: UNSTORABLE,
      code: 'unstorable' as const,
    }
  })
  throw new InvalidInputError('the body has texts that cannot be stored', problems)
}

/** Refuses URLs whose path or query PostgreSQL could not compare with anything. */
export const requireStorableAddress: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const faulty = Object.entries(c.req.queries()).flatMap(([name, values]) =>
    isStorable(name) && values.every(isStorable)
      ? []
      : [{ field: name, reason: UNSTORABLE, code: 'unstorable' as const }],
  )
  if (!isStorable(c.req.path) || c.req.path.includes('%00')) {
    faulty.push({ field: 'path', reason: UNSTORABLE, code: 'unstorable' as const })
  }
  if (faulty.length > 0)
    throw new InvalidInputError('the URL has characters that cannot be stored', faulty)
  await next()
}
