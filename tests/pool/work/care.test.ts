import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { ConflictError, InvalidInputError, NoSuchRecordError } from '../../../src/base/errors.ts'
import {
  ChallengeRequiredError,
  LoginRequiredError,
  ProxyFailedError,
  SecondFactorRefusedError,
  TransientPlatformError,
  TwoFactorRequiredError,
} from '../../../src/platforms/errors.ts'
import { pauseAccount, resumeAccount } from '../../../src/pool/accounts/pause-account.ts'
import type { Pool } from '../../../src/pool/work/pool.ts'
import { pauseProxy } from '../../../src/pool/work/proxy-care.ts'
import { updateAccount } from '../../../src/pool/accounts/update-account.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { careParts } from '../failure-kit.ts'
import {
  ask,
  HOUR,
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
  hoursUntil,
  mortalSessions,
  restingUntil,
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

const stateOf = async (db: Db): Promise<string> => (await accountNamed(db, 'account1')).state

type Operation = (pool: Pool, id: string) => Promise<void>

/** Data that is useless unless it can send. */
const sending: Operation[] = [
  async (pool, id) => await pool.logIn(id, signal),
  async (pool, id) => await pool.checkAccount(id, signal),
  async (pool, id) => await pool.resolveChallenge(id, { resolved: true }, signal),
]
/** A session is stored also where it cannot be checked (put-in-session.test.ts). */
const operations: Operation[] = [
  ...sending,
  async (pool, id) => await pool.replaceSession(id, own, signal),
]

describe('every operation on one account', () => {
  const refusals = async (pool: Pool, id: string, of = operations): Promise<unknown[]> =>
    await Promise.all(of.map(async (run) => await run(pool, id).catch((error: unknown) => error)))

  test('knows an account that is not there', async ({ db }) => {
    const refused = await refusals(poolOn(db, scriptedAdapter()), NOBODY)
    for (const error of refused) expect(error).toBeInstanceOf(NoSuchRecordError)
  })

  test('sends nothing for a paused account', async ({ db }) => {
    const id = await oneAccount(db, { state: 'paused', paused_from: 'active' })
    const adapter = scriptedAdapter()
    for (const error of await refusals(poolOn(db, adapter), id, sending)) {
      expect(error).toBeInstanceOf(ConflictError)
      expect(error).toMatchObject({ message: "the account 'account1' is paused: resume it first" })
    }
    expect(adapter.sent).toEqual([])
  })

  test('sends nothing while the account rests, whatever its state, and says until when', async ({
    db,
  }) => {
    const id = await oneAccount(db)
    await sql`
      update instagram_accounts set state = 'needs_operator', rest_until = world_now() + interval '2 hours'`.execute(
      db,
    )
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    for (const run of sending)
      expect(await hoursUntil(db, await restingUntil(run(pool, id)))).toBeCloseTo(2, 1)
    expect(adapter.sent).toEqual([])
  })

  test('sends nothing through a proxy that is dead', async ({ db }) => {
    const id = await oneAccount(db, { state: 'proxy_error' })
    await db.updateTable('proxies').set({ state: 'dead' }).execute()
    for (const error of await refusals(poolOn(db, scriptedAdapter()), id)) {
      expect(error).toBeInstanceOf(ConflictError)
      expect(error).toMatchObject({ message: expect.stringContaining("'account1' is dead") })
    }
  })

  test('records the rest that it ends in log and metrics', async ({ db }) => {
    const id = await oneAccount(db)
    await sql`update instagram_accounts set state = 'resting', rest_until = world_now()`.execute(db)
    const { registry, lines, log, metrics } = careParts(db)
    await poolOn(db, scriptedAdapter(), { log, metrics }).checkAccount(id, signal)
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'account state changed',
        event: 'rest_over',
        to_state: 'active',
      }),
    )
    expect(await registry.getSingleMetricAsString('gramd_account_transitions_total')).toContain(
      'from="resting",to="active",code="rest_over"} 1',
    )
  })

  test.for(['login/prepare', 'check'])(
    'sends nothing more after %s once its proxy is paused',
    async (first, { db }) => {
      const id = await oneAccount(db, { session_created_at: first === 'check' ? new Date() : null })
      const { proxy_id: proxyId } = await accountNamed(db, 'account1')
      const adapter = scriptedAdapter(async ({ endpoint }) => {
        if (endpoint !== first) return
        await pauseProxy(careParts(db), proxyId ?? '')
        // The setting that would make it log in.
        if (first === 'check') throw new LoginRequiredError('login_required')
      })
      const pool = poolOn(db, adapter)
      const done = first === 'check' ? pool.checkAccount(id, signal) : pool.logIn(id, signal)
      await expect(done).rejects.toThrow('out of service')
      expect(endpointsOf(adapter)).toEqual([first])
      expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')
    },
  )

  test('gives up when a task keeps the account for long', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    await pool.withAccount({ signal }, async () => {
      for (const error of await refusals(pool, id, sending)) {
        expect(error).toBeInstanceOf(ConflictError)
        expect(error).toMatchObject({ message: expect.stringContaining('is at work') })
      }
    })
    expect(adapter.sent).toEqual([])
    expect(await accountNamed(db, 'account1')).toMatchObject({ lease_token: null, lease_for: null })
  })
})

describe('logging in by an operator', () => {
  test.for(['new', 'needs_login', 'needs_operator', 'suspended', 'proxy_error'] as const)(
    'brings an account that is %s back into service',
    async (state, { db }) => {
      const id = await oneAccount(db, { state, session_created_at: null })
      const adapter = scriptedAdapter()
      const limits = { ...LIMITS, renewSessions: false }
      await poolOn(db, adapter, { limits }).logIn(id, signal)
      expect(endpointsOf(adapter)).toEqual(LOGIN)
      expect(await accountNamed(db, 'account1')).toMatchObject({
        state: 'active',
        session_source: 'login',
      })
    },
  )

  test('waits for a task that is about to end', async ({ db }) => {
    const id = await oneAccount(db)
    const pool = poolOn(db, scriptedAdapter())
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const work = pool.withAccount({ signal }, async () => {
      held.resolve()
      await asked.promise
    })
    await held.promise
    const login = pool.logIn(id, signal)
    asked.resolve()
    await Promise.all([work, login])
    expect(await eventsOf(db, id)).toEqual(['logged_in'])
  })

  test('respects the login budget, and says until when', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    await pool.logIn(id, signal)
    expect(await hoursUntil(db, await restingUntil(pool.logIn(id, signal)))).toBeCloseTo(6, 1)
    expect(endpointsOf(adapter)).toEqual(LOGIN)
  })

  test('needs a password', async ({ db }) => {
    const id = await oneAccount(db)
    await withoutPassword(db)
    await expect(poolOn(db, scriptedAdapter()).logIn(id, signal)).rejects.toThrow('is missing')
  })

  test('that the platform answers with a challenge freezes the account', async ({ db }) => {
    const id = await oneAccount(db)
    const error = new ChallengeRequiredError('a challenge')
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw error
    })
    await expect(poolOn(db, adapter).logIn(id, signal)).rejects.toBe(error)
    expect(await stateOf(db)).toBe('needs_operator')
  })
})

describe('an account that is paused during its check', () => {
  test.for([
    [
      'needs_login',
      'login/secret-1',
      async (pool: Pool, id: string) => await pool.logIn(id, signal),
    ],
    [
      'needs_operator',
      'check',
      async (pool: Pool, id: string) => await pool.resolveChallenge(id, { resolved: true }, signal),
    ],
    [
      'proxy_error',
      'check',
      async (pool: Pool, id: string) => await pool.replaceSession(id, own, signal),
    ],
  ] as const)('from %s comes back into service by the end of the pause', async (row, { db }) => {
    const [state, last, look] = row
    const id = await oneAccount(db, { state })
    const adapter = scriptedAdapter(async ({ endpoint }) => {
      if (endpoint === last) await pauseAccount(careParts(db), id)
    })
    await look(poolOn(db, adapter), id)
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'paused',
      paused_from: 'active',
    })
    await resumeAccount(careParts(db), id)
    expect(await stateOf(db)).toBe('active')
  })
})

describe('checking by an operator', () => {
  test('shows the owner of the session, and resumes the account', async ({ db }) => {
    const id = await oneAccount(db, { state: 'proxy_error', last_verified_at: null })
    const adapter = scriptedAdapter()
    await poolOn(db, adapter).checkAccount(id, signal)
    expect(endpointsOf(adapter)).toEqual(['check'])
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'active', platform_id: '11' })
    expect(account.last_verified_at).not.toBeNull()
    expect(await eventsOf(db, id)).toEqual(['session_checked'])
  })

  test('takes a place in the budget of the hour', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter, { limits: { ...LIMITS, requestsPerHour: 1 } })
    await pool.checkAccount(id, signal)
    expect(await hoursUntil(db, await restingUntil(pool.checkAccount(id, signal)))).toBeCloseTo(
      1,
      1,
    )
    expect(adapter.sent).toHaveLength(1)
  })

  test('renews a session that turns out to be dead', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = mortalSessions(new Set(['account1']))
    await poolOn(db, adapter).checkAccount(id, signal)
    expect(endpointsOf(adapter)).toEqual(['check', ...LOGIN])
    expect(await stateOf(db)).toBe('active')
  })

  test('says that a session is dead when renewal is off', async ({ db }) => {
    const id = await oneAccount(db)
    const limits = { ...LIMITS, renewSessions: false }
    const pool = poolOn(db, mortalSessions(new Set(['account1'])), { limits })
    await expect(pool.checkAccount(id, signal)).rejects.toThrow(LoginRequiredError)
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_login',
      lease_token: null,
    })
    expect(await eventsOf(db, id)).toEqual(['session_died'])
  })

  test('that fails in passing is the fault of the proxy when it does not connect', async ({
    db,
  }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter(({ endpoint }) => {
      throw endpoint === 'proxy'
        ? new ProxyFailedError('refused')
        : new TransientPlatformError('502')
    })
    await expect(poolOn(db, adapter).checkAccount(id, signal)).rejects.toThrow('502')
    const proxy = await db.selectFrom('proxies').select('strikes').executeTakeFirst()
    expect(proxy?.strikes).toBe(1)
    expect((await accountNamed(db, 'account1')).lease_token).toBeNull()
  })

  test('sends nothing on an account that waits for a person', async ({ db }) => {
    const id = await oneAccount(db, { state: 'needs_operator' })
    const adapter = scriptedAdapter()
    await expect(poolOn(db, adapter).checkAccount(id, signal)).rejects.toThrow('challenge')
    expect(adapter.sent).toEqual([])
  })

  test('needs a session', async ({ db }) => {
    const id = await oneAccount(db, { session_created_at: null })
    const adapter = scriptedAdapter()
    await expect(poolOn(db, adapter).checkAccount(id, signal)).rejects.toThrow('has no session')
    expect(adapter.sent).toEqual([])
  })

  test('follows a change of name when the id is known', async ({ db }) => {
    const id = await oneAccount(db, { username: 'id.11', platform_id: '11' })
    const adapter = scriptedAdapter()
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => ({
        ...adapter.open(held),
        checkSession: async () => {
          await adapter.open(held).checkSession()
          return { platformId: '11', username: 'its.real.name' }
        },
      }),
    })
    await pool.checkAccount(id, signal)
    expect(await accountNamed(db, 'its.real.name')).toMatchObject({ id, state: 'active' })
  })

  test.for([
    { known: null, owner: { platformId: '12', username: 'somebody.else' } },
    { known: '11', owner: { platformId: '12', username: 'account1' } },
  ])('freezes an account whose session is of $owner (id known: $known)', async (row, { db }) => {
    const id = await oneAccount(db, { platform_id: row.known })
    const adapter = scriptedAdapter()
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => ({
        ...adapter.open(held),
        checkSession: async () => await Promise.resolve(row.owner),
      }),
    })
    await expect(pool.checkAccount(id, signal)).rejects.toThrow('another account')
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_operator',
      platform_id: row.known,
    })
  })
})

describe('an account that needs a person', () => {
  test.for(['needs_operator', 'suspended'] as const)(
    'and is %s is back after exactly one request that goes well',
    async (state, { db }) => {
      const id = await oneAccount(db, { state })
      const adapter = scriptedAdapter()
      await poolOn(db, adapter).resolveChallenge(id, { resolved: true }, signal)
      expect(endpointsOf(adapter)).toEqual(['check'])
      expect(await stateOf(db)).toBe('active')
    },
  )

  test('waits for no code any more once a request has shown that it is well', async ({ db }) => {
    const id = await oneAccount(db, { state: 'needs_operator', pending_login: Buffer.from('old') })
    const pool = poolOn(db, scriptedAdapter())
    await pool.resolveChallenge(id, { resolved: true }, signal)
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'active',
      pending_login: null,
    })
  })

  test('stays frozen when the platform still asks for one', async ({ db }) => {
    const id = await oneAccount(db, { state: 'needs_operator' })
    const error = new ChallengeRequiredError('a challenge')
    const adapter = scriptedAdapter(() => {
      throw error
    })
    await expect(poolOn(db, adapter).resolveChallenge(id, { resolved: true }, signal)).rejects.toBe(
      error,
    )
    expect(adapter.sent).toHaveLength(1)
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_operator',
      last_error: 'a challenge',
    })
  })

  test('logs in when its session has died meanwhile, also with renewal off', async ({ db }) => {
    const id = await oneAccount(db, { state: 'needs_operator' })
    const adapter = mortalSessions(new Set(['account1']))
    const limits = { ...LIMITS, renewSessions: false }
    await poolOn(db, adapter, { limits }).resolveChallenge(id, { resolved: true }, signal)
    expect(endpointsOf(adapter)).toEqual(['check', ...LOGIN])
    expect(await stateOf(db)).toBe('active')
  })

  test('waits for a login when its session has died and it has no password', async ({ db }) => {
    const id = await oneAccount(db, { state: 'needs_operator' })
    await withoutPassword(db)
    const pool = poolOn(db, mortalSessions(new Set(['account1'])))
    await expect(pool.resolveChallenge(id, { resolved: true }, signal)).rejects.toThrow(
      LoginRequiredError,
    )
    expect(await stateOf(db)).toBe('needs_login')
  })

  test('refuses the resolution for one in service', async ({ db }) => {
    const id = await oneAccount(db)
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    await expect(pool.resolveChallenge(id, { resolved: true }, signal)).rejects.toThrow(
      'it needs no person',
    )
    await expect(pool.resolveChallenge(id, { code: '123456' }, signal)).rejects.toThrow(
      'waits for a code',
    )
    expect(adapter.sent).toEqual([])
  })

  test('ends its login with the code that the person got, in the place of the same login', async ({
    db,
  }) => {
    const id = await oneAccount(db, { session_created_at: null })
    const finished: string[] = []
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw new TwoFactorRequiredError('a code', 'the rest')
      if (endpoint === 'login/000000') throw new SecondFactorRefusedError('the code was refused')
    })
    const pool = poolOn(db, {
      ...adapter,
      open: (held) => {
        const session = adapter.open(held)
        return {
          ...session,
          finishLogin: async (pending, code) => {
            finished.push(`${pending} ${code}`)
            await session.finishLogin(pending, code)
          },
        }
      },
    })
    await expect(pool.logIn(id, signal)).rejects.toThrow(TwoFactorRequiredError)
    await expect(pool.resolveChallenge(id, { code: '000000' }, signal)).rejects.toThrow(
      'the code was refused',
    )
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_operator',
      password_refused_at: null,
    })
    await pool.resolveChallenge(id, { code: '123456' }, signal)
    expect(finished).toEqual(['the rest 000000', 'the rest 123456'])
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'active',
      pending_login: null,
    })
    const ledger = await db.selectFrom('account_requests').select(['kind', 'outcome']).execute()
    expect(ledger).toEqual([{ kind: 'login', outcome: 'ok' }])
    await advanceWorldTime(db, MINUTE)
    expect(await ask(pool)).toBe('account1')
    expect(await hoursUntil(db, await restingUntil(pool.logIn(id, signal)))).toBeCloseTo(6, 0)
  })
})

describe('a login that waits for a code', () => {
  const waiting = async (db: Db, behave: () => void) => {
    const id = await oneAccount(db, { session_created_at: null })
    const adapter = scriptedAdapter(({ endpoint }) => {
      if (endpoint === 'login/secret-1') throw new TwoFactorRequiredError('a code', 'the rest')
      if (/^login\/\d{6}$/.test(endpoint)) behave()
    })
    const open: typeof adapter.open = (held) => {
      const session = adapter.open(held)
      return {
        ...session,
        finishLogin: async (pending, code) => {
          if (!/^\d{6}$/.test(code)) throw new InvalidInputError('not a code')
          return await session.finishLogin(pending, code)
        },
      }
    }
    const pool = poolOn(db, { ...adapter, open })
    await expect(pool.logIn(id, signal)).rejects.toThrow(TwoFactorRequiredError)
    adapter.sent.length = 0
    return {
      id,
      adapter,
      pool,
      give: async (code: string) => await pool.resolveChallenge(id, { code }, signal),
    }
  }

  const refuse = (): never => {
    throw new SecondFactorRefusedError('the code was refused')
  }

  test('is given up after the third code, and the next one has three again', async ({ db }) => {
    const { id, adapter, pool, give } = await waiting(db, refuse)
    for (const code of ['000001', '000002']) await expect(give(code)).rejects.toThrow('refused')
    expect((await accountNamed(db, 'account1')).pending_login).not.toBeNull()
    await expect(give('000003')).rejects.toThrow(/was refused; .*log the account in again/)
    const account = await accountNamed(db, 'account1')
    expect(account).toMatchObject({ state: 'needs_operator', pending_login: null })
    expect(account.last_error).toContain('log the account in again')
    await expect(give('000004')).rejects.toThrow('log it in first')
    expect(adapter.sent).toHaveLength(3)

    await advanceWorldTime(db, 6 * HOUR + MINUTE)
    await expect(pool.logIn(id, signal)).rejects.toThrow(TwoFactorRequiredError)
    for (const code of ['000005', '000006']) await expect(give(code)).rejects.toThrow('refused')
    expect((await accountNamed(db, 'account1')).pending_login).not.toBeNull()
  })

  test.for([
    { code: 'no code', why: 'the code has a wrong form' },
    { code: '123456', why: 'nothing came through the proxy' },
  ])('is as it was when $why', async ({ code }, { db }) => {
    const { give } = await waiting(db, () => {
      throw new ProxyFailedError('refused')
    })
    const ledger = async () =>
      await sql`select id, ended_at::text, outcome from account_requests`.execute(db)
    const { rows: before } = await ledger()
    for (let tries = 0; tries < 2; tries += 1) {
      await advanceWorldTime(db, 30 * MINUTE)
      await expect(give(code)).rejects.toThrow()
    }
    expect((await ledger()).rows).toEqual(before)
    const account = await accountNamed(db, 'account1')
    expect(account.pending_login).not.toBeNull()
    expect(account.codes_tried).toBe(0)
  })
})

test('an account without its key reports it, and is released', async ({ db }) => {
  const id = await oneAccount(db, { secrets: Buffer.from('of another key') })
  await expect(poolOn(db, scriptedAdapter()).logIn(id, signal)).rejects.toThrow(
    'GRAMD_ENCRYPTION_KEYS',
  )
  expect((await accountNamed(db, 'account1')).lease_token).toBeNull()
})

describe('an account without its key', () => {
  const lost = { secrets: Buffer.from('of another key'), session: Buffer.from('of another key') }

  test('takes another session', async ({ db }) => {
    const id = await oneAccount(db, lost)
    await poolOn(db, scriptedAdapter()).replaceSession(id, own, signal)
    await withoutPassword(db)
    expect(await ask(poolOn(db, scriptedAdapter()))).toBe('account1')
  })

  test('takes a password with its seed, and logs in again once its session is cleared', async ({
    db,
  }) => {
    const id = await oneAccount(db, lost)
    const parts = careParts(db)
    const alone = updateAccount(parts, id, { password: 'secret-1' })
    await expect(alone).rejects.toThrow(ConflictError)
    await expect(alone).rejects.toThrow('give password and totp_seed together')
    await updateAccount(parts, id, { password: 'secret-1', totpSeed: null })
    const adapter = scriptedAdapter()
    const pool = poolOn(db, adapter)
    await pool.clearSession(id)
    expect(await ask(pool)).toBe('account1')
    expect(endpointsOf(adapter)).toEqual([...LOGIN, 'profile'])
  })
})
