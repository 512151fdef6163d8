import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { readFreeAccounts, readRetryAt } from '../../../src/pool/budget/free-accounts.ts'
import {
  endLeasesOf,
  leaseAccount,
  releaseAccount,
  renewAccountLeases,
  type LeasedAccount,
  type LeaseRequest,
} from '../../../src/pool/budget/lease.ts'
import { endRequest, reserveRequest } from '../../../src/pool/budget/ledger.ts'
import { storeSession } from '../../../src/pool/sessions/session-store.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, LIMITS, makeAccounts, MINUTE } from '../pool-fixture.ts'

const request: LeaseRequest = {
  owner: 'test',
  leaseMs: 60_000,
  estimatedRequests: 1,
  limits: LIMITS,
}
const keyOf = (account: LeasedAccount) => ({ accountId: account.id, token: account.lease_token })

async function lease(db: Db, overrides: Partial<LeaseRequest> = {}): Promise<LeasedAccount> {
  const account = await leaseAccount(db, { ...request, ...overrides })
  if (!account) throw new Error('no account is free')
  return account
}

const loseLease = async (db: Db, id: string) =>
  await sql`
    update instagram_accounts set lease_until = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
    db,
  )

async function spend(db: Db, accountId: string, proxyId: string, count: number): Promise<void> {
  await sql`
    insert into account_requests (account_id, proxy_id, kind, reserved_at, ended_at)
    select ${accountId}, ${proxyId}, 'request', world_now(), world_now() from generate_series(1, ${count})`.execute(
    db,
  )
}

describe('leasing', () => {
  test('never gives one account to two callers', async ({ db }) => {
    await makeAccounts(db, 5)
    const asked = await Promise.all(
      Array.from({ length: 30 }, async () => await leaseAccount(db, request)),
    )
    const names = asked.flatMap((account) => (account ? [account.username] : []))
    expect(new Set(names).size).toBe(names.length)
    let more = await leaseAccount(db, request)
    while (more) {
      names.push(more.username)
      more = await leaseAccount(db, request)
    }
    expect(names.sort()).toEqual(['account1', 'account2', 'account3', 'account4', 'account5'])
  })

  test('does not wait for an account that another caller is taking', async ({ db }) => {
    await makeAccounts(db, 2)
    await db.transaction().execute(async (tx) => {
      expect((await leaseAccount(tx, request))?.username).toBe('account1')
      await db.transaction().execute(async (other) => {
        await sql`set local lock_timeout = '2s'`.execute(other)
        expect((await leaseAccount(other, request))?.username).toBe('account2')
        expect(await leaseAccount(other, request)).toBeUndefined()
      })
    })
  })

  test('takes the account that has been free for longest', async ({ db }) => {
    const [first, second, third] = await makeAccounts(db, 3)
    await sql`
      update instagram_accounts set free_at = world_now() - case id
        when ${first?.id} then interval '1 minute' when ${second?.id} then interval '3 minutes' else interval '2 minutes' end`.execute(
      db,
    )
    expect((await lease(db)).id).toBe(second?.id)
    expect((await lease(db)).id).toBe(third?.id)
    expect((await lease(db)).id).toBe(first?.id)
  })

  test('puts an account with poor health behind', async ({ db }) => {
    const [first] = await makeAccounts(db, 2)
    await db
      .updateTable('instagram_accounts')
      .set({ health: 40 })
      .where('username', '=', 'account1')
      .execute()
    const held = await lease(db)
    expect(held.id).toBe(first?.id)
    const { next_request_at } = await row(db, held.id)
    await releaseAccount(db, keyOf(held), LIMITS)
    expect((await row(db, held.id)).free_at.getTime()).toBe(next_request_at.getTime() + 60_000)
  })

  test('prefers an account with enough budget for the work, but refuses none with any', async ({
    db,
  }) => {
    const [first, second] = await makeAccounts(db, 2)
    if (!first || !second) throw new Error('accounts are missing')
    await spend(db, first.id, first.proxyId, 27)
    expect((await lease(db, { estimatedRequests: 4 })).id).toBe(second.id)
    expect((await lease(db, { estimatedRequests: 4 })).id).toBe(first.id)
  })

  test('takes the longest free one when it has just enough', async ({ db }) => {
    const [first] = await makeAccounts(db, 2)
    if (!first) throw new Error('an account is missing')
    await spend(db, first.id, first.proxyId, 26)
    expect((await lease(db, { estimatedRequests: 4 })).id).toBe(first.id)
  })

  test.for(['needs_login', 'needs_operator', 'suspended', 'proxy_error', 'paused'])(
    'leaves an account alone that is %s',
    async (state, { db }) => {
      await makeAccounts(db, 1)
      await db.updateTable('instagram_accounts').set({ state }).execute()
      expect(await leaseAccount(db, request)).toBeUndefined()
      expect(await readFreeAccounts(db)).toEqual({ free: 0, nextFreeAt: null })
    },
  )

  test.for(['dead', 'paused'])('leaves accounts of a %s proxy alone', async (state, { db }) => {
    await makeAccounts(db, 1)
    await db.updateTable('proxies').set({ state }).execute()
    expect(await leaseAccount(db, request)).toBeUndefined()
    expect(await readFreeAccounts(db)).toEqual({ free: 0, nextFreeAt: null })
  })

  test('ends a rest when its time has come, and says so', async ({ db }) => {
    await makeAccounts(db, 1)
    await sql`
      update instagram_accounts
      set state = 'resting', rest_until = world_now() + interval '45 minutes', free_at = world_now() + interval '45 minutes'`.execute(
      db,
    )
    expect(await leaseAccount(db, request)).toBeUndefined()
    await advanceWorldTime(db, 45 * MINUTE)
    expect(await lease(db)).toMatchObject({ state: 'active', earlier_state: 'resting' })
    const events = await db.selectFrom('account_events').select(['event', 'to_state']).execute()
    expect(events.at(-1)).toEqual({ event: 'rest_over', to_state: 'active' })
  })
})

describe('a lease', () => {
  test('lasts while it is renewed', async ({ db }) => {
    await makeAccounts(db, 1)
    const held = await lease(db)
    const before = await row(db, held.id)
    expect(await renewAccountLeases(db, [keyOf(held)], 600_000)).toEqual(
      new Set([held.lease_token]),
    )
    const after = await row(db, held.id)
    expect(after.lease_until?.getTime()).toBeGreaterThan(
      (before.lease_until?.getTime() ?? 0) + 500_000,
    )
    expect(await leaseAccount(db, request)).toBeUndefined()
  })

  test('that has expired is not renewed, even without a new owner', async ({ db }) => {
    await makeAccounts(db, 1)
    const held = await lease(db)
    await loseLease(db, held.id)
    expect(await renewAccountLeases(db, [keyOf(held)], 60_000)).toEqual(new Set())
    expect(await lease(db)).toMatchObject({ id: held.id, was_taken_over: true })
  })

  test('passes to another owner when its owner dies, with its possible requests', async ({
    db,
  }) => {
    const [account] = await makeAccounts(db, 1)
    if (!account) throw new Error('an account is missing')
    const stalled = await lease(db)
    await reserveRequest(db, keyOf(stalled), 'profile', LIMITS)
    await loseLease(db, account.id)
    await advanceWorldTime(db, 10 * MINUTE)
    const taken = await lease(db)
    expect(taken).toMatchObject({ id: account.id, was_taken_over: true })
    const { rows } = await sql<{ outcome: string; ago: number; gap: number }>`
      select r.outcome, extract(epoch from world_now() - r.ended_at)::float8 as ago,
        extract(epoch from a.next_request_at - r.ended_at)::float8 as gap
      from account_requests r join instagram_accounts a on a.id = r.account_id`.execute(db)
    expect(rows).toHaveLength(1)
    expect(rows[0]?.outcome).toBe('lost')
    expect(rows[0]?.ago).toBeLessThan(MINUTE / 1000)
    expect(rows[0]?.gap).toBeCloseTo(LIMITS.gapMaxMs / 1000, 3)
  })

  test('rejects an owner that stalled', async ({ db }) => {
    const [account] = await makeAccounts(db, 1)
    if (!account) throw new Error('an account is missing')
    const stalled = keyOf(await lease(db))
    const open = await reserveRequest(db, stalled, 'profile', LIMITS)
    await loseLease(db, account.id)
    const taken = await lease(db)
    const before = await row(db, account.id)
    const requests = await db.selectFrom('account_requests').selectAll().execute()

    expect(await reserveRequest(db, stalled, 'profile', LIMITS)).toEqual({ verdict: 'lost' })
    const requestId = 'requestId' in open ? open.requestId : null
    const end = { requestId, outcome: 'ok', healthy: true, gapMs: 0 }
    expect(await endRequest(db, stalled, end)).toBe(false)
    expect(
      await storeSession(db, stalled, {
        sealed: Buffer.from('old'),
        facts: { platformId: null, expiresAt: null },
        isNew: false,
      }),
    ).toBeUndefined()
    expect(await releaseAccount(db, stalled, LIMITS)).toBe(false)
    expect(await renewAccountLeases(db, [stalled], 60_000)).toEqual(new Set())

    expect(await row(db, account.id)).toEqual(before)
    expect(await db.selectFrom('account_requests').selectAll().execute()).toEqual(requests)
    expect(await releaseAccount(db, keyOf(taken), LIMITS)).toBe(true)
  })
})

test('the leases of a process end when its successor of the same name says so', async ({ db }) => {
  await makeAccounts(db, 2)
  const left = await lease(db, { owner: 'scraper' })
  await lease(db, { owner: 'another' })
  await endLeasesOf(db, 'scraper')
  expect(await lease(db)).toMatchObject({ id: left.id, was_taken_over: true })
  expect(await leaseAccount(db, request)).toBeUndefined()
})

describe('free accounts', () => {
  test('are counted without leased ones, with the next free time', async ({ db }) => {
    await makeAccounts(db, 2)
    expect(await readFreeAccounts(db)).toEqual({ free: 2, nextFreeAt: null })
    await lease(db)
    expect(await readFreeAccounts(db)).toEqual({ free: 1, nextFreeAt: null })
    const held = await lease(db)
    expect(await readFreeAccounts(db)).toEqual({ free: 0, nextFreeAt: null })
    await releaseAccount(db, keyOf(held), LIMITS, new Date(Date.now() + HOUR))
    const { free, nextFreeAt } = await readFreeAccounts(db)
    expect(free).toBe(0)
    const freeAt = (await row(db, held.id)).free_at.getTime()
    expect(nextFreeAt?.getTime()).toBe(freeAt + 1)
  })

  test('may be released by another owner soon', async ({ db }) => {
    await makeAccounts(db, 1)
    expect(secondsUntil(await readRetryAt(db))).toBeLessThan(1)
    await lease(db)
    expect(secondsUntil(await readRetryAt(db))).toBeCloseTo(30, -1)
    await db.updateTable('instagram_accounts').set({ state: 'needs_operator' }).execute()
    expect(secondsUntil(await readRetryAt(db))).toBeCloseTo(3600, -2)
  })

  test('is nothing while the pool is stopped', async ({ db }) => {
    await makeAccounts(db, 1)
    await sql`
      insert into pool_stops (cause, stopped_until) values ('app_outdated', world_now() + interval '1 hour')`.execute(
      db,
    )
    expect(await leaseAccount(db, request)).toBeUndefined()
    const { free, nextFreeAt } = await readFreeAccounts(db)
    expect(free).toBe(0)
    expect(secondsUntil(nextFreeAt ?? new Date(0))).toBeCloseTo(3600, -2)
    await advanceWorldTime(db, HOUR)
    expect((await readFreeAccounts(db)).free).toBe(1)
    expect(await leaseAccount(db, request)).toBeDefined()
  })
})

async function row(db: Db, id: string) {
  return await db
    .selectFrom('instagram_accounts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

const secondsUntil = (at: Date): number => (at.getTime() - Date.now()) / 1000
