import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inject } from 'vitest'
import { openDatabase } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { migrate } from '../../../src/db/migrations/migrate.ts'
import {
  PROJECT_FOLDERS,
  readMigrations,
  schemaChecksum,
  type MigrationFolders,
} from '../../../src/db/migrations/migration-files.ts'
import { readApplied } from '../../../src/db/migrations/schema-state.ts'
import { generateSchemaSql } from '../../fixtures/generated-schema.ts'
import { onDatabase, withClient } from '../../fixtures/test-server.ts'
import { createTestDatabase, describe, expect, test as base } from '../../fixtures/test.ts'

type Scratch = { folders: MigrationFolders; write: (path: string, text: string) => Promise<void> }

/** `test` with an empty database, and with folders of SQL files to write into. */
const test = base.extend<{ emptyUrl: string; empty: Db; scratch: Scratch }>({
  emptyUrl: async ({}, use) => {
    const url = await createTestDatabase()
    const name = `${new URL(url).pathname.slice(1)}_empty`
    await withClient(inject('serverUrl'), (client) => client.query(`create database ${name}`))
    await use(onDatabase(url, name))
  },
  empty: async ({ emptyUrl }, use) => {
    const db = openDatabase({ url: emptyUrl, max: 5, onIdleError: () => undefined })
    await use(db)
    await db.destroy()
  },
  scratch: async ({}, use) => {
    const root = await mkdtemp(join(tmpdir(), 'gramd-migrate-'))
    const folders = {
      migrations: join(root, 'migrations'),
      shared: join(root, 'shared'),
      functions: join(root, 'functions'),
      views: join(root, 'views'),
    }
    for (const folder of Object.values(folders)) await mkdir(folder)
    await use({ folders, write: async (path, text) => await writeFile(join(root, path), text) })
    await rm(root, { recursive: true })
  },
})

const tablesOf = async (db: Db): Promise<string[]> =>
  (await db.introspection.getTables()).map((table) => table.name).sort()

/** Changes whenever schema `derived` is rebuilt. */
async function derivedOid(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{
    oid: number
  }>`select oid from pg_namespace where nspname = 'derived'`.execute(db)
  return rows[0]?.oid
}

describe('the schema of the project', () => {
  test('is not changed by migrating again', async ({ db, databaseUrl }) => {
    const before = [await generateSchemaSql(databaseUrl), await derivedOid(db)]

    expect(await migrate(db)).toEqual([])

    expect([await generateSchemaSql(databaseUrl), await derivedOid(db)]).toEqual(before)
  })

  test('is made once by processes that migrate at once', async ({
    empty,
    emptyUrl,
    databaseUrl,
  }) => {
    const others = [1, 2, 3].map(() =>
      openDatabase({ url: emptyUrl, max: 2, onIdleError: () => undefined }),
    )

    const ran = await Promise.all([empty, ...others].map((db) => migrate(db)))

    await Promise.all(others.map((db) => db.destroy()))
    expect(ran.flat().toSorted()).toEqual((await readMigrations()).map(({ name }) => name))
    expect(await generateSchemaSql(emptyUrl)).toBe(await generateSchemaSql(databaseUrl))
  })

  test('is refused when a migration was edited after it ran', async ({ db, scratch }) => {
    await cp(PROJECT_FOLDERS.migrations, scratch.folders.migrations, { recursive: true })
    await scratch.write('migrations/0001_db.sql', 'select 1;')

    await expect(migrate(db, scratch)).rejects.toThrow('migration 0001_db.sql ran as another text')
  })

  test('is refused when the database knows files that this version does not have', async ({
    db,
    scratch,
  }) => {
    await sql`update gramd_migrations set phase = 'contract', version = '7.8.9'`.execute(db)
    await expect(migrate(db, scratch)).rejects.toThrow('gramd 7.8.9 migrated the database')
  })

  test('remains when a newer gramd has only expanded it, with its functions and views', async ({
    db,
    scratch,
  }) => {
    const before = await derivedOid(db)

    expect(await migrate(db, scratch)).toEqual([])

    expect(await derivedOid(db)).toBe(before)
  })

  test('of before 1.0 is refused with the way to upgrade it', async ({ db }) => {
    await sql`alter table gramd_migrations drop column version`.execute(db)

    await expect(migrate(db)).rejects.toThrow('gramd upgrade --from-pre-1 FILE')
  })

  test('says which gramd ran each migration', async ({ empty, scratch }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('migrations/0002_b.sql', '-- phase: contract\ndrop table a;')
    await migrate(empty, { ...scratch, build: { version: '1.2.3', commit: 'c'.repeat(40) } })

    expect(await readApplied(empty)).toMatchObject([
      { name: '0001_a.sql', phase: 'expand', version: '1.2.3', commit: 'c'.repeat(40) },
      { name: '0002_b.sql', phase: 'contract', version: '1.2.3' },
    ])
  })
})

describe('migrating', () => {
  test('runs new files only, in the order of their names', async ({ empty, scratch }) => {
    await scratch.write('migrations/0002_b.sql', 'alter table a add column b integer;')
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('migrations/notes.txt', 'not SQL')
    expect(await migrate(empty, scratch)).toEqual(['0001_a.sql', '0002_b.sql'])

    await scratch.write('migrations/0003_c.sql', 'create table c (id integer);')

    expect(await migrate(empty, scratch)).toEqual(['0003_c.sql'])
    expect(await tablesOf(empty)).toEqual(['a', 'c', 'gramd_migrations'])
  })

  test('that fails names the file, keeps the files before it, and continues there', async ({
    empty,
    scratch,
  }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write(
      'migrations/0002_b.sql',
      'create table b (id integer); select no_such_function();',
    )

    await expect(migrate(empty, scratch)).rejects.toThrow(
      '0002_b.sql: function no_such_function() does not exist',
    )

    expect(await tablesOf(empty)).toEqual(['a', 'gramd_migrations'])
    await scratch.write('migrations/0002_b.sql', 'create table b (id integer);')
    expect(await migrate(empty, scratch)).toEqual(['0002_b.sql'])
  })

  test('that fails in a view leaves no view, and builds all of them the next time', async ({
    empty,
    scratch,
  }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('views/v.sql', 'create view derived.v as select nothing from a;')

    await expect(migrate(empty, scratch)).rejects.toThrow('v.sql: ')

    expect(await derivedOid(empty)).toBeUndefined()
    await scratch.write('views/v.sql', 'create view derived.v as select id from a;')
    expect(await migrate(empty, scratch)).toEqual([])
    expect((await sql`select id from derived.v`.execute(empty)).rows).toEqual([])
  })

  test('lets others pass while a table is locked, and runs when it is free', async ({
    empty,
    emptyUrl,
    scratch,
  }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await migrate(empty, scratch)
    await scratch.write('migrations/0002_b.sql', 'alter table a add column b integer;')

    const waits = await withClient(emptyUrl, async (client) => {
      await client.query('begin; lock table a')
      const found: number[] = []
      const wait = async (ms: number) => {
        found.push(ms)
        if (found.length === 1) await client.query('commit')
      }
      expect(await migrate(empty, { ...scratch, wait })).toEqual(['0002_b.sql'])
      return found
    })

    expect(waits).toEqual([500])
  })

  test('that never gets its lock names the open transaction, and changes nothing', async ({
    empty,
    emptyUrl,
    scratch,
  }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await migrate(empty, scratch)
    await scratch.write('migrations/0002_b.sql', 'drop table a;')

    await withClient(`${emptyUrl}?application_name=report`, async (client) => {
      await client.query('begin; lock table a in access share mode')
      const wait = async () => await Promise.resolve()
      await expect(migrate(empty, { ...scratch, lockTimeoutMs: 20, wait })).rejects.toThrow(
        /^0002_b\.sql does not get a lock on its table; process \d+ of the server \(report\)/,
      )
    })

    expect(await tablesOf(empty)).toEqual(['a', 'gramd_migrations'])
  })
})

describe('an index that is built concurrently', () => {
  const INDEX = 'create unique index concurrently if not exists a_id on a (id);'

  test('is built once, by processes that migrate at once', async ({ empty, emptyUrl, scratch }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('migrations/0002_i.sql', `-- scans: a\n${INDEX}`)
    const other = openDatabase({ url: emptyUrl, max: 2, onIdleError: () => undefined })

    const ran = await Promise.all([migrate(empty, scratch), migrate(other, scratch)])

    await other.destroy()
    expect(ran.flat().toSorted()).toEqual(['0001_a.sql', '0002_i.sql'])
  })

  test('is built again when an interrupted build has left an invalid one', async ({
    empty,
    scratch,
  }) => {
    await scratch.write(
      'migrations/0001_a.sql',
      'create table a (id integer); insert into a values (1), (1);',
    )
    await scratch.write('migrations/0002_i.sql', INDEX)
    await expect(migrate(empty, scratch)).rejects.toThrow('0002_i.sql: could not create unique')
    await sql`delete from a where ctid = (select min(ctid) from a)`.execute(empty)

    expect(await migrate(empty, scratch)).toEqual(['0002_i.sql'])

    const { rows } = await sql`
      select indisvalid as valid from pg_index where indexrelid = 'a_id'::regclass`.execute(empty)
    expect(rows).toEqual([{ valid: true }])
  })

  test.for([
    'create index concurrently a_id on a (id);',
    'create index concurrently if not exists a_id on a (id); select 1;',
    'drop index concurrently a_id;',
  ])('is refused where it could not be repeated: %s', async (statement, { empty, scratch }) => {
    await scratch.write('migrations/0001_i.sql', statement)

    await expect(migrate(empty, scratch)).rejects.toThrow(
      'a concurrent build needs a file of its own',
    )
  })
})

describe('what is derived', () => {
  test('is rebuilt when one of its files changes, comes or goes, and only then', async ({
    empty,
    scratch,
  }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write(
      'functions/f.sql',
      'create function derived.f() returns integer language sql as $$ select 1 $$;',
    )
    await scratch.write('views/v.sql', 'create view derived.v as select derived.f() as n;')
    await migrate(empty, scratch)
    const first = await derivedOid(empty)

    await migrate(empty, scratch)
    expect(await derivedOid(empty)).toBe(first)

    await scratch.write('views/v.sql', 'create view derived.v as select derived.f() + 1 as n;')
    await migrate(empty, scratch)
    const second = await derivedOid(empty)
    expect(second).not.toBe(first)
    expect((await sql<{ n: number }>`select n from derived.v`.execute(empty)).rows).toEqual([
      { n: 2 },
    ])

    await rm(join(scratch.folders.views, 'v.sql'))
    await migrate(empty, scratch)
    await expect(sql`select n from derived.v`.execute(empty)).rejects.toThrow('does not exist')
  })

  test('is rebuilt after a migration that dropped it', async ({ empty, scratch }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('views/v.sql', 'create view derived.v as select id from a;')
    await migrate(empty, scratch)

    await scratch.write(
      'migrations/0002_b.sql',
      'drop schema derived cascade; alter table a alter column id type bigint;',
    )
    await migrate(empty, scratch)

    expect((await sql`select id from derived.v`.execute(empty)).rows).toEqual([])
  })
})

test('what a newer gramd derived remains', async ({ empty, scratch }) => {
  await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
  await scratch.write('views/v.sql', 'create view derived.v as select id from a;')
  await migrate(empty, { ...scratch, build: { version: '1.10.0', commit: null } })
  const before = await derivedOid(empty)
  await scratch.write('views/v.sql', 'create view derived.v as select id + 1 as id from a;')

  await migrate(empty, { ...scratch, build: { version: '1.9.3', commit: null } })
  expect(await derivedOid(empty)).toBe(before)

  await migrate(empty, { ...scratch, build: { version: '1.10.1', commit: null } })
  expect(await derivedOid(empty)).not.toBe(before)
})

test('the checksum tells one schema from another', async ({ scratch }) => {
  await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
  const first = await schemaChecksum(scratch.folders)
  expect(await schemaChecksum(scratch.folders)).toBe(first)

  await scratch.write('views/v.sql', 'create view derived.v as select id from a;')

  expect(await schemaChecksum(scratch.folders)).not.toBe(first)
})
