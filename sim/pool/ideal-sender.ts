import { createAccountWindows, type WindowLimits } from './account-windows.ts'
import type { Draws, Fault } from './draws.ts'

/** What a fault asks of the account that met it. */
export type Aftermath<Memory> = {
  memory: Memory
  /** Nothing is sent before this (ms of world time). */
  restUntil: number | null
  /** The account is out of service for good. */
  isOut: boolean
  /** The session is dead: the next request needs a login. */
  needsLogin: boolean
}

export type IdealOptions<Memory> = {
  account: number
  /** World time (ms): sends from `from`, and nothing from `until` on. */
  from: number
  until: number
  limits: WindowLimits & { gapMinMs: number; gapMaxMs: number; loginGapMs: number }
  draws: Draws
  /** Requests that a login takes; they are paced, but in no budget of requests. */
  loginSteps: number
  /** What the account remembers of its faults, and what one more means. */
  memory: Memory
  after(fault: Fault, memory: Memory, at: number): Aftermath<Memory>
}

/**
 * How many requests one account could have sent: whoever works without a pause, knows every window to the millisecond
 * and has work at any time sends each request at the first moment at which it is in order. No sender that keeps the same
 * limits and gaps sends more, as every request that is sent later makes room later.
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
