import type { Db } from '../../../db/handles.ts'
import { ownMigrations } from '../../../db/migrations/migration-files.ts'
import { readApplied } from '../../../db/migrations/schema-state.ts'

/** Why the database cannot serve yet, or undefined. Rejects when it cannot be asked. */
export async function whyNotMigrated(db: Db): Promise<string | undefined> {
  const rows = await readApplied(db)
  if (rows === null || rows.length === 0) return 'the database has not been migrated'
  const applied = new Set(rows.map(({ name }) => name))
  // A newer replica may have applied more: that is no reason to stop serving.
  const isComplete = (await ownMigrations()).every(({ name }) => applied.has(name))
  return isComplete ? undefined : 'the database is being migrated'
}
