import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { ConflictError, InvalidInputError, NoSuchRecordError } from '../../../src/base/errors.ts'
import { RateLimitedError } from '../../../src/platforms/errors.ts'
import { leaseAccount } from '../../../src/pool/budget/lease.ts'
import { reserveRequest } from '../../../src/pool/budget/ledger.ts'
import { openSession } from '../../../src/pool/state/secrets.ts'
import { storeSession } from '../../../src/pool/sessions/session-store.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import {
  ask,
  HOUR,
  keys,
  LIMITS,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
} from '../pool-fixture.ts'
import {
  accountNamed,
  endpointsOf,
  eventsOf,
  mortalSessions,
  sealedSession,
  withoutPassword,
} from '../session-fixture.ts'

const { signal } = new AbortController()
const LOGIN = ['login/prepare', 'login/secret-1']
const own = { kind: 'file', text: 'session of account1' } as const
const NOBODY = '01890000-0000-7000-8000-000000000000'

async function oneAccount(db: Db, changes: Record<string, unknown> = {}): Promise<string> {
  const [made] = await makeAccounts(db, 1)
  if (!made) throw new Error('no account was made')
  if (Object.keys(changes).length > 0)
    await db.updateTable('instagram_accounts').set(changes).execute()
  return made.id
}

describe('replacing a session', () => {
  test.for(['active', 'needs_login', 'needs_operator'] as const)(
    'checks it by one request, stores it and brings an account that is %s back',
    async (state, { db }) => {
      const id = await oneAccount(db, { state, pending_login: Buffer.from('old') })
      const adapter = scriptedAdapter()
      await poolOn(db, adapter).replaceSession(id, own, signal)
      expect(endpointsOf(adapter)).toEqual(['check'])
      const account = await accountNamed(db, 'account1')
      expect(account).toMatchObject({
        state: 'active',
        session_source: 'file',
        platform_id: '11',
        session_version: 1,
        pending_login: null,
      })
      expect(openSession(keys, id, account.session ?? Buffer.alloc(0))).toBe('session of account1')
      expect(await eventsOf(db, id)).toEqual(['session_replaced'])
    },
  )

  test('stores it as the check has left it', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter()
    const expiresAt = new Date(Date.now() + 90 * 24 * HOUR)
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => ({
        ...adapter.open(held),
        checkSession: async () => {
          const owner = await adapter.open(held).checkSession()
          await held.saveSession(`${held.session} with new cookies`, {
            platformId: '11',
            expiresAt,
          })
          return owner
        },
      }),
    })
    await pool.replaceSession(id, own, signal)
    const account = await accountNamed(db, 'account1')
    expect(openSession(keys, id, account.session ?? Buffer.alloc(0))).toBe(
      'session of account1 with new cookies',
    )
    expect(account.session_expires_at).toEqual(expiresAt)
  })

  test.for([
    { text: 'session of account2', why: 'by what it says', sent: 0 },
    { text: 'session of nobody', why: 'by what the platform says', sent: 1 },
  ])('refuses one of another account ($why) and keeps the old one', async (row, { db }) => {
    const id = await oneAccount(db)
    const session = sealedSession(id, 'the old one')
    await db.updateTable('instagram_accounts').set({ session }).execute()
    const before = await accountNamed(db, 'account1')
    const adapter = scriptedAdapter()
    const pool = poolOn(db, {
      ...adapter,
      importSession: async (input, seed) => {
        const imported = await adapter.importSession(input, seed)
        return row.sent === 0 ? imported : { ...imported, username: null, platformId: null }
      },
      open: (held) => ({
        ...adapter.open(held),
        checkSession: async () => {
          await adapter.open(held).checkSession()
          await held.saveSession('cookies of another', { platformId: '77', expiresAt: null })
          return { platformId: '77', username: 'somebody.else' }
        },
      }),
    })
    const thrown = await pool
      .replaceSession(id, { kind: 'file', text: row.text }, signal)
      .catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(InvalidInputError)
    expect(thrown).toMatchObject({ problems: [{ field: 'session_file' }] })
    expect(adapter.sent).toHaveLength(row.sent)
    const { state, session_version, platform_id } = before
    expect(await accountNamed(db, 'account1')).toMatchObject({
      session,
      state,
      session_version,
      platform_id,
    })
    expect(await eventsOf(db, id)).toEqual([])
  })

  test('refuses one that is dead and keeps the old one', async ({ db }) => {
    const id = await oneAccount(db)
    const before = await accountNamed(db, 'account1')
    const pool = poolOn(db, mortalSessions(new Set(['account1'])))
    const input = { kind: 'sessionid', sessionId: 'session of account1' } as const
    await expect(pool.replaceSession(id, input, signal)).rejects.toMatchObject({
      problems: [{ field: 'sessionid' }],
    })
    expect(await accountNamed(db, 'account1')).toMatchObject({
      session: before.session,
      session_created_at: before.session_created_at,
      state: 'active',
    })
  })

  test('records the failure of the check, and keeps the old one', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter(() => {
      throw new RateLimitedError('slow down')
    })
    await expect(poolOn(db, adapter).replaceSession(id, own, signal)).rejects.toThrow('slow down')
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'resting', session: null })
  })
})

describe('clearing a session', () => {
  test('makes the account log in again when it is next used', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    await pool.replaceSession(id, own, signal)
    adapter.sent.length = 0

    await pool.clearSession(id)

    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'needs_login', session_created_at: null })
    expect(account.renewal_at).not.toBeNull()
    // An operator who clears a session knows that the account needs a login.
    const raised = await db.selectFrom('notifications').select('kind').execute()
    expect(raised.filter(({ kind }) => kind !== 'pool_empty')).toEqual([])
    // The device stays, the login does not.
    expect(openSession(keys, id, account.session ?? Buffer.alloc(0))).toBe('device of account1')
    await advanceWorldTime(db, MINUTE)
    await ask(pool)
    expect(endpointsOf(adapter)).toEqual([...LOGIN, 'profile'])
    expect(await eventsOf(db, id)).toEqual([
      'session_replaced',
      'session_cleared',
      'renewal_due',
      'session_renewed',
    ])
  })

  test('of an account without a password has it wait for a person', async ({ db }) => {
    const id = await oneAccount(db)
    await withoutPassword(db)
    await poolOn(db, scriptedAdapter()).clearSession(id)
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'needs_login', renewal_at: null })
  })

  test('of a paused account counts when the pause ends', async ({ db }) => {
    const id = await oneAccount(db)
    await sql`update instagram_accounts set state = 'paused', paused_from = 'active'`.execute(db)
    await poolOn(db, scriptedAdapter()).clearSession(id)
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'paused', paused_from: 'needs_login' })
  })

  test('is not undone by an owner that died, whose request still counts', async ({ db }) => {
    const id = await oneAccount(db)
    const asked = { owner: 'silent', leaseMs: 60_000, estimatedRequests: 1, limits: LIMITS }
    const token = (await leaseAccount(db, asked))?.lease_token ?? ''
    const lease = { accountId: id, token }
    await reserveRequest(db, lease, 'profile', LIMITS)
    await sql`
      update instagram_accounts set lease_until = clock_timestamp() - interval '1 second'`.execute(
      db,
    )
    const adapter = scriptedAdapter()
    await poolOn(db, adapter).clearSession(id)
    const sealed = sealedSession(id, 'the login of before')
    const facts = { platformId: '11', expiresAt: null }
    expect(await storeSession(db, lease, { sealed, facts, isNew: false })).toBeUndefined()
    await advanceWorldTime(db, MINUTE)
    // The session check takes over from it.
    const pool = poolOn(db, adapter)
    await pool.maintainSessions(signal)
    await advanceWorldTime(db, MINUTE)
    await ask(pool)
    const sent = await db.selectFrom('account_requests').select('outcome').orderBy('id').execute()
    expect(sent).toEqual([{ outcome: 'lost' }, { outcome: 'ok' }, { outcome: 'ok' }])
  })

  test('is refused while the account is at work', async ({ db }) => {
    const id = await oneAccount(db)
    const pool = poolOn(db, scriptedAdapter())
    await pool.withAccount({ signal }, async () => {
      await expect(pool.clearSession(id)).rejects.toThrow(ConflictError)
    })
    expect((await accountNamed(db, 'account1')).session_created_at).not.toBeNull()
    await expect(pool.clearSession(NOBODY)).rejects.toThrow(NoSuchRecordError)
  })
})

test('a session that has changed is saved before the process stops', async ({ db }) => {
  const id = await oneAccount(db)
  const adapter = scriptedAdapter()
  const answered = Promise.withResolvers<void>()
  const pool = poolOn(db, {
    ...adapter,
    open: (held) => ({
      ...adapter.open(held),
      checkSession: async () => {
        const end = await held.reserve('slow')
        answered.resolve()
        await new Promise((stopped) => held.signal.addEventListener('abort', stopped))
        await held.saveSession('the newest cookies', { platformId: '11', expiresAt: null })
        await end()
        return { platformId: '11', username: 'account1' }
      },
    }),
  })
  const check = pool.checkAccount(id, signal).catch((error: unknown) => error)
  await answered.promise
  await pool.releaseAll()
  const account = await accountNamed(db, 'account1')
  expect(openSession(keys, id, account.session ?? Buffer.alloc(0))).toBe('the newest cookies')
  expect(account.lease_token).toBeNull()
  await check
})
