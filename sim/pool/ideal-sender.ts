import { createAccountWindows, type WindowLimits } from './account-windows.ts'
import type { Draws, Fault } from './draws.ts'

/** The demands of a fault on its account. */
export type Aftermath<Memory> = {
  memory: Memory
  /** No request before this (ms of world time). */
  restUntil: number | null
  /** The account is lost. */
  isOut: boolean
  /** The session is dead: the next request needs a login. */
  needsLogin: boolean
}

export type IdealOptions<Memory> = {
  account: number
  /** World time (ms): sends from `from` until `until`. */
  from: number
  until: number
  limits: WindowLimits & { gapMinMs: number; gapMaxMs: number; loginGapMs: number }
  draws: Draws
  /** Requests of a login; they are paced, but belong to no request budget. */
  loginSteps: number
  /** The account's past faults, and the effect of the next one. */
  memory: Memory
  after(fault: Fault, memory: Memory, at: number): Aftermath<Memory>
}

/**
 * The number of requests that an ideal sender could send on one account: it never pauses, knows
 * every window to the millisecond and always has work, so it sends each request at the first
 * allowed moment. No sender with the same limits and gaps sends more, because every later request
 * makes room later.
 */
export function idealRequests<Memory>(options: IdealOptions<Memory>): number {
  const { account, from, until, limits, draws, loginSteps, after } = options
  const windows = createAccountWindows(limits, from)
  let { memory } = options
  let n = 0
  let lastLoginAt = Number.NEGATIVE_INFINITY
  const takeTurn = (at: number): number => {
    const endedAt = at + draws.latencyMs(account, n)
    windows.waitUntil(
      endedAt + limits.gapMinMs + draws.gap(account, n) * (limits.gapMaxMs - limits.gapMinMs),
    )
    n += 1
    return endedAt
  }
  for (;;) {
    const at = windows.readyAt()
    if (at >= until) return windows.arrivals()
    windows.arrive(at)
    const fault = draws.fault(account, n)
    const endedAt = takeTurn(at)
    if (!fault) continue
    const aftermath = after(fault, memory, endedAt)
    memory = aftermath.memory
    if (aftermath.isOut) return windows.arrivals()
    if (aftermath.restUntil !== null) windows.waitUntil(aftermath.restUntil)
    if (!aftermath.needsLogin) continue
    windows.waitUntil(lastLoginAt + limits.loginGapMs)
    for (let step = 0; step < loginSteps; step += 1) lastLoginAt = takeTurn(windows.pacedAt())
  }
}
