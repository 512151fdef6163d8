import type { Clock } from '../../../src/base/clock.ts'

/** How a proxy fails for all clients, before the platform (`ip_blocked`: by the platform). */
export const PROXY_FAULT_KINDS = [
  'dead',
  'refuse_credentials',
  'bad_gateway',
  'slow',
  'ip_blocked',
] as const
export type ProxyFaultKind = (typeof PROXY_FAULT_KINDS)[number]
/**
 * `delayMs` is real time, for `slow` only. The fault begins after `skip` tunnels to the platform; a
 * tunnel carries one request.
 */
export type ProxyFault = { kind: ProxyFaultKind; delayMs?: number; skip?: number | undefined }

export type ProxyCondition = {
  /** The active fault. */
  fault(): ProxyFault | null
  /** Sets a fault; null ends the current and the planned one. */
  order(fault: ProxyFault | null): void
  /** Counts a tunnel to the platform; true if a planned fault begins with it. */
  meetTunnel(): boolean
  /** Kills the proxy until this world time (ms). */
  dieUntil(at: number): void
  /** Ends such a death early. */
  revive(): void
  /** Whether it failed since this world time (ms), so that a client may leave it. */
  failedSince(at: number): boolean
}

export function createProxyCondition(clock: Clock): ProxyCondition {
  const now = (): number => clock.now().getTime()
  let ordered: ProxyFault | null = null
  let coming: { fault: ProxyFault; skip: number } | null = null
  let deadUntil = Number.NEGATIVE_INFINITY
  /** World time (ms) at which the last ordered fault ended. */
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
