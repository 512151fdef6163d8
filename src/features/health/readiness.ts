import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { TransientError } from '../../base/errors.ts'
import type { Db } from '../../db/database.ts'
import { PROJECT_FOLDERS } from '../../db/migrate.ts'

/** Why the process cannot serve yet, or undefined. Rejects when the database cannot be asked. */
export async function whyNotReady(db: Db): Promise<string | undefined> {
  const { rows: tables } = await sql<{ known: boolean }>`
    select to_regclass('gramd_migrations') is not null as known`.execute(db)
  if (!tables[0]?.known) return 'the database has not been migrated'
  const rows = await db.selectFrom('gramd_migrations').select('name').execute()
  const applied = new Set(rows.map(({ name }) => name))
  const files = (await readdir(PROJECT_FOLDERS.migrations)).filter((name) => name.endsWith('.sql'))
  // A newer replica may have applied more: that is no reason to stop serving.
  return files.every((name) => applied.has(name)) ? undefined : 'the database is being migrated'
}

/** The database refused or was silent for too long. */
export class DatabaseDownError extends TransientError {
  override readonly code = 'database_unavailable'
}

/** The process cannot serve yet, or not any more. */
export class NotReadyError extends TransientError {
  override readonly code = 'not_ready'
}
