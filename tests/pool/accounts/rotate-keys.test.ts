import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { keyIdOf, parseEncryptionKeys } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/handles.ts'
import { addAccount } from '../../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import { rotateKeys } from '../../../src/pool/accounts/rotate-keys.ts'
import {
  openAccountSecrets,
  openProxyCredentials,
  openSession,
  sealPendingLogin,
  sealSession,
} from '../../../src/pool/state/secrets.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { storeParts } from '../pool-fixture.ts'

const OLD = `old:${randomBytes(32).toString('base64')}`
const NEW = `new:${randomBytes(32).toString('base64')}`
const oldKeys = parseEncryptionKeys(OLD)
const bothKeys = parseEncryptionKeys(`${NEW},${OLD}`)
const newKeys = parseEncryptionKeys(NEW)

/** Accounts with one of every secret, under the old key. */
async function fill(db: Db, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= count; n += 1) {
    const url = `http://user:proxy-password-${n}@127.0.0.1:${9000 + n}`
    const proxyId = (await addProxy(db, oldKeys, { url })).id
    const username = `account${n}`
    const { id } = await addAccount(storeParts(db, oldKeys), {
      username,
      password: `password-${n}`,
      proxyId,
    })
    await db
      .updateTable('instagram_accounts')
      .set({
        session: sealSession(oldKeys, id, `session-${n}`),
        pending_login: sealPendingLogin(oldKeys, id, `pending-${n}`),
      })
      .where('id', '=', id)
      .execute()
    ids.push(id)
  }
  return ids
}

const accounts = async (db: Db) =>
  await db.selectFrom('instagram_accounts').selectAll().orderBy('username').execute()

describe('a rotation of the keys', () => {
  test('puts every secret under the first key, page by page, and can be run again', async ({
    db,
  }) => {
    await fill(db, 5)
    expect(await rotateKeys(db, bothKeys, { pageSize: 2 })).toEqual({
      rotated: 20,
      current: 0,
      overtaken: 0,
      unreadable: [],
      keys: { new: 20 },
    })
    // The old key is no longer needed.
    const [first] = await accounts(db)
    const none = Buffer.of()
    const id = first?.id ?? ''
    expect(openAccountSecrets(newKeys, id, first?.secrets ?? none)).toEqual({
      password: 'password-1',
    })
    expect(openSession(newKeys, id, first?.session ?? none)).toBe('session-1')
    const proxy = await db
      .selectFrom('proxies')
      .select(['id', 'credentials'])
      .where('id', '=', first?.proxy_id ?? '')
      .executeTakeFirstOrThrow()
    expect(openProxyCredentials(newKeys, proxy.id, proxy.credentials ?? none)).toEqual({
      username: 'user',
      password: 'proxy-password-1',
    })
    expect(await rotateKeys(db, bothKeys, { pageSize: 2 })).toMatchObject({
      rotated: 0,
      current: 20,
    })
  })

  test('never overwrites what a running gramd writes meanwhile', async ({ db }) => {
    const ids = await fill(db, 10)
    const newest = new Map<string, string>()
    let isOver = false
    // Saves sessions like a worker with the keys of its start.
    const worker = async (place: number): Promise<void> => {
      for (let version = 1; !isOver; version += 1) {
        const id = ids[(place + 3 * version) % ids.length] ?? ''
        const session = `session ${place} ${version}`
        await db.transaction().execute(async (tx) => {
          await sql`select from instagram_accounts where id = ${id} for no key update`.execute(tx)
          await tx
            .updateTable('instagram_accounts')
            .set({ session: sealSession(oldKeys, id, session) })
            .where('id', '=', id)
            .execute()
          newest.set(id, session)
        })
      }
    }
    const workers = [worker(0), worker(1)]
    const reports = []
    while (newest.size < ids.length || reports.length < 5)
      reports.push(await rotateKeys(db, bothKeys, { pageSize: 3 }))
    isOver = true
    await Promise.all(workers)
    for (const row of await accounts(db)) {
      const session = openSession(bothKeys, row.id, row.session ?? Buffer.of())
      expect(session).toBe(newest.get(row.id))
    }
    expect(await rotateKeys(db, bothKeys)).toMatchObject({ overtaken: 0, keys: { new: 40 } })
  })

  test('names undecryptable values and the keys in use, and continues', async ({ db }) => {
    const [first, second] = await fill(db, 2)
    const foreign = parseEncryptionKeys(`lost:${randomBytes(32).toString('base64')}`)
    await db
      .updateTable('instagram_accounts')
      .set({ session: sealSession(foreign, first ?? '', 'gone') })
      .where('id', '=', first ?? '')
      .execute()
    // Moved from another row.
    await sql`
      update instagram_accounts set secrets = (select secrets from instagram_accounts where id = ${second})
      where id = ${first}`.execute(db)
    const report = await rotateKeys(db, bothKeys)
    expect(report).toMatchObject({ rotated: 6, keys: { lost: 1, old: 1, new: 6 } })
    expect(report.unreadable).toEqual([
      expect.objectContaining({ column: 'secrets', id: first }),
      expect.objectContaining({ column: 'session', id: first }),
    ])
    const rows = await accounts(db)
    expect(rows.map(({ secrets }) => keyIdOf(secrets ?? Buffer.of()))).toEqual(['old', 'new'])
  })
})
