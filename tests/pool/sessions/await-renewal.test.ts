import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { AccountOutOfServiceError, TransientPlatformError } from '../../../src/platforms/errors.ts'
import { liftStop } from '../../../src/pool/state/stop.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import {
  ask,
  HOUR,
  LIMITS,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
  type Made,
} from '../pool-fixture.ts'
import {
  accountNamed,
  alertKinds,
  endpointsOf,
  eventsOf,
  hoursUntil,
  mortalSessions,
  restingUntil,
  withoutPassword,
} from '../session-fixture.ts'

const { signal } = new AbortController()
const LOGIN = ['login/prepare', 'login/secret-1']

const spendLogin = async (db: Db, { id, proxyId }: Made, hoursAgo: number): Promise<void> => {
  await sql`
    insert into account_requests (account_id, proxy_id, kind, ended_at)
    values (${id}, ${proxyId}, 'login', world_now() - make_interval(hours => ${hoursAgo}))`.execute(
    db,
  )
}

async function oneDeadSession(db: Db) {
  const [made] = await makeAccounts(db, 1)
  if (!made) throw new Error('no account was made')
  return { made, adapter: mortalSessions(new Set(['account1'])) }
}

const itemsOf = async (db: Db, kind: string) =>
  await db
    .selectFrom('notifications')
    .select(['cause', 'items'])
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()

describe('a renewal that may not be tried yet', () => {
  test('because the login budget is spent has a time, and the task logs in then', async ({
    db,
  }) => {
    const { made, adapter } = await oneDeadSession(db)
    await spendLogin(db, made, 2)
    const pool = poolOn(db, adapter)

    const until = await restingUntil(ask(pool))

    const account = await accountNamed(db, 'account1')
    expect(account.state).toBe('needs_login')
    expect(await hoursUntil(db, account.renewal_at ?? new Date(0))).toBeCloseTo(4, 1)
    // The task waits until that time and no longer.
    expect(until.getTime() - (account.renewal_at?.getTime() ?? 0)).toBeLessThanOrEqual(1)
    expect(await eventsOf(db, made.id)).toEqual(['session_died', 'renewal_waiting'])
    expect(await alertKinds(db)).toEqual(['pool_empty', 'renewal_waiting'])
    const renewalAt = account.renewal_at?.toISOString()
    expect(await itemsOf(db, 'renewal_waiting')).toMatchObject({
      cause: 'login_budget_spent',
      items: [{ account: 'account1', renewal_at: renewalAt }],
    })
    expect((await itemsOf(db, 'pool_empty')).items).toMatchObject([
      { in_service: 0, returns_at: renewalAt },
    ])
    expect(await pool.freeCount()).toMatchObject({ free: 0, nextFreeAt: until })

    adapter.sent.length = 0
    await advanceWorldTime(db, 4 * HOUR + MINUTE)
    expect((await pool.freeCount()).free).toBe(1)
    expect(await ask(pool)).toBe('account1')
    expect(endpointsOf(adapter)).toEqual([...LOGIN, 'profile'])
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', renewal_at: null })
    expect((await eventsOf(db, made.id)).slice(2)).toEqual(['renewal_due', 'logged_in'])
  })

  test('is made by the next pass of care where no work comes', async ({ db }) => {
    const { made, adapter } = await oneDeadSession(db)
    await spendLogin(db, made, 2)
    const pool = poolOn(db, adapter)
    await restingUntil(ask(pool))
    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 0 })
    await advanceWorldTime(db, 4 * HOUR + MINUTE)
    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 1 })
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', renewal_at: null })
  })

  test('because another account logs in behind its proxy waits for that', async ({ db }) => {
    const [one, two] = await makeAccounts(db, 2, { shareProxy: true })
    const busy = sql`
      update instagram_accounts
      set lease_owner = 'other', lease_token = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 minute',
          lease_for = 'work'
      where id = ${two?.id}`
    await busy.execute(db)
    await sql`
      insert into account_requests (account_id, proxy_id, kind) values (${two?.id}, ${two?.proxyId}, 'login')`.execute(
      db,
    )
    await restingUntil(ask(poolOn(db, mortalSessions(new Set(['account1'])))))
    const account = await accountNamed(db, 'account1')
    expect(account.state).toBe('needs_login')
    expect((await hoursUntil(db, account.renewal_at ?? new Date(0))) * 3600).toBeGreaterThan(20)
    expect((await hoursUntil(db, account.renewal_at ?? new Date(0))) * 3600).toBeLessThan(60)
    expect((await itemsOf(db, 'renewal_waiting')).cause).toBe('login_lock_held')
    expect(await eventsOf(db, one?.id ?? '')).toContain('renewal_waiting')
  })

  test('because the pool is paused waits for that, or for the operator', async ({ db }) => {
    const { adapter } = await oneDeadSession(db)
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => {
        const session = adapter.open(held)
        const checkSession: typeof session.checkSession = async () => {
          const stop = sql`
            insert into pool_stops (cause, stopped_until) values ('circuit_breaker', world_now() + interval '30 minutes')`
          try {
            return await session.checkSession()
          } finally {
            await stop.execute(db)
          }
        }
        return { ...session, checkSession }
      },
    })
    await restingUntil(ask(pool))
    expect(endpointsOf(adapter)).toEqual(['profile', 'check'])
    const account = await accountNamed(db, 'account1')
    expect(account.state).toBe('needs_login')
    expect(await hoursUntil(db, account.renewal_at ?? new Date(0))).toBeCloseTo(0.5, 1)
    expect((await itemsOf(db, 'renewal_waiting')).cause).toBe('pool_stopped')
    await liftStop(db)
    expect((await accountNamed(db, 'account1')).renewal_at).not.toBeNull()
    await advanceWorldTime(db, 31 * MINUTE)
    expect(await ask(pool)).toBe('account1')
  })

  test('because its login failed in passing has spent its try', async ({ db }) => {
    const { made } = await oneDeadSession(db)
    const adapter = mortalSessions(new Set(['account1']), ({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw new TransientPlatformError('502')
    })
    await restingUntil(ask(poolOn(db, adapter)))
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'needs_login' })
    expect((await eventsOf(db, made.id)).at(-1)).toBe('renewal_waiting')
  })

  test('is no such thing without a password or with renewal off: a person has to act', async ({
    db,
  }) => {
    const { made, adapter } = await oneDeadSession(db)
    await spendLogin(db, made, 2)
    await withoutPassword(db)
    await restingUntil(ask(poolOn(db, adapter)))
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_login',
      renewal_at: null,
    })
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'pool_empty'])
  })

  test('keeps work waiting that only this account can do', async ({ db }) => {
    const { made, adapter } = await oneDeadSession(db)
    await spendLogin(db, made, 2)
    const pool = poolOn(db, adapter)
    await restingUntil(ask(pool))
    const only = async () =>
      await pool.withAccount({ signal, only: 'account1' }, async (run) => {
        return await run(async (session) => {
          await session.fetchProfile({ username: 'somebody' })
          return session.username
        })
      })
    expect(await hoursUntil(db, await restingUntil(only()))).toBeCloseTo(4, 1)
    await advanceWorldTime(db, 4 * HOUR + MINUTE)
    expect(await only()).toBe('account1')
    await db.updateTable('instagram_accounts').set({ state: 'needs_login' }).execute()
    await expect(only()).rejects.toBeInstanceOf(AccountOutOfServiceError)
  })

  test('keeps waiting over a pause', async ({ db }) => {
    const { made, adapter } = await oneDeadSession(db)
    await spendLogin(db, made, 2)
    const pool = poolOn(db, adapter, { limits: { ...LIMITS } })
    await restingUntil(ask(pool))
    const { renewal_at: renewalAt } = await accountNamed(db, 'account1')
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'paused', paused_from: 'needs_login' })
      .execute()
    await advanceWorldTime(db, 5 * HOUR)
    expect((await pool.freeCount()).free).toBe(0)
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'needs_login', paused_from: null })
      .execute()
    expect((await accountNamed(db, 'account1')).renewal_at).toEqual(renewalAt)
    expect((await pool.freeCount()).free).toBe(1)
  })
})

test('an account that was never logged in stays new while its login waits', async ({ db }) => {
  const [made] = await makeAccounts(db, 1, { loggedIn: false })
  if (made) await spendLogin(db, made, 2)
  await restingUntil(ask(poolOn(db, scriptedAdapter())))
  expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'new', renewal_at: null })
  expect(await alertKinds(db)).toEqual([])
})
