import { hash32 } from '../instagram/random.ts'

/** Outcomes of a request besides an answer; the codes of the platform's errors. */
export const FAULTS = [
  'rate_limited',
  'feedback_required',
  'challenge_required',
  'login_required',
  'platform_transient',
] as const
export type Fault = (typeof FAULTS)[number]
/** One of this many requests meets the fault. */
export type FaultRates = Readonly<Record<Fault, number>>

/** Duration of answers (ms), the same for everybody. */
const LATENCY_MS = { min: 300, max: 1_500 }

/** The outcome of the n-th request of an account, independent of its sender and time. */
export type Draws = {
  latencyMs(account: number, n: number): number
  /** Uniform in [0, 1): the position of the gap after the request in its range. */
  gap(account: number, n: number): number
  fault(account: number, n: number): Fault | null
}

/** Null for no faults. */
export function createDraws(seed: number, rates: FaultRates | null): Draws {
  const uniform = (what: string, account: number, n: number): number =>
    hash32(`${what}/${account}/${n}`, seed) / 4_294_967_296
  return {
    latencyMs: (account, n) =>
      LATENCY_MS.min + uniform('latency', account, n) * (LATENCY_MS.max - LATENCY_MS.min),
    gap: (account, n) => uniform('gap', account, n),
    fault(account, n) {
      if (!rates) return null
      let left = uniform('fault', account, n)
      for (const fault of FAULTS) {
        left -= 1 / rates[fault]
        if (left < 0) return fault
      }
      return null
    },
  }
}
