import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { decrypt } from '../../src/base/crypto.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { PROJECT_FOLDERS, type MigrationFolders } from '../../src/db/migrations/migration-files.ts'
import { features } from '../../src/features/index.ts'
import { poolColumns } from '../../src/pool/accounts/sealed-columns.ts'
import { generateSchemaSql } from '../fixtures/generated-schema.ts'
import { withClient } from '../fixtures/test-server.ts'
import { aFolder } from '../starts.ts'
import {
  createEmptyDatabase,
  fileOf,
  KEYS,
  RELEASES,
  restore,
  testOfReleases as base,
  type Release,
} from './release-kit.ts'
import { secretOf } from './secret-of.ts'
import { storedSequences, storedTables } from './stored-file.ts'

const test = base.extend<{ empty: string; planted: Planted }>({
  empty: async ({}, use) => {
    const { url, drop } = await createEmptyDatabase()
    await use(url)
    await drop()
  },
  planted: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'gramd-planted-'))
    const migrations = join(folder, 'migrations')
    await cp(PROJECT_FOLDERS.migrations, migrations, { recursive: true })
    const plant = async (text: string): Promise<void> =>
      await writeFile(join(migrations, '9999_lists_planted.sql'), text)
    await use({ folders: { ...PROJECT_FOLDERS, migrations }, plant })
    await rm(folder, { recursive: true })
  },
})
/** Databases with the whole schema are made several times; a busy machine takes a while. */
const PATIENCE_MS = 120_000

type Planted = { folders: MigrationFolders; plant(text: string): Promise<void> }

/** Tables whose number of rows differs from that in a stored backup. */
async function misscounted(db: Db, version: Release): Promise<string[]> {
  const differing: string[] = []
  for (const { name, rows } of await storedTables(fileOf(version))) {
    const { rows: found } = await sql<{ count: number }>`
      select count(*)::int from ${sql.table(name)}`.execute(db)
    if (found[0]?.count !== rows.length)
      differing.push(`${name}: ${found[0]?.count} of ${rows.length}`)
  }
  return differing
}

describe('a backup of each release', { timeout: PATIENCE_MS }, () => {
  test('is stored, with rows of every table', async () => {
    const [major, minor] = packageJson.version.split('.')
    expect(RELEASES.at(-1)).toMatch(new RegExp(`^${major}\\.${minor}\\.`))
    for (const version of RELEASES) {
      const tables = await storedTables(fileOf(version))

      expect(tables.length).toBeGreaterThan(100)
      expect(tables.filter(({ rows }) => rows.length === 0).map(({ name }) => name)).toEqual([
        'world_clock',
      ])
    }
  })

  test('is upgraded to the schema of a new database', async ({ upgraded, databaseUrl }) => {
    for (const { url } of upgraded)
      expect(await generateSchemaSql(url)).toBe(await generateSchemaSql(databaseUrl))
  })

  test('comes along with every row', async ({ upgraded }) => {
    for (const { db, version } of upgraded) expect(await misscounted(db, version)).toEqual([])
  })

  test('has its secrets, which the same keys open', async ({ upgraded }) => {
    const columns = [...poolColumns(), ...features.flatMap(({ secrets = [] }) => secrets)]
    for (const { db } of upgraded) {
      let opened = 0
      for (const { table, column, read } of columns) {
        for await (const { id, value } of await read(db)) {
          const place = { table, column, row: id }
          expect(decrypt(KEYS, place, value)).toBe(secretOf(place))
          opened += 1
        }
      }
      expect(opened).toBeGreaterThan(9)
    }
  })

  test('goes on counting where it ended', async ({ upgraded }) => {
    for (const { db, version } of upgraded) {
      const before = await storedSequences(fileOf(version))
      expect(before.length).toBeGreaterThan(3)
      for (const { name, last_value, is_called } of before) {
        const { rows } = await sql<{ last_value: string; is_called: boolean }>`
          select last_value::text, is_called from ${sql.table(name)}`.execute(db)
        expect({ name, ...rows[0] }).toEqual({ name, last_value, is_called })
      }
    }
  })
})

describe('a migration that is planted is found:', { timeout: PATIENCE_MS }, () => {
  const onNew = async (url: string, folders: MigrationFolders): Promise<void> => {
    const db = openDatabase({ url, max: 2, onIdleError: () => undefined })
    await migrate(db, { folders })
    await db.destroy()
  }

  test('one that leaves another schema where there are rows', async ({
    upgraded: [upgraded],
    empty,
    planted,
  }) => {
    if (!upgraded) throw new Error('no release')
    await planted.plant(`do $$ begin
      if not exists (select from lists) then alter table lists add column planted integer; end if;
    end $$;`)
    const before = await generateSchemaSql(upgraded.url)

    await migrate(upgraded.db, { folders: planted.folders })
    await onNew(empty, planted.folders)

    expect(await generateSchemaSql(upgraded.url)).toBe(before)
    expect(await generateSchemaSql(upgraded.url)).not.toBe(await generateSchemaSql(empty))
  })

  test('one that loses a row', async ({ empty, planted }) => {
    const [version] = RELEASES
    await restore(empty, fileOf(version))
    await planted.plant('delete from api_tokens where user_id is null;')

    await onNew(empty, planted.folders)

    const db = openDatabase({ url: empty, max: 1, onIdleError: () => undefined })
    expect(await misscounted(db, version)).toEqual(['api_tokens: 1 of 2'])
    await db.destroy()
  })
})

describe('across releases', { timeout: PATIENCE_MS }, () => {
  const [version] = RELEASES
  const tablesOf = async (url: string): Promise<unknown> =>
    await withClient(url, async (client) => {
      const { rows } = await client.query(
        `select (select count(*)::int from pg_class where relnamespace = 'public'::regnamespace
             and relkind in ('r', 'p', 'v', 'S')) as relations,
           (select array_agg(name order by name) from lists) as lists`,
      )
      return rows[0]
    })
  const isNewer = `create table planted (id int); insert into gramd_migrations (name, checksum, phase, version)
    values ('9999_lists_planted.sql', 'x', 'contract', '9.0.0');
    insert into lists (name) values ('of a newer gramd')`

  test('--replace puts the older schema and its rows in the place of a newer one', async ({
    upgraded: [upgraded],
    empty,
    databaseUrl,
  }) => {
    if (!upgraded) throw new Error('no release')
    await restore(empty, fileOf(version))
    await withClient(empty, async (client) => await client.query(isNewer))
    const file = fileOf(version)

    await expect(restore(empty, file)).rejects.toThrow(
      'the database has a newer schema than the backup',
    )
    await restore(empty, file, { replace: true })

    expect(await generateSchemaSql(empty)).toBe(await generateSchemaSql(databaseUrl))
    expect(await tablesOf(empty)).toEqual(await tablesOf(upgraded.url))
  })

  test('a file that ends early, or was damaged, changes nothing', async ({ empty }) => {
    await restore(empty, fileOf(version))
    await withClient(empty, async (client) => await client.query(isNewer))
    const before = await tablesOf(empty)
    const whole = await readFile(fileOf(version))
    const damaged = gzipSync(
      gunzipSync(whole)
        .toString()
        .replace(/^(-- gramd end .*"rows":)\d+/m, '$11'),
    )
    const folder = await aFolder({ cut: whole.subarray(0, 100_000), damaged })

    await expect(restore(empty, join(folder, 'cut'), { replace: true })).rejects.toThrow(
      'the backup ends early: the file is incomplete and cannot be restored',
    )
    await expect(restore(empty, join(folder, 'damaged'), { replace: true })).rejects.toThrow(
      'the backup is damaged',
    )
    expect(await tablesOf(empty)).toEqual(before)
  })

  test('a database that a gramd uses is left as it is', async ({ empty }) => {
    await restore(empty, fileOf(version))
    await withClient(empty, async (client) => {
      await client.query(isNewer)
      await client.query(`set application_name = 'gramd'`)

      await expect(restore(empty, fileOf(version), { replace: true })).rejects.toThrow(
        'a gramd is connected to the database: stop every gramd first',
      )
    })
  })

  test('a file that ends early leaves a new database without rows', async ({ empty }) => {
    const whole = await readFile(fileOf(version))
    const folder = await aFolder({ cut: whole.subarray(0, 100_000) })

    await expect(restore(empty, join(folder, 'cut'))).rejects.toThrow('the backup ends early')
    expect(await tablesOf(empty)).toMatchObject({ lists: null })
    await restore(empty, fileOf(version))
    expect(await tablesOf(empty)).not.toMatchObject({ lists: null })
  })
})
