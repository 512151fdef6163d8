import { sql } from 'kysely'
import { ConflictError, InvalidInputError, NoSuchRecordError } from '../../src/base/errors.ts'
import { listAccountEvents } from '../../src/pool/accounts/account-views.ts'
import {
  activityQuery,
  getAccount,
  listAccounts,
  readActivity,
} from '../../src/pool/accounts/account-views.ts'
import { addAccount, removeAccount } from '../../src/pool/accounts/accounts-store.ts'
import { addProxy, listProxies, removeProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import {
  ask,
  keys,
  LIMITS,
  makeAccounts,
  poolOn,
  scriptedAdapter,
  storeParts,
} from './pool-fixture.ts'

const UNKNOWN = '01a1fd8b-0000-7000-8000-000000000000'
const password = 'secret'

describe('accounts', () => {
  test('take a proxy that has no account yet', async ({ db }) => {
    const proxies = [
      await addProxy(db, keys, { url: 'http://a:b@127.0.0.1:1001' }),
      await addProxy(db, keys, { url: 'http://a:b@127.0.0.1:1002' }),
      await addProxy(db, keys, { url: 'http://a:b@127.0.0.1:1003' }),
    ]
    await db.updateTable('proxies').set({ state: 'dead' }).where('port', '=', 1002).execute()
    const added = await Promise.all(
      ['one', 'two'].map(
        async (username) => await addAccount(storeParts(db), { username, password }),
      ),
    )
    const bound = await Promise.all(
      added.map(async ({ id }) => (await getAccount(db, LIMITS, id)).proxy?.id),
    )
    expect(new Set(bound)).toEqual(new Set([proxies[0]?.id, proxies[2]?.id]))
    const third = addAccount(storeParts(db), { username: 'three', password })
    await expect(third).rejects.toThrow(InvalidInputError)
    await expect(third).rejects.toMatchObject({ problems: [{ field: 'proxy' }] })
  })

  test('that are added at the same moment get a proxy each', async ({ db }) => {
    for (const port of [1001, 1002, 1003])
      await addProxy(db, keys, { url: `http://a:b@127.0.0.1:${port}` })
    // Open connections, so that the additions really overlap.
    await Promise.all(Array.from({ length: 8 }, () => sql`select pg_sleep(0.05)`.execute(db)))
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        addAccount(storeParts(db), { username: `a${n}`, password }),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const bound = await db.selectFrom('instagram_accounts').select('proxy_id').execute()
    expect(new Set(bound.map(({ proxy_id }) => proxy_id)).size).toBe(3)
  })

  test('share a proxy only when the operator says so', async ({ db }) => {
    const [first] = await makeAccounts(db, 1)
    if (!first) throw new Error('an account is missing')
    const two = { username: 'two', password, proxyId: first.proxyId }
    const refused = addAccount(storeParts(db), two)
    await expect(refused).rejects.toMatchObject({ problems: [{ field: 'proxy_id' }] })
    await expect(refused).rejects.toThrow(/account1.*share_proxy/)
    const { id } = await addAccount(storeParts(db), { ...two, shareProxy: true })
    expect((await getAccount(db, LIMITS, id)).proxy?.id).toBe(first.proxyId)
  })

  test('need a proxy that exists and works', async ({ db }) => {
    const unknown = addAccount(storeParts(db), { username: 'one', password, proxyId: UNKNOWN })
    await expect(unknown).rejects.toMatchObject({ problems: [{ field: 'proxy_id' }] })
    const [first] = await makeAccounts(db, 1)
    await db.updateTable('proxies').set({ state: 'dead' }).execute()
    const dead = addAccount(storeParts(db), {
      username: 'two',
      password,
      proxyId: first?.proxyId ?? UNKNOWN,
    })
    await expect(dead).rejects.toThrow('dead')
    expect(await listAccounts(db, LIMITS, { limit: 10 })).toHaveLength(1)
  })

  test('have names of their own', async ({ db }) => {
    const [first] = await makeAccounts(db, 1)
    const again = addAccount(storeParts(db), {
      username: 'Account1',
      password,
      proxyId: first?.proxyId ?? UNKNOWN,
    })
    await expect(again).rejects.toThrow(ConflictError)
    await expect(again).rejects.toMatchObject({ problems: [{ field: 'username' }] })
  })

  test('show their remaining budgets', async ({ db }) => {
    const [first] = await makeAccounts(db, 1)
    if (!first) throw new Error('an account is missing')
    await sql`
      insert into account_requests (account_id, proxy_id, kind, reserved_at, ended_at)
      select ${first.id}, ${first.proxyId}, kind, world_now(), world_now() - ago
      from (values ('request', interval '1 minute'), ('request', interval '2 hours'),
        ('request', interval '25 hours'), ('login', interval '1 minute')) as r (kind, ago)`.execute(
      db,
    )
    await ask(poolOn(db, scriptedAdapter()))
    expect((await getAccount(db, LIMITS, first.id)).budget).toEqual({
      hour: { limit: 30, left: 28 },
      day: { limit: 300, left: 297 },
    })
  })

  test('show their requests without reading those of others', async ({ db }) => {
    const [first] = await makeAccounts(db, 50)
    await sql`
      insert into account_requests (account_id, proxy_id, kind, ended_at)
      select a.id, a.proxy_id, kind, world_now()
      from instagram_accounts a, generate_series(1, 100), unnest(array['request', 'login']) kind`.execute(
      db,
    )
    await sql`analyze account_requests`.execute(db)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain (costs off) ${activityQuery(first?.id ?? '')}`.execute(db)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('account_requests_account_idx')
    expect(plan).toContain('account_requests_login_idx')
    expect(plan).not.toContain('Seq Scan on account_requests')
    expect(await readActivity(db, first?.id ?? '')).toMatchObject({ requests: 100, logins: 100 })
  })

  test('are listed in pages, by state if asked', async ({ db }) => {
    await makeAccounts(db, 5)
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'paused' })
      .where('username', '=', 'account3')
      .execute()
    const first = await listAccounts(db, LIMITS, { limit: 2 })
    const second = await listAccounts(db, LIMITS, { limit: 9, after: first.at(-1)?.id })
    expect([...first, ...second].map(({ username }) => username)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `account${n}`),
    )
    const paused = await listAccounts(db, LIMITS, { limit: 9, state: 'paused' })
    expect(paused.map(({ username }) => username)).toEqual(['account3'])
  })

  test('are not removed while a live worker leases them', async ({ db }) => {
    const [first] = await makeAccounts(db, 1)
    if (!first) throw new Error('an account is missing')
    await poolOn(db, scriptedAdapter()).withAccount(
      { signal: new AbortController().signal },
      async () => {
        await expect(removeAccount(storeParts(db), first.id)).rejects.toThrow(ConflictError)
        await sql`
          update instagram_accounts set lease_until = clock_timestamp() - interval '1 second'`.execute(
          db,
        )
        await removeAccount(storeParts(db), first.id)
      },
    )
    await expect(getAccount(db, LIMITS, first.id)).rejects.toThrow(NoSuchRecordError)
    await expect(removeAccount(storeParts(db), first.id)).rejects.toThrow(NoSuchRecordError)
  })

  test('that come back have no fresh budget, nor has their proxy', async ({ db }) => {
    const [first] = await makeAccounts(db, 1, { loggedIn: false })
    if (!first) throw new Error('an account is missing')
    await ask(poolOn(db, scriptedAdapter()))
    await removeAccount(storeParts(db), first.id)
    const left = await db.selectFrom('account_requests').select('proxy_id').execute()
    expect(left).toEqual([{ proxy_id: first.proxyId }, { proxy_id: first.proxyId }])
    const { id } = await addAccount(storeParts(db), { username: 'account1', password })
    expect((await getAccount(db, LIMITS, id)).budget.hour.left).toBe(29)
    // Its recent login counts, too.
    await expect(ask(poolOn(db, scriptedAdapter()))).rejects.toThrow('no account is free')
  })

  test('have a history, newest first', async ({ db }) => {
    const [first] = await makeAccounts(db, 1, { loggedIn: false })
    if (!first) throw new Error('an account is missing')
    await ask(poolOn(db, scriptedAdapter()))
    const [newest] = await listAccountEvents(db, first.id, { limit: 1 })
    expect(newest).toMatchObject({ event: 'logged_in', from_state: 'new', to_state: 'active' })
    const older = await listAccountEvents(db, first.id, { limit: 9, before: newest?.id })
    expect(older).toMatchObject([{ event: 'added', from_state: null, to_state: 'new' }])
  })
})

describe('proxies', () => {
  test('are distinguished by user, host and port', async ({ db }) => {
    await addProxy(db, keys, { url: 'http://a:one@127.0.0.1:1001' })
    await addProxy(db, keys, { url: 'http://b:one@127.0.0.1:1001' })
    await addProxy(db, keys, { url: 'http://a:one@127.0.0.1:1002', country: 'KZ' })
    const again = addProxy(db, keys, { url: 'http://a:another@127.0.0.1:1001' })
    await expect(again).rejects.toThrow(ConflictError)
    expect(await listProxies(db, { limit: 10 })).toMatchObject([
      { port: 1001, country: null, accounts: 0, state: 'active' },
      { port: 1001, country: null, accounts: 0, state: 'active' },
      { port: 1002, country: 'KZ', accounts: 0, state: 'active' },
    ])
  })

  test('are not removed while an account uses them', async ({ db }) => {
    const [first] = await makeAccounts(db, 1)
    if (!first) throw new Error('an account is missing')
    await expect(removeProxy(db, first.proxyId)).rejects.toThrow(ConflictError)
    await removeAccount(storeParts(db), first.id)
    await removeProxy(db, first.proxyId)
    await expect(removeProxy(db, first.proxyId)).rejects.toThrow(NoSuchRecordError)
  })
})

test('requests that no budget and no history needs are deleted', async ({ db }) => {
  const [first] = await makeAccounts(db, 1)
  await sql`
    insert into account_requests (account_id, kind, ended_at)
    select ${first?.id}, 'request', world_now() - ago
    from unnest(array[interval '7 days', interval '9 days', interval '10 days']) as ago`.execute(db)
  expect(await poolOn(db, scriptedAdapter()).prune()).toBe(2)
  expect(await db.selectFrom('account_requests').selectAll().execute()).toHaveLength(1)
})
