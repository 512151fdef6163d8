import type { Clock } from '../../../src/base/clock.ts'

/** How a proxy can fail: for everybody behind it, before the platform is reached (`ip_blocked`: by the platform). */
export const PROXY_FAULT_KINDS = [
  'dead',
  'refuse_credentials',
  'bad_gateway',
  'slow',
  'ip_blocked',
] as const
export type ProxyFaultKind = (typeof PROXY_FAULT_KINDS)[number]
/**
 * `delayMs` is in real milliseconds and matters to `slow` only. It begins after `skip` tunnels to the platform that
 * still hold; a tunnel carries one request.
 */
export type ProxyFault = { kind: ProxyFaultKind; delayMs?: number; skip?: number | undefined }

/** How a proxy is doing. */
export type ProxyCondition = {
  /** What is wrong with it now. */
  fault(): ProxyFault | null
  /** Puts a fault in force until another order; null mends the proxy, whatever was wrong or to go wrong with it. */
  order(fault: ProxyFault | null): void
  /** A tunnel to the platform is asked for; true when it is the one with which an ordered fault begins. */
  meetTunnel(): boolean
  /** Dead until then (world time, ms), and back again. */
  dieUntil(at: number): void
  /** Ends such a death before its time. */
  revive(): void
  /** Whether it was unusable at some moment since then (world time, ms), so that leaving it is allowed. */
  failedSince(at: number): boolean
}

export function createProxyCondition(clock: Clock): ProxyCondition {
  const now = (): number => clock.now().getTime()
  let ordered: ProxyFault | null = null
  let coming: { fault: ProxyFault; skip: number } | null = null
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
      coming = fault?.skip ? { fault, skip: fault.skip } : null
      ordered = coming ? null : fault
    },
    meetTunnel() {
      if (!coming) return false
      coming.skip -= 1
      if (coming.skip >= 0) return false
      ordered = coming.fault
      coming = null
      return true
    },
    dieUntil(at) {
      deadUntil = at
    },
    revive,
    failedSince: (at) => isUnusable() || mendedAt > at || deadUntil > at,
  }
}
