import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { ProxyFailedError } from '../../../src/platforms/errors.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import type { Pool } from '../../../src/pool/work/pool.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { eventsOf, proxyWithId, rejection, withProxyCheck } from '../failure-kit.ts'
import {
  HOUR,
  keys,
  LIMITS,
  makeAccounts,
  MINUTE,
  poolOn,
  scriptedAdapter,
  type Made,
} from '../pool-fixture.ts'
import { accountNamed, alertKinds } from '../session-fixture.ts'

const { signal } = new AbortController()

/** The first `publishers` accounts publish, the others read; sessions were just heard of. */
async function make(db: Db, count: number, publishers = count): Promise<Made[]> {
  const made = await makeAccounts(db, count)
  const ids = made.slice(0, publishers).map(({ id }) => id)
  await sql`
    update instagram_accounts set last_verified_at = world_now(),
      purpose = case when id = any (${ids}::uuid[]) then 'publish' else 'read' end`.execute(db)
  return made
}

/** Through which proxies connections were opened; those of `broken` fail. */
function looking(broken: ReadonlySet<number> | 'all' = new Set()) {
  const ports: number[] = []
  const scripted = scriptedAdapter()
  const adapter = withProxyCheck(scripted, (url) => {
    const port = Number(new URL(url).port)
    ports.push(port)
    return broken === 'all' || broken.has(port) ? new ProxyFailedError('refused') : 7
  })
  return { adapter, ports, sent: scripted.sent }
}

const pass = async (pool: Pool, soon: readonly string[] = []) =>
  await pool.checkPublishers(soon, signal)

const publish = async (pool: Pool): Promise<unknown> =>
  await pool.publishOn({ username: 'account1', signal }, async (session) => {
    await session.fetchProfile({ username: 'own' })
  })

describe('a pass over what publishing needs', () => {
  test('connects through proxies of publishers and spares that were not heard of, and sends nothing', async ({
    db,
  }) => {
    const [first] = await make(db, 3, 2)
    await addProxy(db, keys, { url: 'http://u:p@127.0.0.1:9500', isSpare: true })
    await addProxy(db, keys, { url: 'http://u:p@127.0.0.1:9501' })
    const { adapter, ports, sent } = looking()
    const pool = poolOn(db, adapter)
    expect(await pass(pool)).toEqual({
      proxies: { checked: 3, failed: 0, isDoubted: false },
      sessions: { checked: 0, renewed: 0, failed: 0, skipped: 0 },
    })
    expect(ports.toSorted((a, b) => a - b)).toEqual([9001, 9002, 9500])
    expect(await proxyWithId(db, first?.proxyId ?? '')).toMatchObject({ last_latency_ms: 7 })
    await advanceWorldTime(db, 5 * MINUTE)
    expect(await pass(pool)).toMatchObject({ proxies: { checked: 0 } })
    await advanceWorldTime(db, 10 * MINUTE)
    expect(await pass(pool)).toMatchObject({ proxies: { checked: 3 } })
    expect(sent).toEqual([])
  })

  test('leaves proxies alone where nobody publishes', async ({ db }) => {
    await make(db, 2, 0)
    await addProxy(db, keys, { url: 'http://u:p@127.0.0.1:9500', isSpare: true })
    expect(await pass(poolOn(db, looking().adapter))).toMatchObject({ proxies: { checked: 0 } })
  })

  test('moves the account of a proxy that failed three times to a spare of its country', async ({
    db,
  }) => {
    const [first] = await make(db, 4)
    await sql`update proxies set country = 'KZ'`.execute(db)
    const url = (port: number) => `http://u:p@127.0.0.1:${port}`
    await addProxy(db, keys, { url: url(9500), country: 'DE', isSpare: true })
    const spare = await addProxy(db, keys, { url: url(9501), country: 'KZ', isSpare: true })
    const pool = poolOn(db, looking(new Set([9001])).adapter, {
      limits: { ...LIMITS, replaceDeadProxies: 'all' },
    })
    for (let time = 1; time <= 3; time += 1) {
      expect(await pass(pool)).toMatchObject({ proxies: { failed: 1, isDoubted: false } })
      await advanceWorldTime(db, 15 * MINUTE)
    }
    expect(await proxyWithId(db, first?.proxyId ?? '')).toMatchObject({ state: 'dead' })
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'active',
      proxy_id: spare.id,
    })
    expect(await alertKinds(db)).toEqual(['proxy_dead', 'proxy_replaced'])
  })

  test('takes the account out of service when no spare of the country is there', async ({ db }) => {
    await make(db, 4)
    await sql`update proxies set country = 'KZ'`.execute(db)
    const spare = { url: 'http://u:p@127.0.0.1:9500', country: 'DE', isSpare: true }
    await addProxy(db, keys, spare)
    const pool = poolOn(db, looking(new Set([9001])).adapter, {
      limits: { ...LIMITS, replaceDeadProxies: 'all' },
    })
    for (let time = 1; time <= 3; time += 1) {
      await pass(pool)
      await advanceWorldTime(db, 15 * MINUTE)
    }
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'proxy_error' })
    expect(await accountNamed(db, 'account2')).toMatchObject({ state: 'active' })
  })

  test('blames no proxy when most fail together', async ({ db }) => {
    await make(db, 3)
    const pool = poolOn(db, looking('all').adapter)
    for (let time = 1; time <= 4; time += 1) {
      expect(await pass(pool)).toMatchObject({
        proxies: { checked: 3, failed: 3, isDoubted: true },
      })
      await advanceWorldTime(db, 15 * MINUTE)
    }
    const { rows } = await sql`select from proxies where strikes > 0 or state <> 'active'`.execute(
      db,
    )
    expect(rows).toEqual([])
  })

  test('asks the sessions that are used soon and were not heard of, within pacing and rests', async ({
    db,
  }) => {
    const made = await make(db, 5, 4)
    const hours = sql`interval '2 hours'`
    await sql`update instagram_accounts set last_verified_at = world_now() - ${hours} where username <> 'account2'`.execute(
      db,
    )
    await sql`
      update instagram_accounts set state = 'resting', rest_until = world_now() + ${hours}
      where username = 'account3'`.execute(db)
    const { adapter, sent } = looking()
    const soon = made.flatMap(({ id, username }) => (username === 'account4' ? [] : [id]))
    expect(await pass(poolOn(db, adapter), soon)).toMatchObject({
      sessions: { checked: 1, renewed: 0, failed: 0, skipped: 0 },
    })
    expect(sent).toEqual([{ username: 'account1', endpoint: 'check' }])
  })
})

describe('before something is published', () => {
  test('a proxy that was not heard of is connected through, and its failure sends nothing', async ({
    db,
  }) => {
    const [first] = await make(db, 1)
    const { adapter, ports, sent } = looking('all')
    expect(await rejection(publish(poolOn(db, adapter)))).toBeInstanceOf(ProxyFailedError)
    expect([ports, sent]).toEqual([[9001], []])
    expect(await proxyWithId(db, first?.proxyId ?? '')).toMatchObject({ strikes: 1 })
  })

  test('a proxy that was heard of is not', async ({ db }) => {
    await make(db, 1)
    const { adapter, ports } = looking()
    const pool = poolOn(db, adapter)
    await publish(pool)
    await publish(pool)
    expect(ports).toEqual([9001])
  })
})

describe('an unused session', () => {
  test('is deleted with the device kept, and the account logs in when it is used', async ({
    db,
  }) => {
    await make(db, 1)
    await sql`
      update instagram_accounts set session_created_at = null, state = 'new', last_login_at = null`.execute(
      db,
    )
    const scripted = scriptedAdapter()
    const pool = poolOn(db, scripted)
    await publish(pool)
    const before = await accountNamed(db, 'account1')
    scripted.sent.length = 0
    await pool.clearSession(before.id, { isUnused: true })
    const after = await accountNamed(db, 'account1')
    expect(after).toMatchObject({
      state: 'active',
      session_created_at: null,
      renewal_at: null,
      device_seed: before.device_seed,
      platform_id: before.platform_id,
      proxy_id: before.proxy_id,
      app_profile: before.app_profile,
    })
    expect(after.session).not.toBeNull()
    expect(await eventsOf(db, before.id)).toContainEqual(
      expect.objectContaining({ event: 'session_cleared', detail: { reason: 'unused' } }),
    )
    await advanceWorldTime(db, 24 * HOUR)
    await pool.maintainSessions(signal)
    expect(scripted.sent).toEqual([])
    await publish(pool)
    expect(scripted.sent.map(({ endpoint }) => endpoint)).toContain('login/secret-1')
  })

  test('of an account without a password waits for a person', async ({ db }) => {
    const [first] = await make(db, 1)
    await sql`update instagram_accounts set secrets = null`.execute(db)
    await poolOn(db, scriptedAdapter()).clearSession(first?.id ?? '', { isUnused: true })
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'needs_login' })
  })
})
