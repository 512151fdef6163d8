import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import { openDatabase, type Db } from '../../src/db/database.ts'
import { migrate, PROJECT_FOLDERS } from '../../src/db/migrate.ts'
import { onDatabase, withClient } from '../fixtures/test-server.ts'
import { createTestDatabase } from '../fixtures/test.ts'

/** A database as it was before this migration, such as 0012_notifications.sql; `migrate` brings it to now. */
export async function anOldDatabase(migration: string): Promise<Db> {
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
    if (file < migration)
      await cp(join(PROJECT_FOLDERS.migrations, file), join(folders.migrations, file))
  await migrate(db, folders)
  return db
}
