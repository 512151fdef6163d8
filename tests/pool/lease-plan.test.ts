import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { readFreeAccounts } from '../../src/pool/budget/free-accounts.ts'
import { leaseAccount, releaseAccount, type LeasedAccount } from '../../src/pool/budget/lease.ts'
import { endRequest, reserveRequest } from '../../src/pool/budget/ledger.ts'
import { describe, expect, test as base } from '../fixtures/test.ts'
import { LIMITS, makeAccounts } from './pool-fixture.ts'

const ACCOUNTS = 10_000
const request = { owner: 'test', leaseMs: 60_000, estimatedRequests: 5, limits: LIMITS }

/** `test` with one connection whose reads can be counted. */
const test = base.extend<{ one: Db }>({
  one: async ({ databaseUrl }, use) => {
    const db = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    await use(db)
    await db.destroy()
  },
})

/** Index entries and sequential rows that the connection read in tables that grow with the pool. */
async function readsSoFar(one: Db): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(one)
  const { rows } = await sql<{ entries: number }>`
    with table_names as (select unnest(array['instagram_accounts', 'proxies', 'account_requests']) as name)
    select ((select sum(seq_tup_read) from pg_stat_user_tables where relname in (select name from table_names)) + (
        select sum(idx_tup_read) from pg_stat_user_indexes where relname in (select name from table_names)
      ))::int as entries`.execute(one)
  return rows[0]?.entries ?? Number.NaN
}

async function reads<T>(one: Db, work: () => Promise<T>): Promise<{ entries: number; result: T }> {
  const before = await readsSoFar(one)
  const result = await work()
  return { entries: (await readsSoFar(one)) - before, result }
}

/** How many accounts are free, and the state of the others. */
type Pool = { name: string; free: number; others: 'later' | 'at work' | 'publish' }

async function fill(db: Db, { free, others }: Pool): Promise<void> {
  await sql`
    insert into proxies (protocol, host, port, identity_hash)
    select 'http', 'host', 1, int4send(n) from generate_series(1, ${ACCOUNTS}::integer) n`.execute(
    db,
  )
  await sql`
    insert into instagram_accounts (username, state, device_seed, secrets, proxy_id, free_at, session_created_at,
      lease_token, lease_owner, lease_until, lease_for, purpose)
    select 'many' || n, 'active', 'seed', 'x'::bytea, p.id,
      world_now() + case when n <= ${free} or ${others} <> 'later' then interval '-1 minute' else interval '1 minute' end
        - n * interval '1 millisecond',
      world_now(), l.token, case when l.token is not null then 'another' end,
      case when l.token is not null then clock_timestamp() + interval '1 hour' end,
      case when l.token is not null then 'work' end,
      case when n > ${free} and ${others} = 'publish' then 'publish' else 'read' end
    from generate_series(1, ${ACCOUNTS}::integer) n
    join proxies p on p.identity_hash = int4send(n)
    cross join lateral (
      select case when n > ${free} and ${others} = 'at work' then gen_random_uuid() end as token
    ) l`.execute(db)
  // Each account has an open or just finished request, as at work.
  await sql`
    insert into account_requests (account_id, proxy_id, kind, reserved_at, ended_at)
    select id, proxy_id, 'request', world_now(), case when lease_token is null then world_now() end
    from instagram_accounts`.execute(db)
}

const pools: Pool[] = [
  { name: 'all are free', free: ACCOUNTS, others: 'later' },
  { name: 'one in ten is free', free: ACCOUNTS / 10, others: 'later' },
  { name: 'one in ten is free and the others are at work', free: ACCOUNTS / 10, others: 'at work' },
  { name: 'one in ten is free and the others publish', free: ACCOUNTS / 10, others: 'publish' },
  { name: 'none is free', free: 0, others: 'later' },
  { name: 'none is free and all are at work', free: 0, others: 'at work' },
  { name: 'none is free and all publish', free: 0, others: 'publish' },
]

describe('choosing an account reads as little of ten thousand as of ten', () => {
  test.for(pools)('while $name', async (pool, { db, one }) => {
    await sql`analyze instagram_accounts, proxies, account_requests`.execute(db)
    await fill(db, pool)
    const choose = async (): Promise<LeasedAccount | undefined> => await leaseAccount(one, request)
    const stale = await reads(one, choose)
    expect(stale.result !== undefined).toBe(pool.free > 0)
    expect(stale.entries).toBeLessThan(250)
    expect((await reads(one, async () => await readFreeAccounts(one))).entries).toBeLessThan(1_500)
    await sql`analyze instagram_accounts, proxies, account_requests`.execute(db)
    expect((await reads(one, choose)).entries).toBeLessThan(250)
    for (const wanted of [{ prefer: 'many7' }, { only: 'many8' }]) {
      const named = await reads(one, async () => await leaseAccount(one, { ...request, ...wanted }))
      expect(named.entries).toBeLessThan(250)
      if (pool.free > 0) expect(Object.values(wanted)).toContain(named.result?.username)
    }
    expect((await reads(one, async () => await readFreeAccounts(one))).entries).toBeLessThan(1_500)
  })
})

describe('a request reads no more rows than its windows have places', () => {
  test('however many there were before', async ({ db, one }) => {
    const [account] = await makeAccounts(db, 1)
    if (!account) throw new Error('an account is missing')
    const spend = async (count: number, ago: string): Promise<unknown> =>
      await sql`
        insert into account_requests (account_id, proxy_id, kind, reserved_at, ended_at)
        select ${account.id}, ${account.proxyId}, 'request', t, t
        from generate_series(1, ${count}::integer) n, lateral (select world_now() - ${ago}::interval + n * interval '1 millisecond' as t) x`.execute(
        db,
      )
    await spend(50_000, '10 days')
    await spend(200, '20 hours')
    const leased = await leaseAccount(one, request)
    if (!leased) throw new Error('no account is free')
    const held = { accountId: leased.id, token: leased.lease_token }
    const places =
      LIMITS.requestsPerHour +
      LIMITS.requestsPerDay +
      LIMITS.proxyRequestsPerHour +
      LIMITS.proxyRequestsPerDay
    for (const look of ['stale', 'fresh']) {
      const reserved = await reads(
        one,
        async () => await reserveRequest(one, held, 'profile', LIMITS),
      )
      expect(reserved.entries, look).toBeLessThan(places + 30)
      const requestId = 'requestId' in reserved.result ? reserved.result.requestId : null
      const end = { requestId, outcome: 'ok', healthy: true, gapMs: 0 }
      expect(
        (await reads(one, async () => await endRequest(one, held, end))).entries,
        look,
      ).toBeLessThan(30)
      await sql`analyze account_requests`.execute(db)
    }
    const released = await reads(one, async () => await releaseAccount(one, held, LIMITS))
    expect(released.entries).toBeLessThan(places + 30)
  })
})
