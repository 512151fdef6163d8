import { createHash } from 'node:crypto'
import type { PublishIds } from './publisher.ts'

/**
 * Draws ids like the app does, from the time in milliseconds: an order takes several consecutive
 * ones. They are unique for an account as long as its orders do not begin in the same few
 * milliseconds, which the caller's unique index guarantees.
 */
export function drawPublishIds(items: number, now: Date): PublishIds {
  const first = now.getTime()
  return {
    post: String(first),
    items: Array.from({ length: items > 1 ? items : 0 }, (_, at) => String(first + 1 + at)),
  }
}

/** Returns a uuid derived from an id: the same whenever the step is repeated. */
export function uuidOf(id: string, purpose: string): string {
  const hex = createHash('sha256').update(`${purpose} ${id}`).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
