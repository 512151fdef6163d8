import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { createLogger } from '../../../src/base/log/log.ts'
import {
  AppOutdatedError,
  BadCredentialsError,
  ChallengeRequiredError,
  LoginRequiredError,
  PoolRestingError,
  TransientPlatformError,
} from '../../../src/platforms/errors.ts'
import { PendingWrites } from '../../../src/pool/state/pending-writes.ts'
import { describe, test } from '../../fixtures/test.ts'
import { withRelay } from '../database-relay.ts'
import { accountNamed, alertKinds, eventsOf, rejection } from '../failure-kit.ts'
import { ask, clockOf, HOUR, makeAccounts, poolOn, scriptedAdapter } from '../pool-fixture.ts'

const challenge = new ChallengeRequiredError('a challenge')

/** The lease of every account expires, as in an absence longer than one. */
const endLeases = async (db: Db): Promise<void> => {
  await sql`update instagram_accounts set lease_until = clock_timestamp() - interval '1 second'
    where lease_token is not null`.execute(db)
  await advanceWorldTime(db, HOUR)
}

/** The platform fails like this once, for account1, after `before`. */
const sayingOnce = (error: Error, before: () => unknown) => {
  let isSaid = false
  return scriptedAdapter(async ({ username, endpoint }) => {
    const isSayable = username === 'account1' && !endpoint.endsWith('prepare')
    if (isSaid || !isSayable) return
    isSaid = true
    await before()
    throw error
  })
}

test('work that is done stays done, though its account is given back late', async ({
  db,
  databaseUrl,
  expect,
}) => {
  await makeAccounts(db, 1)
  await withRelay(databaseUrl, async (relay) => {
    const pool = poolOn(relay.db, scriptedAdapter(), { clock: clockOf(db) })
    const { signal } = new AbortController()
    const answer = await pool.withAccount({ signal }, async (run) => {
      const found = await run(
        async (session) => await session.fetchProfile({ username: 'somebody' }),
      )
      relay.cut()
      return found.username
    })
    expect(answer).toBe('somebody')
    // Nobody else has it until then.
    expect((await accountNamed(db, 'account1')).lease_token).not.toBeNull()
    relay.mend()
    await expect
      .poll(async () => (await accountNamed(db, 'account1')).lease_token, { timeout: 5_000 })
      .toBeNull()
  })
})

describe.concurrent('what the platform says while the database is away', () => {
  test('freezes the account before it is used again, though its lease has ended', async ({
    db,
    databaseUrl,
    expect,
  }) => {
    await makeAccounts(db, 2)
    await withRelay(databaseUrl, async (relay) => {
      const adapter = sayingOnce(challenge, relay.cut)
      const pool = poolOn(relay.db, adapter, { clock: clockOf(db) })
      await rejection(ask(pool))
      await endLeases(db)
      relay.mend()
      expect(await ask(pool)).toBe('account2')
      expect(adapter.sent.map(({ username }) => username)).toEqual(['account1', 'account2'])
      const account = await accountNamed(db, 'account1')
      expect(account).toMatchObject({ state: 'needs_operator', lease_token: null })
    })
  })

  test('is stored by itself once it is back, and by a pool that is just stopping', async ({
    db,
    databaseUrl,
    expect,
  }) => {
    await makeAccounts(db, 1)
    await withRelay(databaseUrl, async (relay) => {
      const pool = poolOn(relay.db, sayingOnce(challenge, relay.cut), { clock: clockOf(db) })
      await rejection(ask(pool))
      const released = pool.releaseAll()
      relay.mend()
      await released
      expect((await accountNamed(db, 'account1')).state).toBe('needs_operator')
    })
  })

  test('is recorded though the lease seemed lost meanwhile', async ({
    db,
    databaseUrl,
    expect,
  }) => {
    await makeAccounts(db, 1)
    await withRelay(databaseUrl, async (relay) => {
      const adapter = sayingOnce(challenge, async () => {
        const heardAt = performance.now()
        relay.cut()
        // By then the lease's owner has aborted it.
        await expect.poll(() => performance.now() - heardAt).toBeGreaterThan(2_500)
        relay.mend()
      })
      await rejection(ask(poolOn(relay.db, adapter, { clock: clockOf(db), leaseMs: 1_500 })))
      expect((await accountNamed(db, 'account1')).state).toBe('needs_operator')
    })
  })

  test('has a refused password never sent again', async ({ db, databaseUrl, expect }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    await withRelay(databaseUrl, async (relay) => {
      const adapter = sayingOnce(new BadCredentialsError('refused'), relay.cut)
      const pool = poolOn(relay.db, adapter, { clock: clockOf(db) })
      await rejection(ask(pool))
      await endLeases(db)
      await advanceWorldTime(db, 12 * HOUR)
      relay.mend()
      expect(await rejection(ask(pool))).toBeInstanceOf(PoolRestingError)
      expect(adapter.sent.filter(({ endpoint }) => endpoint === 'login/secret-1')).toHaveLength(1)
      const account = await accountNamed(db, 'account1')
      expect(account.state).toBe('needs_operator')
      expect(account.password_refused_at).not.toBeNull()
    })
  })

  test('stops the pool once it is back, and nothing is sent until then', async ({
    db,
    databaseUrl,
    expect,
  }) => {
    await makeAccounts(db, 2)
    await withRelay(databaseUrl, async (relay) => {
      const outdated = new AppOutdatedError('too old')
      const adapter = sayingOnce(outdated, relay.cut)
      const pool = poolOn(relay.db, adapter, { clock: clockOf(db) })
      expect(await rejection(ask(pool))).toBe(outdated)
      await endLeases(db)
      relay.mend()
      expect(await rejection(ask(pool))).toBeInstanceOf(PoolRestingError)
      expect(adapter.sent).toHaveLength(1)
      expect(await alertKinds(db)).toEqual(['pool_stopped'])
      expect((await accountNamed(db, 'account1')).lease_token).toBeNull()
    })
  })

  test('has a dead session never used again, though its account is leased once more', async ({
    db,
    databaseUrl,
    expect,
  }) => {
    const [made] = await makeAccounts(db, 1)
    const dead = new LoginRequiredError('login_required')
    await withRelay(databaseUrl, async (relay) => {
      let asked = 0
      const adapter = scriptedAdapter(({ endpoint }) => {
        if (endpoint.startsWith('login')) return
        asked += 1
        // The second request is the check that confirms it.
        if (asked === 2) relay.cut()
        if (asked <= 2) throw dead
      })
      const pool = poolOn(relay.db, adapter, { clock: clockOf(db) })
      await rejection(ask(pool))
      await endLeases(db)
      relay.mend()
      expect(await ask(pool)).toBe('account1')
      expect(adapter.sent.map(({ endpoint }) => endpoint)).toEqual([
        'profile',
        'check',
        'login/prepare',
        'login/secret-1',
        'profile',
      ])
      const events = await eventsOf(db, made?.id ?? '')
      expect(events.map(({ event }) => event)).toEqual(['session_died', 'logged_in'])
    })
  })

  test('costs the account health for a failure without an owner', async ({
    db,
    databaseUrl,
    expect,
  }) => {
    await makeAccounts(db, 1)
    const failure = new TransientPlatformError('a failure')
    await withRelay(databaseUrl, async (relay) => {
      const adapter = scriptedAdapter(({ endpoint, nth }) => {
        if (endpoint === 'proxy') return
        if (nth === 3) relay.cut()
        throw failure
      })
      const pool = poolOn(relay.db, adapter, { clock: clockOf(db) })
      expect(await rejection(ask(pool))).toBe(failure)
      await endLeases(db)
      const released = pool.releaseAll()
      relay.mend()
      await released
      expect(await accountNamed(db, 'account1')).toMatchObject({ health: 95, lease_token: null })
    })
  })

  test('keeps the account from other processes for as long as it cannot be stored', async ({
    db,
    expect,
  }) => {
    await makeAccounts(db, 1)
    await sql`create table faults as select true as on`.execute(db)
    await sql`
      create function fail_while_on() returns trigger language plpgsql as $$
      begin
        if exists (select from faults where "on") then raise exception 'full' using errcode = '53100'; end if;
        return new;
      end $$`.execute(db)
    await sql`
      create trigger fail_while_on before insert on account_events
      for each row execute function fail_while_on()`.execute(db)
    const adapter = sayingOnce(challenge, () => undefined)
    const leasedAt = performance.now()
    await rejection(ask(poolOn(db, adapter, { leaseMs: 2_000 })))
    await advanceWorldTime(db, HOUR)
    // Without renewal the lease would have expired.
    await expect.poll(() => performance.now() - leasedAt).toBeGreaterThan(4_000)
    const other = poolOn(db, adapter, { instance: 'other' })
    expect(await rejection(ask(other))).toBeInstanceOf(PoolRestingError)
    await sql`update faults set "on" = false`.execute(db)
    await expect.poll(async () => (await accountNamed(db, 'account1')).state).toBe('needs_operator')
    expect(adapter.sent).toHaveLength(1)
  })

  test('is reported as lost when the pool has stopped', async ({ databaseUrl, expect }) => {
    const lines: string[] = []
    const log = createLogger({
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    })
    const lostLines = () =>
      lines.filter((line) => line.includes('account outcome not recorded: dropped'))
    await withRelay(databaseUrl, async (relay) => {
      const pending = new PendingWrites(log)
      const write = async () => await sql`select 1`.execute(relay.db)
      await write()
      pending.stop()
      relay.cut()
      for (const username of ['account1', 'account2']) {
        const stored = await pending.store({ accountId: username, username }, write)
        expect(stored).toBeUndefined()
      }
      expect(lostLines().map((line) => (JSON.parse(line) as { account: string }).account)).toEqual([
        'account1',
        'account2',
      ])
    })
  })
})
