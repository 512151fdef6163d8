import { createRandom } from '../instagram/random.ts'

/** The daemon or the database is killed once this share of all members is stored. */
export type Crash = { kind: 'kill_daemon' | 'crash_database'; atShare: number }

/** Crashes in their order, spread over the whole run. */
export function planCrashes(seed: string, count: number): Crash[] {
  const random = createRandom(seed, 'crashes')
  return Array.from({ length: count }, (_, index) => ({
    kind: index % 2 === 0 ? 'kill_daemon' : 'crash_database',
    atShare: (index + 0.2 + 0.6 * random.next()) / count,
  }))
}
