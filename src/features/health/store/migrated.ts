import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { PROJECT_FOLDERS } from '../../../db/migrate.ts'

/** Why the database cannot serve yet, or undefined. Rejects when it cannot be asked. */
export async function whyNotMigrated(db: Db): Promise<string | undefined> {
  const { rows: tables } = await sql<{ known: boolean }>`
    select to_regclass('gramd_migrations') is not null as known`.execute(db)
  if (!tables[0]?.known) return 'the database has not been migrated'
  const rows = await db.selectFrom('gramd_migrations').select('name').execute()
  const applied = new Set(rows.map(({ name }) => name))
  const files = (await readdir(PROJECT_FOLDERS.migrations)).filter((name) => name.endsWith('.sql'))
  // A newer replica may have applied more: that is no reason to stop serving.
  return files.every((name) => applied.has(name)) ? undefined : 'the database is being migrated'
}
