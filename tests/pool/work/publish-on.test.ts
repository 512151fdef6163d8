import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import {
  AccountOutOfServiceError,
  ChallengeRequiredError,
  FeedbackRequiredError,
  LoginRequiredError,
  PoolRestingError,
  TransientPlatformError,
} from '../../../src/platforms/errors.ts'
import { readCapacity } from '../../../src/pool/budget/capacity.ts'
import { readFreeAccounts, readRetryAt } from '../../../src/pool/budget/free-accounts.ts'
import { readPoolStatus } from '../../../src/pool/accounts/pool-status.ts'
import { updateAccount } from '../../../src/pool/accounts/update-account.ts'
import { removeAccount } from '../../../src/pool/accounts/accounts-store.ts'
import type { Pool } from '../../../src/pool/work/pool.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { rejection } from '../failure-kit.ts'
import {
  ask,
  LIMITS,
  makeAccounts,
  poolOn,
  scriptedAdapter,
  storeParts,
  type Made,
} from '../pool-fixture.ts'
import { accountNamed, alertKinds, endpointsOf, mortalSessions } from '../session-fixture.ts'

const { signal } = new AbortController()

/** `account1` publishes, the others read. */
async function makePublisher(db: Db, count: number): Promise<Made[]> {
  const made = await makeAccounts(db, count)
  await sql`update instagram_accounts set purpose = 'publish' where username = 'account1'`.execute(
    db,
  )
  return made
}

const publish = async (pool: Pool, username = 'account1'): Promise<string> =>
  await pool.publishOn({ username, signal }, async (session) => {
    await session.fetchProfile({ username: 'own' })
    return session.username
  })

describe('an account that publishes', () => {
  test('is never leased to read, nor counted among those that are', async ({ db }) => {
    await makePublisher(db, 1)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    expect(await rejection(ask(pool))).toBeInstanceOf(PoolRestingError)
    for (const wish of [{ prefer: 'account1' }, { only: 'account1' }])
      await expect(
        pool.withAccount({ signal, ...wish }, async () => undefined),
      ).rejects.toBeDefined()
    expect(adapter.sent).toEqual([])
    expect(await readFreeAccounts(db)).toEqual({ free: 0, nextFreeAt: null })
    expect(await readCapacity(db, LIMITS)).toMatchObject({ accounts: 0, perDay: 0 })
    expect(await readPoolStatus(db, LIMITS)).toMatchObject({ in_service: 0, free: 0 })
  })

  test('is left alone by reading whatever its state is', async ({ db }) => {
    await makePublisher(db, 1)
    const states = [
      sql`state = 'resting', rest_until = world_now()`,
      sql`state = 'needs_login', renewal_at = world_now()`,
      sql`lease_owner = 'x', lease_token = gen_random_uuid(), lease_for = 'publish',
        lease_until = clock_timestamp() - interval '1 second'`,
    ]
    for (const state of states) {
      await sql`update instagram_accounts set state = 'active', rest_until = null, renewal_at = null, lease_owner = null,
        lease_token = null, lease_for = null, lease_until = null`.execute(db)
      await sql`update instagram_accounts set ${state}`.execute(db)
      expect(await rejection(ask(poolOn(db, scriptedAdapter())))).toBeInstanceOf(PoolRestingError)
    }
  })

  test('is leased by its name to publish, with its budget and pacing', async ({ db }) => {
    const [made] = await makePublisher(db, 2)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    expect(await publish(pool)).toBe('account1')
    expect(adapter.sent).toEqual([{ username: 'account1', endpoint: 'profile' }])
    const { rows } = await sql<{ sent: number; paced: boolean; leased: boolean }>`
      select (select count(*)::int from account_requests where account_id = a.id and proxy_id = a.proxy_id) as sent,
        next_request_at > world_now() as paced, lease_token is not null as leased
      from instagram_accounts a where id = ${made?.id}`.execute(db)
    expect(rows).toEqual([{ sent: 1, paced: true, leased: false }])
  })

  test('is held apart from the one that another caller publishes on', async ({ db }) => {
    await makePublisher(db, 1)
    const pool = poolOn(db, scriptedAdapter())
    await pool.publishOn({ username: 'account1', signal }, async () => {
      expect(await rejection(publish(pool))).toBeInstanceOf(PoolRestingError)
    })
    expect(await readRetryAt(db)).toBeInstanceOf(Date)
  })

  test('is the only one that is published on', async ({ db }) => {
    await makePublisher(db, 2)
    const pool = poolOn(db, scriptedAdapter())
    const refused = await rejection(publish(pool, 'account2'))
    expect(refused).toBeInstanceOf(AccountOutOfServiceError)
    expect(refused).toMatchObject({ message: expect.stringContaining('its purpose is to read') })
    expect(await rejection(publish(pool, 'nobody'))).toMatchObject({
      message: expect.stringContaining('not in the pool'),
    })
  })
})

describe('work that publishes', () => {
  test('runs once after a transient failure, which is thrown as it was', async ({ db }) => {
    await makePublisher(db, 1)
    const error = new TransientPlatformError('the answer was lost')
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'profile') throw error
    })
    expect(await rejection(publish(poolOn(db, adapter)))).toBe(error)
    expect(adapter.sent.filter(({ endpoint }) => endpoint === 'profile')).toHaveLength(1)
    expect((await accountNamed(db, 'account1')).lease_token).toBeNull()
  })

  test('moves to no other account after a refusal, whose consequence is recorded', async ({
    db,
  }) => {
    await makePublisher(db, 3)
    const cases = [
      [new FeedbackRequiredError('feedback'), 'resting'],
      [new ChallengeRequiredError('challenge'), 'needs_operator'],
    ] as const
    for (const [error, state] of cases) {
      await sql`update instagram_accounts set state = 'active', rest_until = null, free_at = world_now()`.execute(
        db,
      )
      const adapter = scriptedAdapter(({ endpoint }) => {
        if (endpoint !== 'proxy') throw error
      })
      expect(await rejection(publish(poolOn(db, adapter)))).toBe(error)
      expect(adapter.sent).toHaveLength(1)
      expect((await accountNamed(db, 'account1')).state).toBe(state)
    }
  })

  test('renews a dead session for the next time, and is not run again', async ({ db }) => {
    await makePublisher(db, 1)
    const dead = new Set(['account1'])
    const adapter = mortalSessions(dead)
    const pool = poolOn(db, adapter)
    expect(await rejection(publish(pool))).toBeInstanceOf(LoginRequiredError)
    expect(endpointsOf(adapter).filter((endpoint) => endpoint === 'profile')).toHaveLength(1)
    expect(endpointsOf(adapter)).toContain('login/secret-1')
    expect((await accountNamed(db, 'account1')).state).toBe('active')
    // Its health has suffered.
    await sql`update instagram_accounts set free_at = world_now()`.execute(db)
    expect(await publish(pool)).toBe('account1')
  })

  test('logs an account in before it begins, or says that it takes a person', async ({ db }) => {
    await makePublisher(db, 1)
    await sql`update instagram_accounts set state = 'new', session_created_at = null`.execute(db)
    const adapter = scriptedAdapter()
    expect(await publish(poolOn(db, adapter))).toBe('account1')
    expect(endpointsOf(adapter)).toEqual(['login/prepare', 'login/secret-1', 'profile'])
    await sql`update instagram_accounts set session_created_at = null, renewal_off = true, free_at = world_now()`.execute(
      db,
    )
    expect(await rejection(publish(poolOn(db, adapter)))).toBeInstanceOf(AccountOutOfServiceError)
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
  })
})

describe('the purpose of an account', () => {
  test('cannot change while it is at work', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const pool = poolOn(db, scriptedAdapter())
    const change = async (purpose: 'read' | 'publish') =>
      await updateAccount(storeParts(db), made?.id ?? '', { purpose })
    await pool.withAccount({ signal }, async () => {
      expect(await rejection(change('publish'))).toMatchObject({ code: 'conflict' })
      await change('read')
    })
    await change('publish')
    expect(await publish(pool)).toBe('account1')
  })

  test('keeps a pool without readers from being called empty when a publisher rests or goes', async ({
    db,
  }) => {
    const [made] = await makePublisher(db, 1)
    const adapter = scriptedAdapter(() => {
      throw new FeedbackRequiredError('feedback')
    })
    await rejection(publish(poolOn(db, adapter)))
    await removeAccount(storeParts(db), made?.id ?? '')
    expect(await alertKinds(db)).not.toContain('pool_empty')
  })
})
