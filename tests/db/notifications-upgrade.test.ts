import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inject, onTestFinished } from 'vitest'
import { dispatchDue } from '../../src/alerts/dispatch.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import { openDatabase, type Db } from '../../src/db/database.ts'
import { migrate, PROJECT_FOLDERS } from '../../src/db/migrate.ts'
import { RULES } from '../alerts/kit.ts'
import { onDatabase, withClient } from '../fixtures/test-server.ts'
import { createTestDatabase, expect, test } from '../fixtures/test.ts'

const MIGRATION = '0012_notifications.sql'

/** A database as it was before the migration that is tested. */
async function anOldDatabase(): Promise<Db> {
  const url = await createTestDatabase()
  const name = `${new URL(url).pathname.slice(1)}_old`
  await withClient(inject('serverUrl'), (client) => client.query(`create database ${name}`))
  const db = openDatabase({ url: onDatabase(url, name), max: 2, onIdleError: () => undefined })
  onTestFinished(async () => await db.destroy())
  const root = await mkdtemp(join(tmpdir(), 'gramd-migrate-'))
  onTestFinished(async () => await rm(root, { recursive: true }))
  const folders = {
    migrations: join(root, 'migrations'),
    functions: join(root, 'functions'),
    views: join(root, 'views'),
  }
  for (const folder of Object.values(folders)) await mkdir(folder)
  for (const file of await readdir(PROJECT_FOLDERS.migrations))
    if (file < MIGRATION)
      await cp(join(PROJECT_FOLDERS.migrations, file), join(folders.migrations, file))
  await migrate(db, folders)
  return db
}

test('what was noted before there were couriers is kept, and is not sent as news', async () => {
  const db = await anOldDatabase()
  await sql`
    insert into notifications (kind, cause, payload, created_at, delivered_at)
    values ('pool_stopped', 'app_outdated', '{"stopped_until": "2026-01-01T01:00:00Z"}', '2026-01-01T00:00:00Z', null),
      ('pool_stopped', 'app_outdated', '{}', '2025-12-01T00:00:00Z', '2025-12-02T00:00:00Z')`.execute(
    db,
  )

  await migrate(db)

  expect(await dispatchDue(db, { ...RULES, channels: ['webhook'] })).toBe(0)
  await raiseAlert(db, { kind: 'pool_stopped', cause: 'app_outdated' })
  expect(await dispatchDue(db, { ...RULES, channels: ['webhook'] })).toBe(1)
  const rows = await db
    .selectFrom('notifications')
    .select(['title', 'items', 'sent_at', 'delivered_at'])
    .orderBy('created_at', 'desc')
    .execute()
  expect(rows.slice(1)).toEqual([
    {
      title: 'pool_stopped',
      items: [{ stopped_until: '2026-01-01T01:00:00Z' }],
      sent_at: new Date('2026-01-01'),
      delivered_at: null,
    },
    {
      title: 'pool_stopped',
      items: [{}],
      sent_at: new Date('2025-12-02'),
      delivered_at: new Date('2025-12-02'),
    },
  ])
})
