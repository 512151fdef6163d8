import { sql } from 'kysely'
import { inject, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { findPooler } from '../../src/db/server/pooler.ts'
import { examineServer, requireFit } from '../../src/db/server/server-checks.ts'
import { onDatabase, withClient } from '../fixtures/test-server.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { configOf, doctorFindings, openAtStart } from './start-and-doctor.ts'
import { aTransactionPooler } from './transaction-pooler.ts'

const OPTIONS = { poolSize: 10, isMigrated: false }

const find = async (db: Db, check: string, options = OPTIONS) =>
  (await examineServer(db, options)).find((finding) => finding.check === check)

/** A new database that gramd has not seen, opened as a role of its own if asked for. */
async function aDatabase({ encoding = 'UTF8', role }: { encoding?: string; role?: string } = {}) {
  const name = `gramd_test_check_${Math.random().toString(36).slice(2)}`
  const server = inject('serverUrl')
  await withClient(server, async (client) => {
    if (role !== undefined) await client.query(`create role ${role} login password 'x'`)
    await client.query(
      `create database ${name} encoding '${encoding}' locale 'C' template template0`,
    )
  })
  const url = new URL(onDatabase(server, name))
  if (role !== undefined) Object.assign(url, { username: role, password: 'x' })
  const db = openDatabase({ url: url.href, max: 2, onIdleError: () => undefined })
  onTestFinished(async () => {
    await db.destroy()
    await withClient(server, async (client) => {
      await client.query(`drop database ${name} with (force)`)
      if (role !== undefined) await client.query(`drop role ${role}`)
    })
  })
  return { db, name, url: url.href }
}

describe('a server', () => {
  test('that fits has nothing wrong', async ({ db }) => {
    const findings = await examineServer(db, OPTIONS)

    expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    expect(requireFit(findings)).toEqual([])
  })

  test.for(['LATIN1', 'SQL_ASCII'])(
    'whose database has another encoding is refused, with the way to another one: %s',
    async (encoding) => {
      const { db } = await aDatabase({ encoding })

      const findings = await examineServer(db, OPTIONS)

      expect(() => requireFit(findings)).toThrow(
        new RegExp(`has the encoding ${encoding}, .*createdb --encoding UTF8`),
      )
      expect(JSON.stringify(findings)).not.toContain('gramd upgrade')
    },
  )

  test('whose role may not create tables is refused, with the grant', async () => {
    const { db } = await aDatabase({ role: 'gramd_test_guest' })

    expect(await find(db, 'database rights')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('gramd_test_guest may not create tables'),
      remedy: 'as its owner, run: grant create on schema public to gramd_test_guest',
    })
    // Once it is migrated, the rights are those of the tables.
    expect(await find(db, 'database rights', { ...OPTIONS, isMigrated: true })).toBeUndefined()
  })

  test('whose role may not create schemas is refused, with the grant', async () => {
    const { db, name } = await aDatabase({ role: 'gramd_test_tenant' })
    await withClient(onDatabase(inject('serverUrl'), name), async (client) => {
      await client.query('grant create on schema public to gramd_test_tenant')
    })

    expect(await find(db, 'database rights')).toMatchObject({
      remedy: `as its owner, run: grant create on database ${name} to gramd_test_tenant`,
    })
  })

  test('that lacks the extension is refused by start and doctor, with its package', async () => {
    const { name, url } = await aDatabase()
    await withClient(inject('serverUrl'), async (client) => {
      await client.query(`alter database ${name} set extension_control_path = '/nowhere'`)
    })
    const config = configOf(url)

    await expect(openAtStart(config)).rejects.toThrow(
      /^the server lacks the extension pg_trgm: install postgresql-contrib /,
    )

    const found = await doctorFindings(config)
    expect(found.get('database extension')).toMatchObject({
      status: 'fail',
      found: 'the server lacks the extension pg_trgm',
      remedy: expect.stringMatching(/^install postgresql-contrib /),
    })
    expect(found.get('database')?.remedy).toBe(
      'fix the other findings first; then run gramd upgrade',
    )
  })

  test('with too few connections is warned of', async () => {
    const { db, name } = await aDatabase()
    await withClient(inject('serverUrl'), async (client) => {
      await client.query(`alter database ${name} connection limit 8`)
    })

    expect(await find(db, 'database connections')).toMatchObject({
      status: 'warn',
      found: expect.stringMatching(/^8 in all, .* opens up to 14$/),
    })
  })
})

describe('a pooler in transaction mode', () => {
  test('is found, although gramd was not told', async ({ databaseUrl }) => {
    expect(await findPooler(await aTransactionPooler(databaseUrl))).toMatchObject({
      status: 'fail',
      remedy: expect.stringContaining('GRAMD_DATABASE_POOLER=transaction'),
    })
  })

  test('is not suspected without one', async ({ databaseUrl }) => {
    expect(await findPooler(databaseUrl)).toMatchObject({ status: 'ok' })
  })

  test('serves gramd that was told, and whose formats are right', async ({ databaseUrl }) => {
    const url = await aTransactionPooler(databaseUrl)
    const db = openDatabase({ url, max: 3, onIdleError: () => undefined, pooled: true })
    onTestFinished(async () => await db.destroy())

    const { rows } = await sql<{ n: number }>`select 1 as n`.execute(db)

    expect(rows).toEqual([{ n: 1 }])
  })
})

describe('a role with formats of its own', () => {
  const german = async (db: Db, databaseUrl: string) => {
    const name = new URL(databaseUrl).pathname.slice(1)
    for (const [setting, value] of [
      ['datestyle', "'German'"],
      ['intervalstyle', "'iso_8601'"],
      ['bytea_output', "'escape'"],
      ['extra_float_digits', '-3'],
      ['timezone', "'Asia/Almaty'"],
      ['search_path', "'pg_catalog'"],
      ['default_transaction_isolation', "'serializable'"],
      ['statement_timeout', '200'],
    ] as const)
      await sql.raw(`alter database ${name} set ${setting} = ${value}`).execute(db)
    onTestFinished(
      async () =>
        await withClient(inject('serverUrl'), async (client) => {
          await client.query(`alter database ${name} reset all`)
        }),
    )
  }

  test('does no harm: each connection sets what gramd needs', async ({ db, databaseUrl }) => {
    await german(db, databaseUrl)
    const other = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    onTestFinished(async () => await other.destroy())

    const { rows } = await sql`
      select '2026-11-25T12:00:00Z'::timestamptz as at, '\\x00ff'::bytea as bytes, 0.1::float8 + 0.2 as sum,
        interval '1 day 2 hours'::text as span, current_schema() as schema, pg_sleep(0.4)::text as slept,
        current_setting('transaction_isolation') as isolation`.execute(other)

    expect(rows).toEqual([
      {
        at: new Date('2026-11-25T12:00:00Z'),
        bytes: Buffer.from([0, 255]),
        sum: 0.1 + 0.2,
        span: '1 day 02:00:00',
        schema: 'public',
        slept: '',
        isolation: 'read committed',
      },
    ])
  })

  test('behind a pooler is named, with the command that helps', async ({ db, databaseUrl }) => {
    await german(db, databaseUrl)
    const url = await aTransactionPooler(databaseUrl)
    const other = openDatabase({ url, max: 1, onIdleError: () => undefined, pooled: true })
    onTestFinished(async () => await other.destroy())

    await expect(sql`select 1`.execute(other)).rejects.toThrow(
      /^sessions behind the pooler have datestyle = 'German, DMY', which gramd cannot use: alter role \w+ set datestyle = 'ISO, YMD'/,
    )
  })
})
