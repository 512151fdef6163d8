import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { leaseAccount, releaseAccount, type LeaseKey } from '../../src/pool/budget/lease.ts'
import { endRequest, reserveRequest } from '../../src/pool/budget/ledger.ts'
import type { PoolLimits } from '../../src/pool/state/limits.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { HOUR, LIMITS, makeAccounts } from './pool-fixture.ts'

const START = Date.UTC(2026, 0, 1)
const DAY = 24 * HOUR
const LIMITED: PoolLimits = {
  ...LIMITS,
  requestsPerHour: 10,
  requestsPerDay: 20,
  warmUpSteps: [0.2, 0.5],
}

async function anAccountInWarmUp(db: Db, warmUpFrom: number): Promise<LeaseKey> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  await makeAccounts(db, 1)
  await sql`update instagram_accounts set warm_up_from = ${new Date(warmUpFrom)}`.execute(db)
  const request = { owner: 'test', leaseMs: 600_000, estimatedRequests: 5, limits: LIMITED }
  const account = await leaseAccount(db, request)
  if (!account) throw new Error('no account is free')
  return { accountId: account.id, token: account.lease_token }
}

/** Sends until the budget is spent; returns the number and the end of the wait. */
async function sendAll(
  db: Db,
  held: LeaseKey,
  limits: PoolLimits = LIMITED,
): Promise<{ sent: number; until: Date }> {
  for (let sent = 0; ; sent += 1) {
    const answer = await reserveRequest(db, held, 'profile', limits)
    if (answer.verdict === 'spent') return { sent, until: answer.until }
    if (answer.verdict !== 'ok') throw new Error(answer.verdict)
    const end = { requestId: answer.requestId, outcome: 'ok', healthy: true, gapMs: 0 }
    await endRequest(db, held, end)
  }
}

describe('an account in its warm-up', () => {
  test('has the share of its day, of the hour and of the day', async ({ db }) => {
    const held = await anAccountInWarmUp(db, START)
    expect(await sendAll(db, held)).toEqual({ sent: 2, until: new Date(START + HOUR + 1) })
    await advanceWorldTime(db, HOUR)
    expect(await sendAll(db, held)).toEqual({ sent: 2, until: new Date(START + DAY + 1) })
    await advanceWorldTime(db, 23 * HOUR)
    // Two requests of the first day are still in the day's window, which has ten places now.
    expect((await sendAll(db, held)).sent).toBe(5)
    await advanceWorldTime(db, HOUR)
    expect((await sendAll(db, held)).sent).toBe(5)
  })

  test('has all of it after the last step', async ({ db }) => {
    const held = await anAccountInWarmUp(db, START - 2 * DAY)
    expect((await sendAll(db, held)).sent).toBe(10)
  })

  test('has one request at least', async ({ db }) => {
    const held = await anAccountInWarmUp(db, START)
    const limits = { ...LIMITED, warmUpSteps: [0.001] }
    expect((await sendAll(db, held, limits)).sent).toBe(1)
  })

  test('may send as soon as its next day begins, if that has room', async ({ db }) => {
    const held = await anAccountInWarmUp(db, START - DAY + 10 * 60_000)
    const tomorrow = START + 10 * 60_000
    expect(await sendAll(db, held)).toEqual({ sent: 2, until: new Date(tomorrow + 1) })
    await releaseAccount(db, held, LIMITED)
    const { free_at } = await db
      .selectFrom('instagram_accounts')
      .select('free_at')
      .executeTakeFirstOrThrow()
    expect(free_at).toEqual(new Date(tomorrow))
  })

  test('is taken for work that fits into its share', async ({ db }) => {
    const held = await anAccountInWarmUp(db, START)
    await releaseAccount(db, held, LIMITED)
    const [, old] = await addAnother(db)
    const request = { owner: 'test', leaseMs: 600_000, limits: LIMITED }
    const lease = async (estimatedRequests: number) =>
      await leaseAccount(db, { ...request, estimatedRequests })
    // One of its two places is taken; the other account has been free for less long.
    await sql`
      insert into account_requests (account_id, kind, reserved_at, ended_at)
      values (${held.accountId}, 'request', world_now(), world_now())`.execute(db)
    expect((await lease(2))?.id).toBe(old)
    expect((await lease(2))?.id).toBe(held.accountId)
  })
})

async function addAnother(db: Db): Promise<string[]> {
  await sql`
    insert into instagram_accounts (username, state, device_seed, secrets, proxy_id, free_at, session_created_at)
    select 'another', 'active', 'seed', secrets, proxy_id, world_now(), world_now() from instagram_accounts`.execute(
    db,
  )
  await sql`update instagram_accounts set free_at = world_now() - interval '1 hour' where warm_up_from is not null`.execute(
    db,
  )
  const rows = await db.selectFrom('instagram_accounts').select('id').orderBy('free_at').execute()
  return rows.map(({ id }) => id)
}
