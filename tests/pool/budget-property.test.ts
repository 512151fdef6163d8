import fc from 'fast-check'
import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { leaseAccount, type LeaseKey } from '../../src/pool/budget/lease.ts'
import { cancelRequest, endRequest, reserveRequest } from '../../src/pool/budget/ledger.ts'
import type { PoolLimits } from '../../src/pool/state/limits.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { HOUR, LIMITS, makeAccounts, MINUTE } from './pool-fixture.ts'

const START = Date.UTC(2026, 0, 1)
const DAY = 24 * HOUR
const PATIENCE = LIMITS.gapMaxMs
const WARM_UP = [0.25, 0.5]

type Account = 0 | 1
type Step =
  | { do: 'reserve' | 'end' | 'cancel' | 'take over'; account: Account }
  | { do: 'wait'; ms: number }

const anyAccount = fc.constantFrom<Account>(0, 1)
const step = (name: 'reserve' | 'end' | 'cancel' | 'take over') =>
  fc.record({ do: fc.constant(name), account: anyAccount })

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: step('reserve') },
  { weight: 5, arbitrary: step('end') },
  { weight: 1, arbitrary: step('cancel') },
  { weight: 1, arbitrary: step('take over') },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 * MINUTE }) },
        { weight: 6, arbitrary: fc.integer({ min: 10 * MINUTE, max: 70 * MINUTE }) },
        { weight: 4, arbitrary: fc.constantFrom(HOUR, HOUR - 1, HOUR - PATIENCE) },
        { weight: 1, arbitrary: fc.constantFrom(23 * HOUR, DAY - 1) },
      ),
    }),
  },
)

const anyLimits = fc.record({
  requestsPerHour: fc.integer({ min: 1, max: 4 }),
  requestsPerDay: fc.integer({ min: 2, max: 8 }),
  proxyRequestsPerHour: fc.integer({ min: 2, max: 6 }),
  proxyRequestsPerDay: fc.integer({ min: 3, max: 10 }),
})
type Limits = Pick<
  PoolLimits,
  'requestsPerHour' | 'requestsPerDay' | 'proxyRequestsPerHour' | 'proxyRequestsPerDay'
>

/**
 * A request in the model: `sendAt` is its departure, unless its owner died before; it counts until
 * one window after `endedAt`.
 */
type Sent = {
  account: Account
  id: number
  sendAt: number
  endedAt: number | null
  hasLeft: boolean
}

/** When a window has room again, as the contract says. */
function roomAt(sent: readonly Sent[], now: number, limit: number, window: number): number {
  const ends = sent.map((each) => (each.endedAt ?? now) + window).filter((end) => end > now)
  if (ends.length < limit) return now
  return ends.sort((a, b) => a - b)[ends.length - limit] ?? now
}

const shareOn = (at: number): number => WARM_UP[Math.floor((at - START) / DAY)] ?? 1
const atLeastOne = (limit: number, share: number): number => Math.max(1, Math.floor(limit * share))

/** The first account is in its warm-up from the start: a full budget may have room tomorrow. */
function accountRoomAt(
  own: readonly Sent[],
  account: Account,
  now: number,
  limits: Limits,
): number {
  const roomWith = (share: number): number =>
    Math.max(
      roomAt(own, now, atLeastOne(limits.requestsPerHour, share), HOUR),
      roomAt(own, now, atLeastOne(limits.requestsPerDay, share), DAY),
    )
  if (account === 1) return roomWith(1)
  const today = roomWith(shareOn(now))
  const tomorrow = START + (Math.floor((now - START) / DAY) + 1) * DAY
  return today <= tomorrow ? today : Math.max(tomorrow, roomWith(shareOn(tomorrow)))
}

function modelRoomAt(sent: readonly Sent[], account: Account, now: number, limits: Limits): number {
  const own = sent.filter((each) => each.account === account)
  return Math.max(
    accountRoomAt(own, account, now, limits),
    roomAt(sent, now, limits.proxyRequestsPerHour, HOUR),
    roomAt(sent, now, limits.proxyRequestsPerDay, DAY),
  )
}

type Arrival = { account: Account; at: number }

/** As the platform counts: arrivals within the window that ends with an arrival, including it. */
function expectWithinLimits(arrivals: readonly Arrival[], limits: Limits): void {
  for (const { account, at } of arrivals) {
    const inWindow = (window: number, whose?: Account): number =>
      arrivals.filter(
        (each) =>
          each.at <= at && each.at > at - window && (whose === undefined || each.account === whose),
      ).length
    const share = account === 0 ? shareOn(at) : 1
    expect(inWindow(HOUR, account)).toBeLessThanOrEqual(atLeastOne(limits.requestsPerHour, share))
    expect(inWindow(DAY, account)).toBeLessThanOrEqual(atLeastOne(limits.requestsPerDay, share))
    expect(inWindow(HOUR)).toBeLessThanOrEqual(limits.proxyRequestsPerHour)
    expect(inWindow(DAY)).toBeLessThanOrEqual(limits.proxyRequestsPerDay)
  }
}

/** Two accounts of one proxy, each used by one of two replicas, and their expected requests. */
class World {
  now = START
  sent: Sent[] = []
  readonly #replicas: readonly [Db, Db]
  readonly #limits: PoolLimits
  #holders: [{ db: Db; lease: LeaseKey }, { db: Db; lease: LeaseKey }]

  constructor(replicas: readonly [Db, Db], limits: Limits, leases: readonly [LeaseKey, LeaseKey]) {
    this.#replicas = replicas
    this.#limits = { ...LIMITS, ...limits, warmUpSteps: WARM_UP, gapMinMs: 0 }
    this.#holders = [
      { db: replicas[0], lease: leases[0] },
      { db: replicas[1], lease: leases[1] },
    ]
  }

  get leases(): [LeaseKey, LeaseKey] {
    return [this.#holders[0].lease, this.#holders[1].lease]
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'wait') return await this.#wait(step.ms)
    const open = this.sent.find((each) => each.account === step.account && each.endedAt === null)
    if (step.do === 'reserve') return open ? undefined : await this.#reserve(step.account)
    if (step.do === 'take over') return await this.#takeOver(step.account, open)
    if (!open) return
    const { db, lease } = this.#holders[step.account]
    if (step.do === 'cancel') {
      await cancelRequest(db, lease, open.id)
      this.sent = this.sent.filter((each) => each !== open)
      return
    }
    // An answer cannot arrive before its request was sent.
    if (open.sendAt > this.now) await this.#wait(open.sendAt - this.now)
    open.endedAt = this.now
    const end = { requestId: open.id, outcome: 'ok', healthy: true, gapMs: 0 }
    expect(await endRequest(db, lease, end)).toBe(true)
  }

  async #wait(ms: number): Promise<void> {
    this.now += ms
    await advanceWorldTime(this.#replicas[0], ms)
  }

  async #reserve(account: Account): Promise<void> {
    const { db, lease } = this.#holders[account]
    const answer = await reserveRequest(db, lease, 'profile', this.#limits)
    const roomAt = modelRoomAt(this.sent, account, this.now, this.#limits)
    if (roomAt > this.now + PATIENCE) {
      // The answer is rounded up to the next millisecond.
      expect(answer).toEqual({ verdict: 'spent', until: new Date(roomAt + 1) })
      return
    }
    expect(answer).toMatchObject({ verdict: 'ok', waitMs: roomAt - this.now })
    const id = 'requestId' in answer ? answer.requestId : null
    if (id === null) throw new Error('a permit without a request')
    this.sent.push({ account, id, sendAt: roomAt, endedAt: null, hasLeft: true })
  }

  /**
   * The owner dies and the other replica takes its account; the reserved request may have been
   * sent.
   */
  async #takeOver(account: Account, open: Sent | undefined): Promise<void> {
    const { db, lease } = this.#holders[account]
    const heir = this.#replicas[db === this.#replicas[0] ? 1 : 0]
    await sql`
      update instagram_accounts
      set lease_until = clock_timestamp() - interval '1 second', free_at = world_now() - interval '1 second'
      where id = ${lease.accountId}`.execute(db)
    const request = { owner: 'heir', leaseMs: 600_000, estimatedRequests: 1 }
    const taken = await leaseAccount(heir, { ...request, limits: { ...this.#limits, gapMaxMs: 0 } })
    if (taken?.id !== lease.accountId) throw new Error('the account was not taken over')
    this.#holders[account] = {
      db: heir,
      lease: { accountId: taken.id, token: taken.lease_token },
    }
    if (!open) return
    open.endedAt = this.now
    open.hasLeft = open.sendAt <= this.now
  }
}

describe('budgets', () => {
  test('are kept and used to the last request, whatever limits, crashes, replicas and clocks do', async ({
    db,
    databaseUrl,
  }) => {
    const other = openDatabase({ url: databaseUrl, max: 2, onIdleError: () => undefined })
    await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
    const [first] = await makeAccounts(db, 2, { shareProxy: true })
    await sql`update instagram_accounts set warm_up_from = ${new Date(START)} where id = ${first?.id}`.execute(
      db,
    )
    let leases: [LeaseKey, LeaseKey] = [await lease(db), await lease(other)]
    await fc.assert(
      fc.asyncProperty(
        anyLimits,
        fc.array(anyStep, { minLength: 20, maxLength: 60 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (limits, steps, fractions) => {
          await sql`truncate account_requests`.execute(db)
          await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
          await sql`
            update instagram_accounts
            set next_request_at = world_now(), last_verified_at = null, lease_until = clock_timestamp() + interval '1 hour'`.execute(
            db,
          )
          const world = new World([db, other], limits, leases)
          try {
            for (const step of steps) await world.take(step)
          } finally {
            leases = world.leases
          }
          // The platform counts arrivals, which may be anywhere between sending and the end.
          const arrivals = world.sent
            .filter(({ hasLeft }) => hasLeft)
            .map(({ account, sendAt, endedAt }) => {
              const fraction = Number(fractions.next().value)
              return {
                account,
                at: sendAt + fraction * ((endedAt ?? Math.max(world.now, sendAt)) - sendAt),
              }
            })
          expectWithinLimits(arrivals, limits)
        },
      ),
      { seed: 11, numRuns: 25 },
    )
    await other.destroy()
  })
})

async function lease(db: Db): Promise<LeaseKey> {
  const account = await leaseAccount(db, {
    owner: 'test',
    leaseMs: 600_000,
    estimatedRequests: 1,
    limits: LIMITS,
  })
  if (!account) throw new Error('no account is free')
  return { accountId: account.id, token: account.lease_token }
}
