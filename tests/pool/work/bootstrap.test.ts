import { aLog } from '../../http/kit.ts'
import type { Db } from '../../../src/db/handles.ts'
import { bootstrapAccount } from '../../../src/pool/work/bootstrap.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { makeAccounts, poolOn, scriptedAdapter, storeParts } from '../pool-fixture.ts'

const SETTINGS = {
  sessionId: 'session of reader7',
  proxyUrl: 'http://user:proxy-secret@127.0.0.1:9001',
}
const signal = new AbortController().signal

function aStart(db: Db) {
  const { log, lines } = aLog()
  const adapter = scriptedAdapter()
  // A cookie names its owner only by id; the platform knows the name.
  const readSession = adapter.importSession
  adapter.importSession = async (input, seed) => ({
    ...(await readSession(input, seed)),
    username: null,
  })
  const { open } = adapter
  adapter.open = (held) => ({
    ...open(held),
    checkSession: async () => {
      const end = await held.reserve('check')
      adapter.sent.push({ username: held.username, endpoint: 'check' })
      await end()
      return { platformId: '17', username: 'reader7' }
    },
  })
  const pool = poolOn(db, adapter, { log })
  return { parts: { ...storeParts(db), log, pool }, adapter, lines }
}

const accounts = async (db: Db) =>
  await db
    .selectFrom('instagram_accounts')
    .select(['username', 'platform_id', 'state', 'session_source', 'proxy_id'])
    .execute()

describe('the session of the environment', () => {
  test('becomes an account with its proxy in an empty pool, once, however many start', async ({
    db,
  }) => {
    const starts = [aStart(db), aStart(db), aStart(db)]
    const made = await Promise.all(
      starts.map(async ({ parts }) => await bootstrapAccount(parts, SETTINGS, signal)),
    )
    const ours = made.filter((each) => each !== undefined)
    expect(ours).toHaveLength(1)
    await ours[0]?.named
    expect(await accounts(db)).toMatchObject([
      { platform_id: '17', state: 'active', session_source: 'sessionid' },
    ])
    expect(starts.flatMap(({ adapter }) => adapter.sent)).toHaveLength(1)
    expect(await bootstrapAccount(aStart(db).parts, SETTINGS, signal)).toBeUndefined()
    expect(await db.selectFrom('proxies').select('host').execute()).toHaveLength(1)
  })

  test('has a name that stands in until one request has shown its own', async ({ db }) => {
    const { parts, adapter } = aStart(db)
    await (
      await bootstrapAccount(parts, SETTINGS, signal)
    )?.named
    expect(adapter.sent).toEqual([{ username: 'id.17', endpoint: 'check' }])
    expect(await accounts(db)).toMatchObject([{ username: 'reader7', platform_id: '17' }])
  })

  test('takes a proxy that is known already', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await db.deleteFrom('instagram_accounts').execute()
    const settings = { ...SETTINGS, proxyUrl: 'http://user1:another@127.0.0.1:9001' }
    await (
      await bootstrapAccount(aStart(db).parts, settings, signal)
    )?.named
    expect(await accounts(db)).toMatchObject([{ proxy_id: made?.proxyId }])
  })

  test('changes nothing in a pool that has an account', async ({ db }) => {
    await makeAccounts(db, 1)
    const before = await accounts(db)
    expect(await bootstrapAccount(aStart(db).parts, SETTINGS, signal)).toBeUndefined()
    expect(await accounts(db)).toEqual(before)
  })

  test('is a warning that names the setting when it is faulty, without its value', async ({
    db,
  }) => {
    const rows = [
      [{ ...SETTINGS, sessionId: 'rubbish-cookie' }, 'GRAMD_INSTAGRAM_SESSIONID'],
      [{ ...SETTINGS, proxyUrl: 'gopher://user:proxy-secret@h:1' }, 'GRAMD_INSTAGRAM_PROXY_URL'],
      [{ ...SETTINGS, proxyUrl: undefined }, 'GRAMD_INSTAGRAM_PROXY_URL'],
    ] as const
    for (const [settings, setting] of rows) {
      const { parts, lines } = aStart(db)
      expect(await bootstrapAccount(parts, settings, signal)).toBeUndefined()
      expect(lines).toMatchObject([{ level: 'warn', setting, reason: expect.any(String) }])
      expect(JSON.stringify(lines)).not.toMatch(/rubbish-cookie|proxy-secret/)
    }
    expect(await accounts(db)).toEqual([])
    expect(await db.selectFrom('proxies').select('host').execute()).toEqual([])
  })

  test('is nothing when it is not set', async ({ db }) => {
    const { parts, lines } = aStart(db)
    const settings = { sessionId: undefined, proxyUrl: SETTINGS.proxyUrl }
    expect(await bootstrapAccount(parts, settings, signal)).toBeUndefined()
    expect(lines).toEqual([])
  })
})
