import { createReadStream } from 'node:fs'
import type { CoreConfig } from '../../settings/core.ts'
import { whyUnreadable } from '../../base/files/new-file.ts'
import type { Logger } from '../../base/log/log.ts'
import type { BackupHeader } from '../backup/backup-format.ts'
import { BackupError } from '../backup/backup-reader.ts'
import { openBackup, type OpenedBackup } from '../backup/restore.ts'
import { openDatabase } from '../database.ts'
import type { Db } from '../handles.ts'
import { migrate } from '../migrations/migrate.ts'
import { readMigrations, type Migration } from '../migrations/migration-files.ts'
import { readApplied, schemaFault, schemaState } from '../migrations/schema-state.ts'
import { openServer } from '../open-migrated.ts'
import { requireServerVersion } from '../server/server-version.ts'
import { isPre1, isVersionBefore1, PRE_1_COMMIT } from './schema.ts'
import { upgradeFromPre1, type Upgraded } from './upgrade.ts'

/**
 * Brings a backup that a gramd of before 1.0 wrote into the configured database, which must be new.
 * Throws BackupError with the remedy when that is impossible; the database then has no rows.
 */
export async function upgradeFromFile(
  config: CoreConfig,
  log: Logger,
  file: string,
): Promise<Upgraded> {
  await using stack = new AsyncDisposableStack()
  const input = createReadStream(file)
  stack.defer(() => void input.destroy())
  const backup: OpenedBackup = await openBackup(input).catch((error: unknown) => {
    if (error instanceof BackupError) throw error
    throw new BackupError(`cannot read ${file}: ${whyUnreadable(error)}`, { cause: error })
  })
  const own = await readMigrations()
  requirePre1(backup.header, own, file)
  const url = await openServer(config, log, stack)
  // A migration that builds an index concurrently takes two.
  const db = openDatabase({ url, max: 2, onIdleError: () => undefined, statementMs: null })
  try {
    await requireServerVersion(db)
    await migrateNew(db, own)
  } finally {
    await db.destroy()
  }
  return await upgradeFromPre1(url, backup)
}

function requirePre1(header: BackupHeader, own: readonly Migration[], file: string): void {
  if (isPre1(header)) return
  const known = new Map(own.map(({ name, checksum }) => [name, checksum]))
  if (header.migrations.every(({ name, checksum }) => known.get(name) === checksum))
    throw new BackupError(`the backup has the schema of today: use gramd restore ${file}`)
  if (!isVersionBefore1(header))
    throw new BackupError(
      `the backup was made by gramd ${header.gramd}, which is not before 1.0: use gramd restore ${file}`,
    )
  throw new BackupError(
    `the backup has a schema of before 1.0 that is not that of commit ${PRE_1_COMMIT}: only ` +
      'databases of that schema come along. Run the gramd that wrote it, export lists and ' +
      'creators with it, and import the files here (docs/upgrade.md)',
  )
}

/**
 * Brings a database to the schema of today. Throws when it has a schema that this cannot follow.
 */
async function migrateNew(db: Db, own: readonly Migration[]): Promise<void> {
  const state = schemaState(await readApplied(db), own)
  if (state.kind === 'before-1')
    throw new BackupError(
      'the database itself is of before 1.0: bring the backup into a new one (docs/upgrade.md)',
    )
  const fault = schemaFault(state)
  if (fault) throw new BackupError(`${fault.found}: bring the backup into a new database`)
  await migrate(db)
}

/** The answer to a person: the tables with rows that came along, and those that did not. */
export function describeUpgraded({ came_along, left_out }: Upgraded): string {
  const came = came_along.filter(({ rows }) => rows > 0)
  const left = left_out.filter(({ rows }) => rows > 0)
  const total = came.reduce((sum, { rows }) => sum + rows, 0)
  return [
    `brought ${total} rows of ${came.length} tables along`,
    ...came.map(({ table, rows }) => `  ${table}: ${rows}`),
    left.length === 0 ? 'left nothing out' : 'left out:',
    ...left.map(({ table, rows, because }) => `  ${table}: ${rows} (${because})`),
  ].join('\n')
}
