import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { leaseAccount, releaseAccount, type LeaseKey } from '../../src/pool/budget/lease.ts'
import {
  beginLogin,
  endRequest,
  reserveRequest,
  type Permit,
  type Refusal,
} from '../../src/pool/budget/ledger.ts'
import { endLogin } from '../../src/pool/sessions/login-store.ts'
import type { PoolLimits } from '../../src/pool/state/limits.ts'
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

async function startAt(db: Db): Promise<void> {
  await sql`truncate account_requests`.execute(db)
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  await sql`update instagram_accounts set next_request_at = world_now()`.execute(db)
}

describe('budgets', () => {
  test('of a proxy are not overspent by accounts that ask at the same moment', async ({ db }) => {
    await makeAccounts(db, 2, { shareProxy: true })
    const [one, other] = [await lease(db), await lease(db)]
    const limits = { ...SMALL, proxyRequestsPerHour: 1 }
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
    const limits = { ...SMALL, requestsPerHour: 1 }
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
    await reserveRequest(db, held, 'profile', LIMITS)
    await expect(reserveRequest(db, held, 'profile', LIMITS)).rejects.toThrow(
      'account_requests_open_idx',
    )
  })

  test('make the next request wait out the gap', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 1)
    const held = await lease(db)
    const first = await reserveRequest(db, held, 'profile', LIMITS)
    const requestId = 'requestId' in first ? first.requestId : null
    await endRequest(db, held, { requestId, outcome: 'ok', healthy: true, gapMs: 3_500 })
    await advanceWorldTime(db, 1_000)
    expect(await reserveRequest(db, held, 'profile', LIMITS)).toMatchObject({
      verdict: 'ok',
      waitMs: 2_500,
    })
  })

  test('allow a login in six hours and two in a day, apart from requests', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 1, { loggedIn: false })
    const held = await lease(db)
    const limits = { ...LIMITS, requestsPerHour: 1 }
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

  test('let one account at a time log in through a proxy, unless its owner died', async ({
    db,
  }) => {
    const [first] = await makeAccounts(db, 2, { loggedIn: false, shareProxy: true })
    const [one, other] = [await lease(db), await lease(db)]
    expect(await beginLogin(db, one, LIMITS, false)).toMatchObject({ verdict: 'ok' })
    expect(await beginLogin(db, other, LIMITS, false)).toMatchObject({ verdict: 'busy' })
    await sql`
      update instagram_accounts set lease_until = clock_timestamp() - interval '1 second'
      where id = ${first?.id}`.execute(db)
    expect(await beginLogin(db, other, LIMITS, false)).toMatchObject({ verdict: 'ok' })
  })

  test('let a request wait for room within a gap, and no other request take it', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 2, { shareProxy: true })
    const [one, other] = [await lease(db), await lease(db)]
    const limits = { ...SMALL, requestsPerHour: 2, proxyRequestsPerHour: 2 }
    for (const held of [one, other]) {
      const { requestId } = granted(await reserveRequest(db, held, 'profile', limits))
      await endRequest(db, held, { requestId, outcome: 'ok', healthy: true, gapMs: 0 })
      await advanceWorldTime(db, MINUTE)
    }
    await advanceWorldTime(db, HOUR - 2 * MINUTE - LIMITS.gapMaxMs - 1)
    const room = new Date(START + HOUR + 1)
    expect(await reserveRequest(db, one, 'profile', limits)).toEqual({
      verdict: 'spent',
      until: room,
    })
    await advanceWorldTime(db, 1)
    expect(await reserveRequest(db, one, 'profile', limits)).toMatchObject({
      verdict: 'ok',
      waitMs: LIMITS.gapMaxMs,
    })
    expect(await reserveRequest(db, other, 'profile', limits)).toEqual({
      verdict: 'spent',
      until: new Date(START + MINUTE + HOUR + 1),
    })
  })

  test('decide when a released account is free again', async ({ db }) => {
    await startAt(db)
    await makeAccounts(db, 1)
    const held = await lease(db)
    const limits = { ...LIMITS, requestsPerHour: 1 }
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

function granted(answer: Permit | Refusal): Permit {
  if (answer.verdict !== 'ok') throw new Error(`refused: ${answer.verdict}`)
  return answer
}

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
