import { createHash } from 'node:crypto'

/** Hex SHA-256 of the parts; `['ab', 'c']` and `['a', 'bc']` differ. */
export function digest(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** A number in [0, 1) that depends on the parts only. */
export function draw(...parts: readonly (string | number)[]): number {
  return Number.parseInt(digest(...parts).slice(0, 12), 16) / 2 ** 48
}

/** One of `items` that depends on the parts only; undefined for no items. */
export function pick<T>(
  items: readonly T[],
  ...parts: readonly (string | number)[]
): T | undefined {
  return items[Math.floor(draw(...parts) * items.length)]
}

/** The items in an order that depends on the parts and on their number. */
export function shuffled<T>(items: readonly T[], ...parts: readonly (string | number)[]): T[] {
  return items
    .map((item, index) => ({ item, key: draw(...parts, index) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
