import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inject } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import {
  migrate,
  PROJECT_FOLDERS,
  schemaChecksum,
  type MigrationFolders,
} from '../../src/db/migrate.ts'
import { generateSchemaSql } from '../fixtures/generated-schema.ts'
import { onDatabase, withClient } from '../fixtures/test-server.ts'
import { createTestDatabase, describe, expect, test as base } from '../fixtures/test.ts'

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
      openDatabase({ url: emptyUrl, max: 1, onIdleError: () => undefined }),
    )

    const ran = await Promise.all([empty, ...others].map((db) => migrate(db)))

    await Promise.all(others.map((db) => db.destroy()))
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1)
    expect(ran.flat()).toContain('0001_db.sql')
    expect(await generateSchemaSql(emptyUrl)).toBe(await generateSchemaSql(databaseUrl))
  })

  test('is refused when a migration was edited after it ran', async ({ db, scratch }) => {
    await cp(PROJECT_FOLDERS.migrations, scratch.folders.migrations, { recursive: true })
    await scratch.write('migrations/0001_db.sql', 'select 1;')

    await expect(migrate(db, scratch.folders)).rejects.toThrow(
      'migration 0001_db.sql was edited after it ran',
    )
  })

  test('is refused when the database knows files that this version does not have', async ({
    db,
    scratch,
  }) => {
    await expect(migrate(db, scratch.folders)).rejects.toThrow('update gramd')
  })
})

describe('migrating', () => {
  test('runs new files only, in the order of their names', async ({ empty, scratch }) => {
    await scratch.write('migrations/0002_b.sql', 'alter table a add column b integer;')
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('migrations/notes.txt', 'not SQL')
    expect(await migrate(empty, scratch.folders)).toEqual(['0001_a.sql', '0002_b.sql'])

    await scratch.write('migrations/0003_c.sql', 'create table c (id integer);')

    expect(await migrate(empty, scratch.folders)).toEqual(['0003_c.sql'])
    expect(await tablesOf(empty)).toEqual(['a', 'c', 'gramd_migrations'])
  })

  test('that fails leaves nothing, and names the file', async ({ empty, scratch }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write(
      'migrations/0002_b.sql',
      'create table b (id integer); select no_such_function();',
    )

    await expect(migrate(empty, scratch.folders)).rejects.toThrow(
      '0002_b.sql: function no_such_function() does not exist',
    )

    expect(await tablesOf(empty)).toEqual([])
    await scratch.write('migrations/0002_b.sql', 'create table b (id integer);')
    expect(await migrate(empty, scratch.folders)).toEqual(['0001_a.sql', '0002_b.sql'])
  })

  test('that fails in a view leaves nothing of the migrations either', async ({
    empty,
    scratch,
  }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('views/v.sql', 'create view derived.v as select nothing from a;')

    await expect(migrate(empty, scratch.folders)).rejects.toThrow('v.sql: ')

    expect(await tablesOf(empty)).toEqual([])
    expect(await derivedOid(empty)).toBeUndefined()
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
    await migrate(empty, scratch.folders)
    const first = await derivedOid(empty)

    await migrate(empty, scratch.folders)
    expect(await derivedOid(empty)).toBe(first)

    await scratch.write('views/v.sql', 'create view derived.v as select derived.f() + 1 as n;')
    await migrate(empty, scratch.folders)
    const second = await derivedOid(empty)
    expect(second).not.toBe(first)
    expect((await sql<{ n: number }>`select n from derived.v`.execute(empty)).rows).toEqual([
      { n: 2 },
    ])

    await rm(join(scratch.folders.views, 'v.sql'))
    await migrate(empty, scratch.folders)
    await expect(sql`select n from derived.v`.execute(empty)).rejects.toThrow('does not exist')
  })

  test('is rebuilt after a migration that dropped it', async ({ empty, scratch }) => {
    await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
    await scratch.write('views/v.sql', 'create view derived.v as select id from a;')
    await migrate(empty, scratch.folders)

    await scratch.write(
      'migrations/0002_b.sql',
      'drop schema derived cascade; alter table a alter column id type bigint;',
    )
    await migrate(empty, scratch.folders)

    expect((await sql`select id from derived.v`.execute(empty)).rows).toEqual([])
  })
})

test('the checksum tells one schema from another', async ({ scratch }) => {
  await scratch.write('migrations/0001_a.sql', 'create table a (id integer);')
  const first = await schemaChecksum(scratch.folders)
  expect(await schemaChecksum(scratch.folders)).toBe(first)

  await scratch.write('views/v.sql', 'create view derived.v as select id from a;')

  expect(await schemaChecksum(scratch.folders)).not.toBe(first)
})
