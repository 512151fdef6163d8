import { sql } from 'kysely'
import { generateEncryptionKey, parseEncryptionKeys } from '../src/base/crypto.ts'
import type { Db } from '../src/db/handles.ts'
import { addProxy } from '../src/pool/proxies/store/proxies/proxies.ts'
import { settings } from './started-gramd.ts'
import { ended, refusedStart, startAndStop } from './starts.ts'
import { describe, expect, test } from './fixtures/test.ts'

const LIMIT = { timeout: 120_000 }
const FIRST = generateEncryptionKey('k1')
const SECOND = generateEncryptionKey('k2')
const PASSWORD = 'hidden-password'

/** Stores a secret under the key `k1`. */
const seal = async (db: Db): Promise<unknown> =>
  await addProxy(db, parseEncryptionKeys(FIRST), { url: `http://user:${PASSWORD}@127.0.0.1:9001` })

/** Every row of every table, with the transaction that wrote it. */
async function contents(db: Db): Promise<unknown> {
  const { rows } = await sql`
    select relname, query_to_xml(format('select xmin, t.* from %s t order by t::text', oid::regclass), true, true, '')::text
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`.execute(
    db,
  )
  return rows
}

describe('a start', () => {
  test.for([
    [
      'api',
      SECOND,
      "GRAMD_ENCRYPTION_KEYS lacks the key 'k1' of 1 secret in the database: put it back, after the newer ones; if it is lost, set GRAMD_LOST_ENCRYPTION_KEYS=k1",
    ],
    ['scheduler', SECOND, "GRAMD_ENCRYPTION_KEYS lacks the key 'k1' of 1 secret in the database"],
    [
      'worker',
      generateEncryptionKey('k1'),
      "GRAMD_ENCRYPTION_KEYS: the key 'k1' does not open what was stored under this id (1 secret): put the former key back; if it is lost, give the new one another id and set GRAMD_LOST_ENCRYPTION_KEYS=k1",
    ],
  ] as const)(
    'of the role %s is refused with a wrong key, and changes nothing',
    LIMIT,
    async ([role, key, sentence], { db, databaseUrl }) => {
      await seal(db)
      // A migration is waiting.
      await sql`delete from gramd_migrations where name > '0003'`.execute(db)
      const before = await contents(db)
      const { code, out, err } = await refusedStart({
        ...settings(databaseUrl),
        GRAMD_ROLES: role,
        GRAMD_ENCRYPTION_KEYS: key,
      })
      expect(err.startsWith(sentence)).toBe(true)
      expect(err.trimEnd().split('\n')).toHaveLength(1)
      expect(code).toBe(78)
      expect(`${out}${err}`).not.toMatch(new RegExp(`\n\\s+at |"stack"|${PASSWORD}`))
      expect(await contents(db)).toEqual(before)
    },
  )

  test(
    'succeeds with the right key, and in each step of a rotation',
    LIMIT,
    async ({ db, databaseUrl }) => {
      const env = settings(databaseUrl)
      await seal(db)
      await startAndStop({ ...env, GRAMD_ENCRYPTION_KEYS: FIRST })
      const both = { ...env, GRAMD_ENCRYPTION_KEYS: `${SECOND},${FIRST}` }
      await startAndStop(both)
      expect(await ended(['keys', 'rotate'], { env: both })).toMatchObject({ code: 0 })
      await startAndStop({ ...env, GRAMD_ENCRYPTION_KEYS: SECOND })
    },
  )
})
