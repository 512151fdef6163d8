import type { Clock } from '../../../src/clock.ts'

/** How a proxy can fail: for everybody behind it, before the platform is reached (`ip_blocked`: by the platform). */
export const PROXY_FAULT_KINDS = [
  'dead',
  'refuse_credentials',
  'bad_gateway',
  'slow',
  'ip_blocked',
] as const
export type ProxyFaultKind = (typeof PROXY_FAULT_KINDS)[number]
/** `delayMs` is in real milliseconds and matters to `slow` only. */
export type ProxyFault = { kind: ProxyFaultKind; delayMs?: number }

/** How a proxy is doing. */
export type ProxyCondition = {
  /** What is wrong with it now. */
  fault(): ProxyFault | null
  /** Puts a fault in force until another order; null mends the proxy, whatever was wrong with it. */
  order(fault: ProxyFault | null): void
  /** Dead until then (world time, ms), and back again. */
  dieUntil(at: number): void
  /** Ends such a death before its time. */
  revive(): void
  /** Whether it could not be used at some moment since then (world time, ms), so that leaving it is nobody's fault. */
  failedSince(at: number): boolean
}

export function createProxyCondition(clock: Clock): ProxyCondition {
  const now = (): number => clock.now().getTime()
  let ordered: ProxyFault | null = null
  let deadUntil = Number.NEGATIVE_INFINITY
  /** World time (ms) of the end of the last ordered fault that made it unusable. */
  let mendedAt = Number.NEGATIVE_INFINITY
  const isUnusable = (): boolean => ordered !== null && ordered.kind !== 'slow'
  const revive = (): void => {
    deadUntil = Math.min(deadUntil, now())
  }
  return {
    fault: () => ordered ?? (now() < deadUntil ? { kind: 'dead' } : null),
    order(fault) {
      if (isUnusable()) mendedAt = now()
      if (fault === null) revive()
      ordered = fault
    },
    dieUntil(at) {
      deadUntil = at
    },
    revive,
    failedSince: (at) => isUnusable() || mendedAt > at || deadUntil > at,
  }
}
