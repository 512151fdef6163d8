import { createRandom } from '../instagram/random.ts'

/** The daemon or the database dies once so great a share of all members is stored. */
export type Blow = { kind: 'kill_daemon' | 'crash_database'; atShare: number }

/** Blows in the order in which they fall, spread over the whole run. */
export function planBlows(seed: string, count: number): Blow[] {
  const random = createRandom(seed, 'blows')
  return Array.from({ length: count }, (_, index) => ({
    // Both kinds come, whatever is drawn.
    kind: index % 2 === 0 ? 'kill_daemon' : 'crash_database',
    atShare: (index + 0.2 + 0.6 * random.next()) / count,
  }))
}
