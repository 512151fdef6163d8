import type { Usage } from './limits.ts'

type Problem = { rule: 'above_90_percent' | 'while_throttled'; detail: string }

/** Remembers the usage that answers reported, to find calls that should not have been sent. */
export type UsageWatch = {
  reportUsage(usage: readonly Usage[], at: number): void
  /**
   * Returns the problems of a call that these limits (`app 123`, `account 456`) concern; times are
   * world ms.
   */
  problems(scopes: readonly string[], at: number): Problem[]
}

const MINUTE_MS = 60_000
/** How long to wait when Meta names no time. */
const USUAL_MINUTES = 60

export function createUsageWatch(): UsageWatch {
  const high = new Map<string, { percent: number; until: number }>()
  return {
    reportUsage(usage, at) {
      for (const { scope, key, percent, regainMinutes } of usage) {
        const minutes = regainMinutes > 0 ? regainMinutes : USUAL_MINUTES
        if (percent < 90) high.delete(`${scope} ${key}`)
        else high.set(`${scope} ${key}`, { percent, until: at + minutes * MINUTE_MS })
      }
    },
    problems: (scopes, at) =>
      scopes.flatMap((scope) => {
        const reported = high.get(scope)
        if (!reported || at >= reported.until) return []
        const rule = reported.percent >= 100 ? 'while_throttled' : 'above_90_percent'
        return { rule, detail: `${scope} was told to be at ${reported.percent} %` }
      }),
  }
}
