import fc from 'fast-check'
import { sql } from 'kysely'
import type { Db } from '../../src/db/database.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { leaseAccount, releaseAccount, type LeaseKey } from '../../src/pool/lease.ts'
import { beginLogin, endRequest, reserveRequest } from '../../src/pool/ledger.ts'
import { endLogin } from '../../src/pool/session-store.ts'
import { limitsForSql, type PoolLimits } from '../../src/pool/limits.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { HOUR, LIMITS, makeAccounts, MINUTE } from './pool-fixture.ts'

const START = Date.UTC(2026, 0, 1)

const SMALL: PoolLimits = {
  ...LIMITS,
  requestsPerHour: 3,
  requestsPerDay: 4,
  proxyRequestsPerHour: 4,
  proxyRequestsPerDay: 6,
}

type Step =
  | { do: 'reserve'; account: 0 | 1 }
  | { do: 'end'; account: 0 | 1 }
  | { do: 'wait'; ms: number }

const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('reserve' as const), account: oneOfTwo() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), account: oneOfTwo() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 * MINUTE }) },
        { weight: 6, arbitrary: fc.integer({ min: 10 * MINUTE, max: 70 * MINUTE }) },
        { weight: 2, arbitrary: fc.constantFrom(HOUR, HOUR - 1) },
        { weight: 1, arbitrary: fc.constantFrom(23 * HOUR, 24 * HOUR - 1) },
      ),
    }),
  },
)

function oneOfTwo() {
  return fc.constantFrom<0 | 1>(0, 1)
}

type Sent = { account: 0 | 1; reservedAt: number; endedAt: number | null }

/** The rule as the contract says it: who holds a place in a window, and when there is room again. */
function roomAt(sent: readonly Sent[], now: number, limit: number, window: number): number {
  const ends = sent.map((each) => (each.endedAt ?? now) + window).filter((end) => end > now)
  if (ends.length < limit) return now
  return ends.sort((a, b) => a - b)[ends.length - limit] ?? now
}

function modelFreesAt(sent: readonly Sent[], account: 0 | 1, now: number): number {
  const own = sent.filter((each) => each.account === account)
  return Math.max(
    roomAt(own, now, SMALL.requestsPerHour, HOUR),
    roomAt(own, now, SMALL.requestsPerDay, 24 * HOUR),
    roomAt(sent, now, SMALL.proxyRequestsPerHour, HOUR),
    roomAt(sent, now, SMALL.proxyRequestsPerDay, 24 * HOUR),
  )
}

/** The most arrivals that any window of this length sees; windows that begin at an arrival are enough. */
function mostInWindow(arrivals: readonly number[], window: number): number {
  return Math.max(
    0,
    ...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + window).length),
  )
}

async function startAt(db: Db): Promise<void> {
  await sql`truncate account_requests`.execute(db)
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  await sql`update instagram_accounts set next_request_at = world_now()`.execute(db)
}

describe('budgets', () => {
  test('are exact over any rolling hour and day, for an account and its proxy', async ({ db }) => {
    await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
    await makeAccounts(db, 2, { shareProxy: true })
    const leases = [await lease(db), await lease(db)] as const
    const limits = limitsForSql(SMALL)

    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 30, maxLength: 80 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (steps: Step[], fractions) => {
          await startAt(db)
          let now = START
          const sent: (Sent & { id: number | null })[] = []
          const openOf = (account: 0 | 1) =>
            sent.find((each) => each.account === account && each.endedAt === null)
          for (const step of steps) {
            if (step.do === 'wait') {
              now += step.ms
              await advanceWorldTime(db, step.ms)
            } else if (step.do === 'end') {
              const open = openOf(step.account)
              if (!open) continue
              open.endedAt = now
              const end = { requestId: open.id, outcome: 'ok', healthy: true, gapMs: 0 }
              expect(await endRequest(db, leases[step.account], end)).toBe(true)
            } else if (!openOf(step.account)) {
              const answer = await reserveRequest(db, leases[step.account], 'profile', limits)
              const freesAt = modelFreesAt(sent, step.account, now)
              if (freesAt > now) {
                // The answer is rounded up to the next millisecond.
                expect(answer).toEqual({ verdict: 'spent', until: new Date(freesAt + 1) })
              } else {
                expect(answer).toMatchObject({ verdict: 'ok', waitMs: 0 })
                const id = 'requestId' in answer ? answer.requestId : null
                sent.push({ account: step.account, reservedAt: now, endedAt: null, id })
              }
            }
          }
          // The platform counts arrivals, which may be anywhere between reservation and end.
          const arrivals = sent.map(({ account, reservedAt, endedAt }) => {
            const fraction = Number(fractions.next().value)
            return { account, at: reservedAt + fraction * ((endedAt ?? now) - reservedAt) }
          })
          for (const account of [0, 1]) {
            const own = arrivals.filter((each) => each.account === account).map((each) => each.at)
            expect(mostInWindow(own, HOUR)).toBeLessThanOrEqual(SMALL.requestsPerHour)
            expect(mostInWindow(own, 24 * HOUR)).toBeLessThanOrEqual(SMALL.requestsPerDay)
          }
          const all = arrivals.map((each) => each.at)
          expect(mostInWindow(all, HOUR)).toBeLessThanOrEqual(SMALL.proxyRequestsPerHour)
          expect(mostInWindow(all, 24 * HOUR)).toBeLessThanOrEqual(SMALL.proxyRequestsPerDay)
        },
      ),
      { seed: 42, numRuns: 40 },
    )
  })

  test('of a proxy are not overspent by accounts that ask at the same moment', async ({ db }) => {
    await makeAccounts(db, 2, { shareProxy: true })
    const [one, other] = [await lease(db), await lease(db)]
    const limits = limitsForSql({ ...SMALL, proxyRequestsPerHour: 1 })
    const late = await db.transaction().execute(async (tx) => {
      expect(await reserveRequest(tx, one, 'profile', limits)).toMatchObject({ verdict: 'ok' })
      const answer = reserveRequest(db, other, 'profile', limits)
      const waiting = sql<{ count: number }>`
        select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      await expect
        .poll(async () => (await waiting.execute(db)).rows[0]?.count, { timeout: 3_000 })
        .toBe(1)
      return { answer }
    })
    expect(await late.answer).toMatchObject({ verdict: 'spent' })
  })

  test('count a request that has not ended as just sent', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 1)
    const held = await lease(db)
    const limits = limitsForSql({ ...SMALL, requestsPerHour: 1 })
    expect(await reserveRequest(db, held, 'profile', limits)).toMatchObject({ verdict: 'ok' })
    await advanceWorldTime(db, 5 * HOUR)
    expect(await reserveRequest(db, held, 'profile', limits)).toEqual({
      verdict: 'spent',
      until: new Date(START + 6 * HOUR + 1),
    })
  })

  test('allow one request in flight for an account, whatever asks', async ({ db }) => {
    await makeAccounts(db, 1)
    const held = await lease(db)
    const limits = limitsForSql(LIMITS)
    await reserveRequest(db, held, 'profile', limits)
    await expect(reserveRequest(db, held, 'profile', limits)).rejects.toThrow(
      'account_requests_open_idx',
    )
  })

  test('make the next request wait out the gap', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 1)
    const held = await lease(db)
    const limits = limitsForSql(LIMITS)
    const first = await reserveRequest(db, held, 'profile', limits)
    const requestId = 'requestId' in first ? first.requestId : null
    await endRequest(db, held, { requestId, outcome: 'ok', healthy: true, gapMs: 3_500 })
    await advanceWorldTime(db, 1_000)
    expect(await reserveRequest(db, held, 'profile', limits)).toMatchObject({
      verdict: 'ok',
      waitMs: 2_500,
    })
  })

  test('allow a login in six hours and two in a day, apart from requests', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 1, { loggedIn: false })
    const held = await lease(db)
    const limits = limitsForSql({ ...LIMITS, requestsPerHour: 1 })
    const logIn = async () => {
      const answer = await beginLogin(db, held, limits, false)
      if (answer.verdict === 'ok') await endLogin(db, held, answer.requestId)
      return answer
    }
    expect(await logIn()).toMatchObject({ verdict: 'ok' })
    expect(await reserveRequest(db, held, 'profile', limits)).toMatchObject({ verdict: 'ok' })
    await sql`update account_requests set ended_at = world_now() where ended_at is null`.execute(db)
    await advanceWorldTime(db, 6 * HOUR - 1)
    expect(await logIn()).toEqual({ verdict: 'spent', until: new Date(START + 6 * HOUR + 1) })
    await advanceWorldTime(db, 1)
    expect(await logIn()).toMatchObject({ verdict: 'ok' })
    await advanceWorldTime(db, 6 * HOUR)
    expect(await logIn()).toEqual({ verdict: 'spent', until: new Date(START + 24 * HOUR + 1) })
    await advanceWorldTime(db, 12 * HOUR)
    expect(await logIn()).toMatchObject({ verdict: 'ok' })
  })

  test('let one account at a time log in through a proxy, unless its holder died', async ({
    db,
  }) => {
    const [first] = await makeAccounts(db, 2, { loggedIn: false, shareProxy: true })
    const [one, other] = [await lease(db), await lease(db)]
    const limits = limitsForSql(LIMITS)
    expect(await beginLogin(db, one, limits, false)).toMatchObject({ verdict: 'ok' })
    expect(await beginLogin(db, other, limits, false)).toMatchObject({ verdict: 'busy' })
    await sql`
      update instagram_accounts set lease_until = clock_timestamp() - interval '1 second'
      where id = ${first?.id}`.execute(db)
    expect(await beginLogin(db, other, limits, false)).toMatchObject({ verdict: 'ok' })
  })

  test('are what decides when a released account is free again', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 1)
    const held = await lease(db)
    const limits = limitsForSql({ ...LIMITS, requestsPerHour: 1 })
    const answer = await reserveRequest(db, held, 'profile', limits)
    const requestId = 'requestId' in answer ? answer.requestId : null
    await advanceWorldTime(db, MINUTE)
    await endRequest(db, held, { requestId, outcome: 'ok', healthy: true, gapMs: 3_000 })
    await releaseAccount(db, held, limits)
    const { free_at } = await db
      .selectFrom('instagram_accounts')
      .select('free_at')
      .executeTakeFirstOrThrow()
    expect(free_at).toEqual(new Date(START + MINUTE + HOUR))
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
