import type { Clock } from '../../src/base/clock.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Meta's documented number of calls per impression and rolling day. */
export const CALLS_PER_IMPRESSION = 4_800

/** The use of one limit, as an answer reports it. */
export type Usage = {
  scope: 'app' | 'account'
  /** The app's id, or that of the page or account. */
  key: string
  percent: number
  /** Minutes; 0 unless throttled. */
  regainMinutes: number
}

/** Rolling counters of calls; their size does not depend on the number of calls. */
export type Limits = {
  /** Counts a call and reports the usage with it. Throttled calls count as well. */
  count(scope: Usage['scope'], key: string, allowed: number): Usage
  /** Without counting. */
  usage(scope: Usage['scope'], key: string, allowed: number): Usage
  /** Makes Meta report this percentage for so many minutes; from 100 on it refuses. */
  plant(scope: Usage['scope'], key: string, percent: number, minutes: number): void
  clear(): void
}

/** A window of 24 parts; those that are past are forgotten. */
type Counter = { parts: Float64Array; newest: number }
const PARTS = 24

export function createLimits(clock: Clock): Limits {
  const counters = new Map<string, Counter>()
  const planted = new Map<string, { percent: number; until: number }>()

  const counterOf = (id: string, part: number): Counter => {
    const counter = counters.get(id) ?? { parts: new Float64Array(PARTS), newest: part }
    counters.set(id, counter)
    const passed = Math.min(PARTS, part - counter.newest)
    for (let step = 1; step <= passed; step += 1) counter.parts[(counter.newest + step) % PARTS] = 0
    if (passed === PARTS) counter.parts.fill(0)
    counter.newest = Math.max(counter.newest, part)
    return counter
  }

  const read = (scope: Usage['scope'], key: string, allowed: number, calls: number): Usage => {
    const at = clock.now().getTime()
    const partMs = (scope === 'app' ? HOUR_MS : 24 * HOUR_MS) / PARTS
    const id = `${scope} ${key}`
    const part = Math.floor(at / partMs)
    const counter = counterOf(id, part)
    counter.parts[part % PARTS] = (counter.parts[part % PARTS] ?? 0) + calls
    const used = counter.parts.reduce((sum, each) => sum + each, 0)
    const fixed = planted.get(id)
    const isFixed = fixed !== undefined && at < fixed.until
    const percent = isFixed ? fixed.percent : Math.floor((100 * used) / Math.max(1, allowed))
    const regainMs = isFixed ? fixed.until - at : partMs
    const regainMinutes = percent >= 100 ? Math.max(1, Math.ceil(regainMs / MINUTE_MS)) : 0
    return { scope, key, percent, regainMinutes }
  }

  return {
    count: (scope, key, allowed) => read(scope, key, allowed, 1),
    usage: (scope, key, allowed) => read(scope, key, allowed, 0),
    plant(scope, key, percent, minutes) {
      const until = clock.now().getTime() + minutes * MINUTE_MS
      planted.set(`${scope} ${key}`, { percent, until })
    },
    clear: () => planted.clear(),
  }
}

/**
 * The two headers in which Meta reports usage. Instagram Login has names of its own for those of
 * the app.
 */
export function usageHeaders(
  login: 'facebook' | 'instagram',
  usage: readonly Usage[],
): Record<string, string> {
  const figures = ({ percent }: Usage) => ({
    call_count: percent,
    total_cputime: Math.floor(percent / 3),
    total_time: Math.floor(percent / 2),
  })
  const figuresOfInstagram = ({ percent }: Usage) => ({
    call_volume: percent,
    cpu_time: Math.floor(percent / 3),
  })
  const app = usage.find(({ scope }) => scope === 'app')
  const accounts = usage.filter(({ scope }) => scope === 'account')
  return {
    ...(app && {
      'x-app-usage': JSON.stringify(login === 'facebook' ? figures(app) : figuresOfInstagram(app)),
    }),
    ...(accounts.length > 0 && {
      'x-business-use-case-usage': JSON.stringify(
        Object.fromEntries(
          accounts.map((each) => [
            each.key,
            [
              {
                type: 'instagram',
                ...figures(each),
                estimated_time_to_regain_access: each.regainMinutes,
              },
            ],
          ]),
        ),
      ),
    }),
  }
}
