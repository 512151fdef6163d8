import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { expect, inject } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { backupToFile, restoreFromFile } from '../../src/db/backup/backup-commands.ts'
import { readBackup } from '../../src/db/backup/backup-reader.ts'
import { writeBackup } from '../../src/db/backup/backup.ts'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { readMigrations } from '../../src/db/migrations/migration-files.ts'
import { readApplied } from '../../src/db/migrations/schema-state.ts'
import { openBackup, requireKnownSchema } from '../../src/db/backup/restore.ts'
import { contentOf } from '../backup/contents.ts'
import { aLog } from '../http/kit.ts'
import { createTestDatabase, describe, dropTestDatabase } from '../fixtures/test.ts'
import { withClient } from '../fixtures/test-server.ts'
import { backupOf, restore, testOfFilled } from './backup-kit.ts'

const test = testOfFilled(1_000)

describe('a backup', () => {
  test('shows one moment, however long it takes and whatever happens meanwhile', async ({
    source,
    target,
  }) => {
    const before = await contentOf(source)
    const output = new PassThrough({ highWaterMark: 1 })
    const written = writeBackup(source, output, { version: '1.2.3' })
    const pieces: Buffer[] = []
    const reading = output[Symbol.asyncIterator]()
    const first = await reading.next()
    pieces.push(first.value)
    await withClient(source, async (client) => {
      await client.query(`insert into persons (full_name) values ('late')`)
      await client.query(`update blogs set biography = 'changed'`)
    })
    for (let next = await reading.next(); !next.done; next = await reading.next())
      pieces.push(next.value)
    await written

    await restore(target, Buffer.concat(pieces))
    expect(await contentOf(target)).toEqual(before)
    await withClient(source, async (client) => {
      await client.query(`delete from persons where full_name = 'late'`)
    })
  })

  test('is text that says what it holds', async ({ source }) => {
    const text = gunzipSync(await backupOf(source)).toString()
    expect(text).toMatch(/^-- gramd backup \{"format":1,"gramd":"1\.2\.3",/)
    expect(text).toContain('\nCOPY public."blogs" ("id", ')
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^-- gramd end \{"tables":\d+,"rows":\d+\}$/)
    expect(text).not.toContain('COPY public."gramd_migrations"')
  })

  test('of a database without gramd is refused', async () => {
    const server = new URL(inject('serverUrl'))
    server.pathname = '/postgres'
    await expect(backupOf(server.href)).rejects.toThrow("the database is not gramd's")
  })
})

describe('restoring', () => {
  test('into a database that holds data is refused unless it is to be replaced', async ({
    source,
    target,
  }) => {
    const file = await backupOf(source)
    const mine = `insert into persons (full_name) values ('mine')`
    await withClient(target, async (client) => await client.query(mine))

    await expect(restore(target, file)).rejects.toThrow(
      'the database holds data (persons): --replace replaces all of it',
    )
    await restore(target, file, { replace: true })
    expect(await contentOf(target)).toEqual(await contentOf(source))
  })

  test('takes a database that was just migrated for an empty one', async ({ target }) => {
    await restore(target, await backupOf(target))
  })

  test('a file that is cut off, damaged or none of ours changes nothing', async ({ target }) => {
    const file = await backupOf(target)
    const text = gunzipSync(file).toString()
    const before = await contentOf(target)
    const faulty: [Buffer, string][] = [
      [file.subarray(0, file.length / 2), 'the backup ends early'],
      [file.subarray(0, file.length - 4), 'the backup ends early'],
      [gzipSync(text.slice(0, text.lastIndexOf('-- gramd end'))), 'the backup ends early'],
      [gzipSync(text.replace(/("rows":)(\d+)\}\n$/, '$11}\n')), 'the backup is damaged'],
      [gzipSync(text.replace('table {"name":"blogs"', 'table {"name":"pg_authid"')), 'damaged'],
      [gzipSync('select 1;\n'), 'this is not a backup of gramd'],
      [Buffer.from('hello'), 'this is not a backup of gramd'],
      [
        gzipSync(text.replace('"format":1', '"format":9')),
        'a format that this gramd does not know',
      ],
    ]
    for (const [bytes, message] of faulty)
      await expect(restore(target, bytes)).rejects.toThrow(message)
    expect(await contentOf(target)).toEqual(before)
  })

  test('beside a running gramd is refused', async ({ target }) => {
    const file = await backupOf(target)
    const running = new pg.Client({ connectionString: target, application_name: 'gramd' })
    await running.connect()
    await expect(restore(target, file)).rejects.toThrow('stop every gramd first')
    await running.end()
  })

  test('a backup of a schema that this gramd does not have says what to do', async ({ target }) => {
    const { header } = await openBackup(Readable.from([await backupOf(target)]))
    const own = await readMigrations()
    expect([...requireKnownSchema(header, own)]).toEqual(own.map(({ name }) => name))
    const next = { name: '9999_next.sql', checksum: 'x' }
    const newer = { ...header, migrations: [...header.migrations, next] }
    expect(() => requireKnownSchema(newer, own)).toThrow(
      'made by a newer gramd (1.2.3; it has 9999_next.sql): update this one',
    )
    expect(() => requireKnownSchema(newer, [...own, { ...next, checksum: 'y' }])).toThrow(
      "whose 9999_next.sql is not this one's",
    )
  })
})

test('rows are read alike wherever the file is cut into pieces', async () => {
  const text = 'head\na\tb\\n\n\\N\t\\\\.\nc\n\\.\ntail\n\\.\n'
  for (let size = 1; size <= text.length; size += 1) {
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    const reader = readBackup(
      Readable.from(pieces.map((piece) => Buffer.from(piece)))[Symbol.asyncIterator](),
    )
    const rows = async () => {
      let text = ''
      for await (const piece of reader.rows()) text += piece.toString()
      return text
    }
    expect(await reader.line()).toBe('head')
    expect(await rows()).toBe('a\tb\\n\n\\N\t\\\\.\nc\n')
    expect(await reader.line()).toBe('tail')
    expect(await rows()).toBe('')
    expect(await reader.line()).toBeUndefined()
  }
})

describe('gramd backup and restore', () => {
  const folderTest = test.extend<{ folder: string }>({
    folder: async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'gramd-backup-'))
      await use(folder)
      await rm(folder, { recursive: true })
    },
  })
  const configOf = (url: string) =>
    loadConfig({
      DATABASE_URL: url,
      SCRAPER_API_KEY: 'operator-key-of-the-tests',
      GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('test'),
    })
  const { log } = aLog()

  folderTest(
    'bring a backup of an older schema into a new database, up to date',
    async ({ folder }) => {
      const [old, fresh] = [
        await createTestDatabase('template0'),
        await createTestDatabase('template0'),
      ]
      const names = (await readMigrations()).map(({ name }) => name)
      const db = openDatabase({ url: old, max: 2, onIdleError: () => undefined })
      await migrate(db, { only: new Set(names.slice(0, -1)) })
      await db.insertInto('persons').values({ full_name: 'Ada' }).execute()
      await db.destroy()
      const file = join(folder, 'old.backup')
      await backupToFile(configOf(old), log, { file, force: false, version: '0.0.9' })

      await restoreFromFile(configOf(fresh), log, { file, replace: false, keepSessions: false })

      const { rows } = await withClient(
        fresh,
        async (client) => await client.query('table persons'),
      )
      expect(rows).toMatchObject([{ full_name: 'Ada' }])
      const now = openDatabase({ url: fresh, max: 2, onIdleError: () => undefined })
      expect((await readApplied(now))?.map(({ name }) => name)).toEqual(names)
      expect(await migrate(now)).toEqual([])
      await now.destroy()

      await expect(
        restoreFromFile(configOf(fresh), log, { file, replace: false, keepSessions: false }),
      ).rejects.toThrow(`the database has a newer schema than the backup (${names.at(-1)})`)
      for (const url of [old, fresh]) await dropTestDatabase(url)
    },
  )

  folderTest('write a whole file for its owner alone, or none', async ({ folder, target }) => {
    const write = async (name: string, force = false) => {
      const file = join(folder, name)
      return await backupToFile(configOf(target), log, { file, force, version: '1.2.3' })
    }
    const { rows } = await write('a.backup')
    expect(rows).toBeGreaterThan(100)
    expect((await stat(join(folder, 'a.backup'))).mode & 0o777).toBe(0o600)
    await expect(write('a.backup')).rejects.toThrow('it exists already; --force replaces it')
    await expect(write('none/b.backup')).rejects.toThrow('there is no such folder (ENOENT)')
    const options = { file: join(folder, 'b.backup'), replace: false, keepSessions: false }
    await expect(restoreFromFile(configOf(target), log, options)).rejects.toThrow(
      `cannot read ${options.file}: there is no such`,
    )

    await withClient(target, async (client) => await client.query('drop table gramd_migrations'))
    const before = await readFile(join(folder, 'a.backup'))
    await expect(write('a.backup', true)).rejects.toThrow("the database is not gramd's")
    expect(await readFile(join(folder, 'a.backup'))).toEqual(before)
    expect(await readdir(folder)).toEqual(['a.backup'])
  })
})
