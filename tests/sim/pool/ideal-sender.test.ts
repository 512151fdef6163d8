import { describe, expect, test } from 'vitest'
import { createAccountWindows } from '../../../sim/pool/account-windows.ts'
import { createDraws, FAULTS, type Draws, type Fault } from '../../../sim/pool/draws.ts'
import { idealRequests, type Aftermath } from '../../../sim/pool/ideal-sender.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const limits = {
  requestsPerHour: 3,
  requestsPerDay: 10,
  gapMinMs: 2_000,
  gapMaxMs: 2_000,
  loginGapMs: 6 * HOUR,
}

/** A world in which every answer takes a second, and the given requests meet a fault. */
const drawsWith = (faults: Record<number, Fault> = {}): Draws => ({
  latencyMs: () => 1_000,
  gap: () => 0,
  fault: (_account, n) => faults[n] ?? null,
})

const after = (fault: Fault, rests: number, at: number): Aftermath<number> => ({
  memory: rests + 1,
  restUntil: fault === 'rate_limited' ? at + 2 ** rests * HOUR : null,
  isOut: fault === 'challenge_required',
  needsLogin: fault === 'login_required',
})

const permitted = (until: number, faults: Record<number, Fault> = {}, from = 0): number =>
  idealRequests({
    account: 0,
    from,
    until,
    limits,
    draws: drawsWith(faults),
    loginSteps: 2,
    memory: 0,
    after,
  })

describe('an ideal sender', () => {
  test('waits for the answer and the gap between two requests', () => {
    expect(permitted(3_000)).toBe(1)
    expect(permitted(3_001)).toBe(2)
  })

  test('fills every rolling hour and day, and no more', () => {
    expect(permitted(HOUR)).toBe(3)
    expect(permitted(HOUR + 1)).toBe(4)
    expect(permitted(2 * HOUR)).toBe(6)
    expect(permitted(24 * HOUR)).toBe(10)
    expect(permitted(24 * HOUR + 1)).toBe(11)
  })

  test('begins when it may', () => {
    expect(permitted(HOUR, {}, HOUR - 1)).toBe(1)
    expect(permitted(HOUR, {}, HOUR)).toBe(0)
  })

  test('rests after a fault that asks for it, longer each time', () => {
    expect(permitted(HOUR + 1_000, { 0: 'rate_limited' })).toBe(1)
    expect(permitted(HOUR + 1_001, { 0: 'rate_limited' })).toBe(2)
    const twice: Record<number, Fault> = { 0: 'rate_limited', 1: 'rate_limited' }
    expect(permitted(3 * HOUR + 2_000, twice)).toBe(2)
    expect(permitted(3 * HOUR + 2_001, twice)).toBe(3)
  })

  test('stops for good when the account is out of service', () => {
    expect(permitted(24 * HOUR, { 4: 'challenge_required' })).toBe(5)
  })

  test('logs in again step by step, outside the budget, and not twice at once', () => {
    expect(permitted(9_000, { 0: 'login_required' })).toBe(1)
    expect(permitted(9_001, { 0: 'login_required' })).toBe(2)
    // The second and third request of a login are its steps; the next one loses its session again.
    const twice: Record<number, Fault> = { 0: 'login_required', 3: 'login_required' }
    expect(permitted(6 * HOUR, twice)).toBe(2)
    expect(permitted(6 * HOUR + MINUTE, twice)).toBeGreaterThan(2)
  })
})

test('windows count on arrival, and are full until one window after it', () => {
  const windows = createAccountWindows({ requestsPerHour: 2, requestsPerDay: 3 }, 0)
  windows.arrive(0)
  windows.arrive(10)
  expect(windows.readyAt()).toBe(HOUR)
  windows.arrive(HOUR)
  expect(windows.readyAt()).toBe(24 * HOUR)
  windows.waitUntil(25 * HOUR)
  expect(windows.readyAt()).toBe(25 * HOUR)
  expect(windows.arrivals()).toBe(3)
})

describe('the outcome of a request', () => {
  const rates = {
    rate_limited: 20,
    feedback_required: 50,
    challenge_required: 50,
    login_required: 50,
    platform_transient: 10,
  }

  test('is the same for every caller, and differs between accounts and seeds', () => {
    const [one, again, other] = [
      createDraws(1, rates),
      createDraws(1, rates),
      createDraws(2, rates),
    ]
    const latencies = (draws: Draws, account: number): number[] =>
      Array.from({ length: 10 }, (_, n) => draws.latencyMs(account, n))
    expect(latencies(one, 3)).toEqual(latencies(again, 3))
    expect(latencies(one, 3)).not.toEqual(latencies(one, 4))
    expect(latencies(one, 3)).not.toEqual(latencies(other, 3))
  })

  test('meets faults about as often as asked for, or never', () => {
    const draws = createDraws(1, rates)
    const drawn = Array.from({ length: 20_000 }, (_, n) => draws.fault(0, n))
    for (const fault of FAULTS) {
      const share = drawn.filter((each) => each === fault).length / drawn.length
      expect(share * rates[fault]).toBeCloseTo(1, 0)
    }
    const calm = createDraws(1, null)
    expect(drawn.every((_, n) => calm.fault(0, n) === null)).toBe(true)
  })
})
