import { sql } from 'kysely'
import { afterAll, beforeAll, describe, vi } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { withClient } from '../../src/db/connect.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { aTransactionPooler } from '../db/transaction-pooler.ts'
import { aTlsServer, type TlsServer } from '../db/tls-server.ts'
import { expect, test } from '../fixtures/test.ts'
import { readProject } from './blocks.ts'

/** The addresses of docs/install.md, in their order: a provider, an authority of one's own, a socket, PgBouncer. */
const addresses = [...readProject('docs/install.md').matchAll(/^DATABASE_URL='(.*)'$/gm)].map(
  ([, address = '']) => address,
)

let server: TlsServer
let db: Db

beforeAll(async () => {
  // The home of whoever runs the tests is closed to the user of the server, whose libpq looks for certificates there.
  vi.stubEnv('HOME', '/nonexistent')
  server = await aTlsServer()
  db = openDatabase({ url: server.plainUrl, max: 1, onIdleError: () => undefined })
  await sql`create extension dblink`.execute(db)
})
afterAll(async () => {
  await db.destroy()
  await server.stop()
  vi.unstubAllEnvs()
})

const USED = `select current_database() || ' ' || coalesce((select s.ssl from pg_stat_ssl s where s.pid = pg_backend_pid()), false)`

/** What libpq makes of the address, as pg_dump and psql do: this server has it built in. */
const byLibpq = async (address: string): Promise<string> =>
  await sql<{ used: string }>`select used from dblink(${address}, ${USED}) as answer (used text)`
    .execute(db)
    .then(
      ({ rows }) => rows[0]?.used ?? '',
      (error: unknown) => `refused: ${String(Reflect.get(Object(error), 'detail'))}`,
    )

const byGramd = async (address: string): Promise<string> => {
  const { databaseUrl = '' } = loadConfig({
    SCRAPER_API_KEY: 'a-key-of-many-letters',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
    DATABASE_URL: address,
  })
  const options = { url: databaseUrl, applicationName: 'test', statementMs: 10_000 }
  return await withClient(options, async (client) => {
    const { rows } = await client.query<Record<string, string>>(USED)
    return Object.values(rows[0] ?? {})[0] ?? ''
  }).catch((error: unknown) => `refused: ${String(error)}`)
}

describe('an address of docs/install.md', () => {
  test('is that of a provider: its certificate is verified, here without success', async () => {
    const address = server.placed(addresses[0] ?? '')
    expect(address).toContain('sslmode=verify-full&sslrootcert=system')
    expect(await byLibpq(address)).toMatch(/refused: .*certificate verify failed/)
    expect(await byGramd(address)).toMatch(/refused: .*(?:self-signed|unable to verify)/i)
    const unverified = address.replace(/\?.*/, '?sslmode=require')
    expect([await byLibpq(unverified), await byGramd(unverified)]).toEqual([
      'gramd true',
      'gramd true',
    ])
  })

  test.for([
    ['with a certificate of an own authority', 1, 'gramd true'],
    ['of a socket', 2, 'gramd false'],
  ] as const)('%s means the same for libpq and gramd', async ([, at, used]) => {
    const address = server.placed(addresses[at] ?? '')
    expect([address, await byLibpq(address), await byGramd(address)]).toEqual([address, used, used])
  })

  test('of PgBouncer is one that libpq takes as well', async () => {
    const address = `${await aTransactionPooler(server.plainUrl)}?sslmode=disable`
    expect(new URL(addresses[3] ?? '').port).toBe('6432')
    expect(await byLibpq(address)).toBe('gramd false')
  })
})
