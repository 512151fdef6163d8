import type { Clock } from '../../base/clock.ts'
import type { RefusalKey, RefusedMetrics } from '../graph-api.ts'

const DAY_MS = 24 * 3_600_000

const nameOf = ({ login, version, type }: RefusalKey): string => `${login} ${version} ${type}`

/** Keeps refused metrics for 24 hours in memory: each process learns them once. */
export function createRefusedMetrics(clock: Pick<Clock, 'now'>): RefusedMetrics {
  const learnt = new Map<string, Map<string, number>>()
  return {
    async of(key) {
      const ends = learnt.get(nameOf(key)) ?? new Map<string, number>()
      const now = clock.now().getTime()
      return new Set([...ends].flatMap(([metric, end]) => (end > now ? metric : [])))
    },
    async add(key, metrics) {
      const name = nameOf(key)
      const ends = learnt.get(name) ?? new Map<string, number>()
      for (const metric of metrics) ends.set(metric, clock.now().getTime() + DAY_MS)
      learnt.set(name, ends)
    },
  }
}
