import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { ConflictError, NoSuchRecordError } from '../../src/base/errors.ts'
import type { Logger } from '../../src/base/log/log.ts'
import {
  IpBlockedError,
  ProxyFailedError,
  TransientPlatformError,
  type PlatformError,
} from '../../src/platforms/errors.ts'
import { addProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import {
  checkProxy,
  examineProxy,
  pauseProxy,
  resumeProxy,
  reviveDeadProxies,
} from '../../src/pool/work/proxy-care.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import {
  accountNamed,
  alertKinds,
  careParts,
  eventsOf,
  failingFor,
  proxyWithId,
  rejection,
  withProxyCheck,
} from './failure-kit.ts'
import {
  ask,
  HOUR,
  keys,
  LIMITS,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
} from './pool-fixture.ts'

const { signal } = new AbortController()
const refused = new ProxyFailedError('refused')
const NOBODY = '00000000-0000-7000-8000-000000000000'

const works = withProxyCheck(scriptedAdapter(), () => 12.4)
const fails = withProxyCheck(scriptedAdapter(), () => refused)

/** Fails the proxy of account1 until it is dead. */
async function killProxy(
  db: Db,
  error: PlatformError,
  limits: Partial<typeof LIMITS> = {},
  log: Logger = careParts(db).log,
): Promise<void> {
  const adapter = withProxyCheck(failingFor(error, 'account1'), () => refused)
  // Other accounts are not leased: they would be in turn.
  const pool = poolOn(db, adapter, { limits: { ...LIMITS, ...limits }, log })
  for (let strike = 1; strike <= 3; strike += 1) {
    await sql`update instagram_accounts set free_at = world_now() where username = 'account1'`.execute(
      db,
    )
    await sql`update instagram_accounts set free_at = world_now() + interval '1 day' where username <> 'account1'`.execute(
      db,
    )
    await rejection(ask(pool))
    await advanceWorldTime(db, MINUTE)
  }
}

const addSpare = async (db: Db, port: number, country?: string): Promise<string> => {
  const { id } = await addProxy(db, keys, {
    url: `http://spare:spare-secret@127.0.0.1:${port}`,
    ...(country === undefined ? {} : { country }),
  })
  await db.updateTable('proxies').set({ is_spare: true }).where('id', '=', id).execute()
  return id
}

describe('the third strike of a proxy', () => {
  test.for([
    [refused, 'proxy_failed'],
    [new IpBlockedError('sentry_block'), 'ip_blocked'],
  ] as const)('%s is its death, and the account waits', async ([error, cause], { db }) => {
    const [made] = await makeAccounts(db, 1)
    const parts = careParts(db)
    await killProxy(db, error, {}, parts.log)
    expect(await proxyWithId(db, made?.proxyId ?? '')).toMatchObject({
      state: 'dead',
      death_cause: cause,
      strikes: 3,
    })
    expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')
    expect(await alertKinds(db)).toEqual(['pool_empty', 'proxy_dead'])
    const raised = parts.lines.filter(({ msg }) => msg === 'alert raised')
    expect(raised).toEqual([
      expect.objectContaining({ level: 50, kind: 'proxy_dead', code: cause }),
    ])
    const { items } = await db
      .selectFrom('notifications')
      .select('items')
      .where('kind', '=', 'proxy_dead')
      .executeTakeFirstOrThrow()
    expect(items).toEqual([
      expect.objectContaining({
        proxy_id: made?.proxyId,
        proxy: '127.0.0.1:9001',
        code: cause,
        replaced: false,
      }),
    ])
  })

  test('does not replace it by a spare unless the operator allows that', async ({ db }) => {
    await makeAccounts(db, 1)
    await db.updateTable('proxies').set({ country: 'KZ' }).execute()
    await addSpare(db, 9100, 'KZ')
    await killProxy(db, refused)
    expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')
  })
})

describe('a spare', () => {
  const limits = { replaceDeadProxies: 'all' } as const

  test('of the same country takes the place of a dead proxy; device and session stay', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 2)
    await db.updateTable('proxies').set({ country: 'KZ' }).execute()
    const elsewhere = await addSpare(db, 9100, 'RU')
    const spare = await addSpare(db, 9101, 'KZ')
    const before = await accountNamed(db, 'account1')
    await killProxy(db, refused, limits)

    const after = await accountNamed(db, 'account1')
    expect(after).toMatchObject({ state: 'active', proxy_id: spare, lease_token: null })
    expect([after.device_seed, after.session_version, after.session_created_at]).toEqual([
      before.device_seed,
      before.session_version,
      before.session_created_at,
    ])
    expect(await proxyWithId(db, spare)).toMatchObject({ is_spare: false, state: 'active' })
    expect(await proxyWithId(db, elsewhere)).toMatchObject({ is_spare: true })
    expect(await eventsOf(db, after.id)).toContainEqual({
      event: 'proxy_replaced',
      from_state: 'active',
      to_state: 'active',
      code: null,
      blames: null,
      detail: { from_proxy: '127.0.0.1:9001', to_proxy: '127.0.0.1:9101', proxy_id: spare },
    })
    expect(await alertKinds(db)).toEqual(['proxy_dead', 'proxy_replaced'])
    const urls: string[] = []
    const adapter = scriptedAdapter()
    await ask(
      poolOn(db, {
        ...adapter,
        open: (held) => {
          urls.push(held.proxyUrl)
          return adapter.open(held)
        },
      }),
    )
    expect(urls).toEqual(['http://spare:spare-secret@127.0.0.1:9101'])
    expect((await proxyWithId(db, made?.proxyId ?? '')).state).toBe('dead')
  })

  test.for([
    ['another country', async (db: Db): Promise<unknown> => await addSpare(db, 9100, 'RU')],
    ['no known country', async (db: Db): Promise<unknown> => await addSpare(db, 9100)],
    [
      'a state that is not active',
      async (db: Db) => {
        const id = await addSpare(db, 9100, 'KZ')
        await db.updateTable('proxies').set({ state: 'paused' }).where('id', '=', id).execute()
      },
    ],
    [
      'an account',
      async (db: Db) => {
        const id = await addSpare(db, 9100, 'KZ')
        await db
          .updateTable('instagram_accounts')
          .set({ proxy_id: id })
          .where('username', '=', 'account2')
          .execute()
      },
    ],
  ] as const)('with %s takes no place', async ([, add], { db }) => {
    const [made] = await makeAccounts(db, 2)
    await db.updateTable('proxies').set({ country: 'KZ' }).execute()
    await add(db)
    await killProxy(db, refused, limits)
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'proxy_error',
      proxy_id: made?.proxyId,
    })
  })

  test('without a country takes no place, not even of a proxy without one', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await addSpare(db, 9100)
    await killProxy(db, refused, limits)
    expect(
      (await reviveDeadProxies(careParts(db, { limits, adapter: fails }), signal)).replaced,
    ).toBe(0)
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'proxy_error',
      proxy_id: made?.proxyId,
    })
  })

  test('is for accounts that publish, unless the operator allows it for all', async ({ db }) => {
    await makeAccounts(db, 3, { shareProxy: true })
    await db.updateTable('proxies').set({ country: 'KZ' }).execute()
    await sql`
      update instagram_accounts set purpose = 'publish' where username in ('account2', 'account3')`.execute(
      db,
    )
    // Of an owner that lives: it moves at the next pass.
    await sql`
      update instagram_accounts set lease_owner = 'another', lease_token = gen_random_uuid(), lease_for = 'work',
        lease_until = clock_timestamp() + interval '1 hour'
      where username = 'account3'`.execute(db)
    const spare = await addSpare(db, 9100, 'KZ')
    const second = await addSpare(db, 9101, 'KZ')
    const publishers = { replaceDeadProxies: 'publish' } as const
    await killProxy(db, refused, publishers)
    expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')
    expect(await accountNamed(db, 'account2')).toMatchObject({ state: 'active', proxy_id: spare })

    await sql`
      update instagram_accounts set lease_owner = null, lease_token = null, lease_for = null, lease_until = null`.execute(
      db,
    )
    const parts = careParts(db, { limits: publishers, adapter: fails })
    expect((await reviveDeadProxies(parts, signal)).replaced).toBe(1)
    expect(await accountNamed(db, 'account3')).toMatchObject({ state: 'active', proxy_id: second })
    await addSpare(db, 9102, 'KZ')
    expect((await reviveDeadProxies(parts, signal)).replaced).toBe(0)
    expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')
  })

  test('takes waiting accounts at the next pass, and leased ones after their release', async ({
    db,
  }) => {
    await makeAccounts(db, 3, { shareProxy: true })
    await db.updateTable('proxies').set({ country: 'KZ' }).execute()
    const restUntil = new Date(Date.now() + 20 * HOUR)
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'resting', rest_until: restUntil, rest_code: 'rate_limited' })
      .where('username', '=', 'account2')
      .execute()
    await sql`
      update instagram_accounts set lease_owner = 'another', lease_token = gen_random_uuid(), lease_for = 'work',
        lease_until = clock_timestamp() + interval '1 hour'
      where username = 'account3'`.execute(db)
    const spare = await addSpare(db, 9100, 'KZ')
    await killProxy(db, refused, limits)
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', proxy_id: spare })
    expect(await accountNamed(db, 'account2')).toMatchObject({
      state: 'resting',
      rest_until: restUntil,
      proxy_id: spare,
    })
    expect((await accountNamed(db, 'account3')).state).toBe('proxy_error')

    const second = await addSpare(db, 9101, 'KZ')
    const parts = careParts(db, { limits, adapter: fails })
    expect((await reviveDeadProxies(parts, signal)).replaced).toBe(0)
    await sql`
      update instagram_accounts set lease_owner = null, lease_token = null, lease_for = null, lease_until = null`.execute(
      db,
    )
    expect(await reviveDeadProxies(parts, signal)).toMatchObject({ revived: 0, replaced: 1 })
    expect(await accountNamed(db, 'account3')).toMatchObject({ state: 'active', proxy_id: second })
  })
})

test('a spare is found for the country that has one, however many proxies without one are dead', async ({
  db,
}) => {
  const made = await makeAccounts(db, 21)
  await sql`
    update proxies set state = 'dead', death_cause = 'ip_blocked', country = case port when 9021 then 'KZ' else 'RU' end,
      last_checked_at = world_now() + port * interval '1 second'`.execute(db)
  await db.updateTable('instagram_accounts').set({ state: 'proxy_error' }).execute()
  const spare = await addSpare(db, 9100, 'KZ')
  const parts = careParts(db, { limits: { replaceDeadProxies: 'all' }, adapter: fails })
  expect((await reviveDeadProxies(parts, signal)).replaced).toBe(1)
  expect(await accountNamed(db, made[20]?.username ?? '')).toMatchObject({
    state: 'active',
    proxy_id: spare,
  })
})

test('a spare takes accounts of an owner that died', async ({ db }) => {
  await makeAccounts(db, 1)
  await db
    .updateTable('proxies')
    .set({ state: 'dead', death_cause: 'ip_blocked', country: 'KZ' })
    .execute()
  await sql`
    update instagram_accounts set state = 'proxy_error', lease_owner = 'another', lease_for = 'work',
      lease_token = gen_random_uuid(), lease_until = clock_timestamp() - interval '1 second'`.execute(
    db,
  )
  const spare = await addSpare(db, 9100, 'KZ')
  const parts = careParts(db, { limits: { replaceDeadProxies: 'all' }, adapter: fails })
  expect((await reviveDeadProxies(parts, signal)).replaced).toBe(1)
  expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', proxy_id: spare })
  expect(await ask(poolOn(db, scriptedAdapter()))).toBe('account1')
})

describe('looking at a proxy', () => {
  test('tells the operator whether it works, and resets its strikes if it does', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const proxyId = made?.proxyId ?? ''
    await db.updateTable('proxies').set({ strikes: 2 }).execute()
    const seen: string[] = []
    const adapter = withProxyCheck(scriptedAdapter(), (url) => {
      seen.push(url)
      return refused
    })
    expect(await checkProxy(careParts(db, { adapter }), proxyId, signal)).toEqual({
      ok: false,
      error: 'refused',
    })
    expect(seen).toEqual(['http://user1:proxy-secret-1@127.0.0.1:9001'])
    expect(await proxyWithId(db, proxyId)).toMatchObject({ strikes: 2, last_error: 'refused' })

    expect(await checkProxy(careParts(db, { adapter: works }), proxyId, signal)).toEqual({
      ok: true,
      latency_ms: 12,
    })
    const proxy = await proxyWithId(db, proxyId)
    expect(proxy).toMatchObject({ strikes: 0, last_error: null, state: 'active' })
    expect(proxy.last_ok_at).not.toBeNull()
    expect(await rejection(checkProxy(careParts(db), NOBODY, signal))).toBeInstanceOf(
      NoSuchRecordError,
    )
  })

  test('resumes one that died of failures, with its accounts and the rest of their rests', async ({
    db,
  }) => {
    const made = await makeAccounts(db, 4, { shareProxy: true })
    const proxyId = made[0]?.proxyId ?? ''
    const restUntil = new Date(Date.now() + 20 * HOUR)
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'resting', rest_until: restUntil, rest_code: 'feedback_required' })
      .where('username', '=', 'account2')
      .execute()
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'new', session_created_at: null })
      .where('username', '=', 'account3')
      .execute()
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'needs_operator' })
      .where('username', '=', 'account4')
      .execute()
    await killProxy(db, refused)
    const states = async (): Promise<string[]> =>
      (await db.selectFrom('instagram_accounts').select('state').orderBy('username').execute()).map(
        ({ state }) => state,
      )
    expect(await states()).toEqual(['proxy_error', 'proxy_error', 'proxy_error', 'needs_operator'])

    const parts = careParts(db, { adapter: works })
    await checkProxy(parts, proxyId, signal)
    expect(await states()).toEqual(['active', 'resting', 'new', 'needs_operator'])
    expect(await accountNamed(db, 'account2')).toMatchObject({
      rest_until: restUntil,
      rest_code: 'feedback_required',
    })
    expect(await proxyWithId(db, proxyId)).toMatchObject({
      state: 'active',
      strikes: 0,
      death_cause: null,
    })
    expect(parts.lines.map(({ msg, to_state }) => [msg, to_state])).toEqual(
      expect.arrayContaining([['account state changed', 'resting']]),
    )
    await advanceWorldTime(db, MINUTE)
    expect(await ask(poolOn(db, scriptedAdapter()))).toBe('account1')
  })

  test('says nothing of one that the platform refuses: only an operator brings it back', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 1)
    const proxyId = made?.proxyId ?? ''
    await killProxy(db, new IpBlockedError('sentry_block'))
    const parts = careParts(db, { adapter: works })
    expect(await checkProxy(parts, proxyId, signal)).toMatchObject({ ok: true })
    await advanceWorldTime(db, HOUR)
    expect(await reviveDeadProxies(parts, signal)).toEqual({ checked: 0, revived: 0, replaced: 0 })
    expect((await proxyWithId(db, proxyId)).state).toBe('dead')
    expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')

    await resumeProxy(parts, proxyId)
    expect(await proxyWithId(db, proxyId)).toMatchObject({ state: 'active', death_cause: null })
    expect((await accountNamed(db, 'account1')).state).toBe('active')
  })

  test('checks the least recently checked first, twenty at most, each every ten minutes', async ({
    db,
  }) => {
    for (let n = 0; n < 25; n += 1)
      await addProxy(db, keys, { url: `http://127.0.0.1:${9200 + n}` })
    await sql`
      update proxies set state = 'dead', death_cause = 'proxy_failed',
        last_checked_at = world_now() - (port - 9200 + 11) * interval '1 minute'`.execute(db)
    const asked: number[] = []
    const adapter = withProxyCheck(scriptedAdapter(), (url) => {
      const port = Number(new URL(url).port)
      asked.push(port)
      return port === 9224 ? 5 : refused
    })
    const parts = careParts(db, { adapter })
    // Two replicas at once share them.
    const passes = await Promise.all([
      reviveDeadProxies(parts, signal),
      reviveDeadProxies(parts, signal),
    ])
    expect(passes.reduce((sum, { checked }) => sum + checked, 0)).toBe(25)
    expect(new Set(asked).size).toBe(25)
    expect(asked.length).toBe(25)
    expect(Math.max(...passes.map(({ checked }) => checked))).toBeLessThanOrEqual(20)
    expect(passes.reduce((sum, { revived }) => sum + revived, 0)).toBe(1)
    expect(await reviveDeadProxies(parts, signal)).toMatchObject({ checked: 0 })
    await advanceWorldTime(db, 10 * MINUTE)
    expect(await reviveDeadProxies(parts, signal)).toMatchObject({ checked: 20 })
  })

  test('continues with the others when the credentials of one cannot be decrypted', async ({
    db,
  }) => {
    const made = await makeAccounts(db, 2)
    await sql`update proxies set state = 'dead', death_cause = 'proxy_failed'`.execute(db)
    await sql`update instagram_accounts set state = 'proxy_error'`.execute(db)
    await db
      .updateTable('proxies')
      .set({ credentials: Buffer.from('sealed with a key that is gone') })
      .where('id', '=', made[0]?.proxyId ?? '')
      .execute()
    const parts = careParts(db, { adapter: works })
    expect(await poolOn(db, works).reviveProxies(signal)).toEqual({
      checked: 2,
      revived: 1,
      replaced: 0,
    })
    expect((await accountNamed(db, 'account1')).state).toBe('proxy_error')
    expect((await accountNamed(db, 'account2')).state).toBe('active')
    const refusal = await rejection(checkProxy(parts, made[0]?.proxyId ?? '', signal))
    expect(refusal).toBeInstanceOf(ConflictError)
    expect(String(refusal)).toContain('GRAMD_ENCRYPTION_KEYS')
  })

  test('ends with its caller', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const controller = new AbortController()
    const reason = new Error('stop')
    const adapter = withProxyCheck(scriptedAdapter(), () => {
      controller.abort(reason)
      return refused
    })
    const parts = careParts(db, { adapter })
    expect(await rejection(checkProxy(parts, made?.proxyId ?? '', controller.signal))).toBe(reason)
    const account = { id: made?.id ?? '', proxy_id: made?.proxyId ?? '' }
    const held = { account, proxyUrl: 'http://127.0.0.1:1', signal: controller.signal }
    const error = new TransientPlatformError('502')
    expect(await rejection(examineProxy(parts, held, error))).toBe(reason)
  })
})

describe('an operator', () => {
  test('pauses a proxy, which takes its accounts out of service, and brings them back', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 1)
    const proxyId = made?.proxyId ?? ''
    const parts = careParts(db)
    await pauseProxy(parts, proxyId)
    expect(await proxyWithId(db, proxyId)).toMatchObject({ state: 'paused' })
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'proxy_error',
      last_error: 'the proxy is paused',
    })
    // A successful check does not undo it.
    await checkProxy(careParts(db, { adapter: works }), proxyId, signal)
    expect((await proxyWithId(db, proxyId)).state).toBe('paused')
    await resumeProxy(parts, proxyId)
    expect((await accountNamed(db, 'account1')).state).toBe('active')
    const events = await eventsOf(db, made?.id ?? '')
    expect(events.map(({ event }) => event)).toEqual(['proxy_paused', 'proxy_resumed'])
    for (const act of [pauseProxy, resumeProxy])
      expect(await rejection(act(parts, NOBODY))).toBeInstanceOf(NoSuchRecordError)
  })

  test('resumes paused accounts of a proxy only after their pause', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await pauseProxy(careParts(db), made?.proxyId ?? '')
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'paused', paused_from: 'proxy_error' })
      .execute()
    await resumeProxy(careParts(db), made?.proxyId ?? '')
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'paused',
      paused_from: 'active',
    })
  })
})
