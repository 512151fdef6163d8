import type { PublishIds } from './publisher.ts'

/**
 * Ids as the app makes them, of the time in milliseconds: an order has so many in a row. They are
 * unique for an account as long as its orders do not begin in the same few milliseconds, which the
 * caller's unique index proves.
 */
export function drawPublishIds(items: number, now: Date): PublishIds {
  const first = now.getTime()
  return {
    post: String(first),
    items: Array.from({ length: items > 1 ? items : 0 }, (_, at) => String(first + 1 + at)),
  }
}
