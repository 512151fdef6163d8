import type { Clock } from '../../base/clock.ts'
import type { RefusalKey, RefusedGap, RefusedMetrics } from '../graph-api.ts'

const DAY_MS = 24 * 3_600_000

const nameOf = ({ login, version, type, objectId }: RefusalKey): string =>
  `${login} ${version} ${type} ${objectId ?? ''}`

type Refused = { gap: RefusedGap; until: number }

/** Stores refused metrics in memory until their end: each process learns them once. */
export function createRefusedMetrics(clock: Pick<Clock, 'now'>): RefusedMetrics {
  const learnt = new Map<string, Map<string, Refused>>()
  return {
    async of(key) {
      const now = clock.now().getTime()
      const known = [{ ...key, objectId: null }, key].flatMap((each) => [
        ...(learnt.get(nameOf(each)) ?? []),
      ])
      return new Map(
        known.flatMap(([metric, { gap, until }]) => (until > now ? [[metric, gap]] : [])),
      )
    },
    async add(key, metrics, { gap, days }) {
      const name = nameOf(key)
      const known = learnt.get(name) ?? new Map<string, Refused>()
      const until = clock.now().getTime() + days * DAY_MS
      for (const metric of metrics) known.set(metric, { gap, until })
      learnt.set(name, known)
    },
  }
}
