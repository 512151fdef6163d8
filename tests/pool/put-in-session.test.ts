import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { InvalidInputError } from '../../src/base/errors.ts'
import { LoginRequiredError } from '../../src/platforms/errors.ts'
import type { PlatformAdapter } from '../../src/platforms/adapter.ts'
import { pauseAccount, resumeAccount } from '../../src/pool/accounts/pause-account.ts'
import { openSession } from '../../src/pool/state/secrets.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { careParts } from './failure-kit.ts'
import {
  ask,
  keys,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
  type ScriptedAdapter,
} from './pool-fixture.ts'
import { accountNamed, endpointsOf, eventsOf, sealedSession } from './session-fixture.ts'

const { signal } = new AbortController()
const own = { kind: 'file', text: 'session of account1' } as const

async function oneAccount(db: Db): Promise<string> {
  const [made] = await makeAccounts(db, 1)
  const id = made?.id ?? ''
  const session = sealedSession(id, 'the old session')
  await db.updateTable('instagram_accounts').set({ session, session_version: 5 }).execute()
  return id
}

const storedSession = async (db: Db, id: string): Promise<string> =>
  openSession(keys, id, (await accountNamed(db, 'account1')).session ?? Buffer.alloc(0))

/** The adapter, which records the session of each client. */
function watched(adapter: ScriptedAdapter): { adapter: PlatformAdapter; used: (string | null)[] } {
  const used: (string | null)[] = []
  const open: PlatformAdapter['open'] = (held) => {
    used.push(held.session)
    return adapter.open(held)
  }
  return { adapter: { ...adapter, open }, used }
}

describe('a session that is put in while a task uses the account', () => {
  test('counts from the next request of the task on, and is published', async ({ db }) => {
    const id = await oneAccount(db)
    const scripted = scriptedAdapter()
    const { adapter, used } = watched(scripted)
    const pool = poolOn(db, adapter)

    await pool.withAccount({ signal }, async (run) => {
      await run(async (session) => await session.fetchProfile({ username: 'a' }))
      await pool.replaceSession(id, own, signal)
      await run(async (session) => await session.fetchProfile({ username: 'b' }))
      await run(async (session) => await session.fetchProfile({ username: 'c' }))
    })

    expect(endpointsOf(scripted)).toEqual(['profile', 'profile', 'profile'])
    expect(used).toEqual(['the old session', 'session of account1'])
    expect(await eventsOf(db, id)).toEqual(['session_replaced', 'session_taken_up'])
    const { rows } = await sql<{ detail: unknown }>`
      select detail from account_events where event = 'session_replaced'`.execute(db)
    expect(rows).toEqual([{ detail: { source: 'file', checked: false } }])
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'active',
      session_source: 'file',
      lease_token: null,
    })
    expect((await accountNamed(db, 'account1')).last_verified_at).not.toBeNull()
  })

  test('is neither overwritten by the save of the old one nor ended by its end', async ({ db }) => {
    const id = await oneAccount(db)
    const scripted = scriptedAdapter()
    const { adapter, used } = watched(scripted)
    let isFirst = true
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => {
        const session = adapter.open(held)
        const fetchPosts: typeof session.fetchPosts = async (platformId, cursor) => {
          const end = await held.reserve('posts')
          if (isFirst) {
            isFirst = false
            await pool.replaceSession(id, own, signal)
            await held.saveSession('new cookies of the old session', {
              platformId: '11',
              expiresAt: null,
            })
            const dead = new LoginRequiredError('the old session is dead')
            await end(dead)
            throw dead
          }
          await end()
          return await session.fetchPosts(platformId, cursor)
        }
        return { ...session, fetchPosts }
      },
    })
    await pool.withAccount({ signal }, async (run) => {
      await run(async (session) => await session.fetchPosts('1', null))
    })
    expect(used).toEqual(['the old session', 'session of account1'])
    expect(await storedSession(db, id)).toBe('session of account1')
    expect(endpointsOf(scripted)).not.toContain('check')
    expect((await accountNamed(db, 'account1')).session_created_at).not.toBeNull()
  })

  test('has a login that runs end in vain: no password is sent after it', async ({ db }) => {
    const [made] = await makeAccounts(db, 1, { loggedIn: false })
    const id = made?.id ?? ''
    const scripted = scriptedAdapter(async ({ endpoint }) => {
      if (endpoint === 'login/prepare') await pool.replaceSession(id, own, signal)
    })
    const { adapter, used } = watched(scripted)
    const pool = poolOn(db, adapter)
    expect(await ask(pool)).toBe('account1')
    expect(endpointsOf(scripted)).toEqual(['login/prepare', 'profile'])
    expect(used).toEqual([null, 'session of account1'])
    expect(await storedSession(db, id)).toBe('session of account1')
  })
})

test('a session that is put in during a pause counts once that ends', async ({ db }) => {
  const id = await oneAccount(db)
  await db
    .updateTable('instagram_accounts')
    .set({ state: 'needs_login', session_created_at: null })
    .execute()
  const parts = careParts(db)
  const scripted = scriptedAdapter()
  const { adapter, used } = watched(scripted)
  const pool = poolOn(db, adapter)
  await pauseAccount(parts, id)
  await pool.replaceSession(id, own, signal)
  expect(scripted.sent).toEqual([])
  expect(await accountNamed(db, 'account1')).toMatchObject({
    state: 'paused',
    paused_from: 'active',
    session_source: 'file',
    last_verified_at: null,
  })
  await resumeAccount(parts, id)
  await advanceWorldTime(db, MINUTE)
  expect(await ask(pool)).toBe('account1')
  expect(used).toEqual(['session of account1'])
})

test('a session that is put in during a rest leaves the rest as it is', async ({ db }) => {
  const id = await oneAccount(db)
  const rest = new Date(Date.now() + 30 * MINUTE)
  await db.updateTable('instagram_accounts').set({ state: 'resting', rest_until: rest }).execute()
  const scripted = scriptedAdapter()
  await poolOn(db, scripted).replaceSession(id, own, signal)
  expect(scripted.sent).toEqual([])
  expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'resting', rest_until: rest })
  expect(await storedSession(db, id)).toBe('session of account1')
})

test.for([
  { input: { kind: 'file', text: 'session of account2' }, thrown: InvalidInputError },
  { input: { kind: 'sessionid', sessionId: 'cookie of account1' }, thrown: /paused/ },
] as const)(
  'a session that cannot be attributed to this account without a request is refused: $input.kind',
  async ({ input, thrown }, { db }) => {
    const id = await oneAccount(db)
    await pauseAccount(careParts(db), id)
    const pool = poolOn(db, scriptedAdapter())
    await expect(pool.replaceSession(id, input, signal)).rejects.toThrow(thrown)
    expect(await storedSession(db, id)).toBe('the old session')

    // A cookie has an id: it is compared once the account's is known.
    await db.updateTable('instagram_accounts').set({ platform_id: '11' }).execute()
    const cookie = { kind: 'sessionid', sessionId: 'cookie of account1' } as const
    await pool.replaceSession(id, cookie, signal)
    expect(await storedSession(db, id)).toBe('cookie of account1')
  },
)
