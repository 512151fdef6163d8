import { sql } from 'kysely'
import type { Finding } from '../../../src/base/finding.ts'
import { rememberBackup } from '../../../src/db/backup/last-backup.ts'
import { openDatabase } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { checkUpgrade } from '../../../src/db/migrations/check-upgrade.ts'
import {
  parseMigration,
  readMigrations,
  type Migration,
} from '../../../src/db/migrations/migration-files.ts'
import { readLastBackup } from '../../../src/db/backup/last-backup.ts'
import { describe, expect, test } from '../../fixtures/test.ts'

const planned = (name: string, text: string): Migration =>
  parseMigration({ name, text, checksum: name })

async function check(
  db: Db,
  more: Migration[] = [],
  { now = new Date(), freeBytes = null }: { now?: Date; freeBytes?: number | null } = {},
): Promise<Record<string, Finding>> {
  const own = [...(await readMigrations()), ...more]
  const findings = await checkUpgrade(db, { own, now, freeBytes })
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]))
}

const SCAN = planned('9001_posts.sql', '-- scans: posts\nupdate posts set caption = caption;')

describe('gramd upgrade --check', () => {
  test('says that nothing runs, and that a backup is missing', async ({ db }) => {
    const found = await check(db)

    expect(found['schema']).toMatchObject({ status: 'ok', found: 'up to date; nothing will run' })
    expect(found['backup']).toMatchObject({
      status: 'warn',
      remedy: expect.stringContaining('gramd backup FILE'),
    })
    expect(found['role']).toMatchObject({ status: 'ok' })
  })

  test('names what will run, how long it takes from the rows, and the space for it', async ({
    db,
  }) => {
    await sql`update pg_class set reltuples = 30000000 where oid = 'public.posts'::regclass`.execute(
      db,
    )

    const found = await check(db, [SCAN])

    expect(found['schema']?.found).toMatch(/1 migration will run: 9001_posts\.sql$/)
    expect(found['duration']?.found).toBe('up to 5 min: reads posts (30,000,000 rows)')
    expect(found['disk']).toMatchObject({ status: 'ok', found: expect.stringContaining('GB more') })
    expect((await check(db, [SCAN], { freeBytes: 1 }))['disk']).toMatchObject({ status: 'fail' })
  })

  test('counts the rows on which an index is built, but not those of a new table', async ({
    db,
  }) => {
    await sql`update pg_class set reltuples = 30000000 where oid = 'public.posts'::regclass`.execute(
      db,
    )
    const indexed = [
      planned(
        '9001_posts_caption.sql',
        '-- Why.\ncreate index concurrently if not exists posts_caption_idx on posts (caption);',
      ),
      planned(
        '9002_notes.sql',
        'create table notes (id int);\ncreate index on_notes on notes (id);',
      ),
    ]

    expect(indexed.map(({ scans }) => scans)).toEqual([['posts'], []])
    expect((await check(db, indexed))['duration']?.found).toBe(
      'up to 5 min: reads posts (30,000,000 rows)',
    )
  })

  test('accepts a backup of the last day, and no older one', async ({ db }) => {
    await rememberBackup(db, { version: '1.0.0', rows: 7 })
    const written = (await readLastBackup(db))?.written_at.getTime() ?? 0

    const at = async (hours: number) =>
      (await check(db, [], { now: new Date(written + hours * 3_600_000) }))['backup']?.status
    expect([await at(1), await at(23), await at(25)]).toEqual(['ok', 'ok', 'warn'])
  })

  test('warns of an older gramd that runs while its schema is taken away', async ({
    db,
    databaseUrl,
  }) => {
    const contract = planned(
      '9001_gone.sql',
      '-- phase: contract\nalter table posts drop column caption;',
    )

    const older = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    await sql`select 1`.execute(older)
    expect((await check(db, [contract]))['schema']).toMatchObject({
      status: 'warn',
      found: expect.stringMatching(/gramd has \d+ open connections?$/),
    })
    await older.destroy()
  })

  test('fails for a role that does not own the tables', async ({ db }) => {
    await db.transaction().execute(async (tx) => {
      await sql`create role upgrade_check; set local role upgrade_check`.execute(tx)
      expect(await checkUpgrade(tx, { own: [], now: new Date(), freeBytes: null })).toMatchObject([
        {
          check: 'role',
          status: 'fail',
          found: expect.stringContaining('upgrade_check does not own the table'),
        },
      ])
      await sql`reset role; drop role upgrade_check`.execute(tx)
    })
  })

  test('says only the remedy for a schema that it does not know', async ({ db }) => {
    await sql`alter table gramd_migrations drop column version`.execute(db)

    const found = await check(db)

    expect(Object.keys(found)).toEqual(['schema'])
    expect(found['schema']).toMatchObject({
      status: 'fail',
      remedy: expect.stringContaining('--from-pre-1'),
    })
  })
})
