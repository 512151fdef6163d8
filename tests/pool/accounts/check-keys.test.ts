import { sql } from 'kysely'
import { generateEncryptionKey, parseEncryptionKeys } from '../../../src/base/crypto.ts'
import { MisconfiguredError } from '../../../src/base/startup-error.ts'
import type { Db } from '../../../src/db/handles.ts'
import { features } from '../../../src/features/index.ts'
import { examineKeys, requireKeys } from '../../../src/pool/accounts/check-keys.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import { describe, expect, test } from '../../fixtures/test.ts'

const FIRST = generateEncryptionKey('k1')
const SECOND = generateEncryptionKey('k2')
const columns = features.flatMap(({ secrets = [] }) => secrets)

const configOf = (keys: string, ...lostKeyIds: string[]) => ({
  encryptionKeys: parseEncryptionKeys(keys),
  lostKeyIds,
})

/** Stores the credentials of a proxy. Returns its id. */
async function seal(db: Db, key: string, port: number): Promise<string> {
  const url = `http://user:password@127.0.0.1:${port}`
  return (await addProxy(db, parseEncryptionKeys(key), { url })).id
}

const refused = async (work: Promise<void>): Promise<string> =>
  await work.then(
    () => '',
    (error: unknown) => {
      if (!(error instanceof MisconfiguredError)) throw error
      return error.message
    },
  )

describe('the keys of a start', () => {
  test('are any in a database without secrets', async ({ db }) => {
    expect(await refused(requireKeys(db, configOf(SECOND), columns))).toBe('')
    expect(await examineKeys(db, configOf(SECOND), columns)).toMatchObject({ status: 'ok' })
  })

  test('open one secret of each id, or the id is declared lost', async ({ db }) => {
    await seal(db, FIRST, 9_001)
    await seal(db, SECOND, 9_002)
    for (const keys of [`${FIRST},${SECOND}`, `${SECOND},${FIRST}`])
      expect(await refused(requireKeys(db, configOf(keys), columns))).toBe('')
    expect(await refused(requireKeys(db, configOf(SECOND), columns))).toContain("'k1' of 1 secret")
    expect(await refused(requireKeys(db, configOf(SECOND, 'k1'), columns))).toBe('')
    const third = generateEncryptionKey('k3')
    expect(await refused(requireKeys(db, configOf(third, 'k1'), columns))).toContain("key 'k2'")
    expect(await refused(requireKeys(db, configOf(third, 'k1', 'k2'), columns))).toBe('')
  })

  test('may leave a damaged secret closed, which doctor counts', async ({ db }) => {
    await seal(db, FIRST, 9_001)
    const damaged = await seal(db, FIRST, 9_002)
    await sql`
      update proxies set credentials = set_byte(credentials, length(credentials) - 1,
        get_byte(credentials, length(credentials) - 1) # 1)
      where id = ${damaged}`.execute(db)
    expect(await refused(requireKeys(db, configOf(FIRST), columns))).toBe('')
    expect(await examineKeys(db, configOf(FIRST), columns)).toMatchObject({
      status: 'fail',
      found: "the key 'k1' does not open 1 of 2 secrets",
    })
  })

  test('are checked in the columns that an older schema has', async ({ db }) => {
    await seal(db, FIRST, 9_001)
    await sql`drop table second_factors cascade`.execute(db)
    await sql`alter table instagram_accounts drop column pending_login cascade`.execute(db)
    expect(await refused(requireKeys(db, configOf(SECOND), columns))).toContain("key 'k1'")
    expect(await refused(requireKeys(db, configOf(FIRST), columns))).toBe('')
  })
})
