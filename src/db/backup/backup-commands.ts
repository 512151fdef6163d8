import { createReadStream } from 'node:fs'
import type { CoreConfig } from '../../settings/core.ts'
import type { Logger } from '../../base/log/log.ts'
import { createNewFile, reasonOf, whyUnreadable } from '../../base/files/new-file.ts'
import type { BackupEnd } from './backup-format.ts'
import { BackupError } from './backup-reader.ts'
import { writeBackup } from './backup.ts'
import { rememberBackup } from './last-backup.ts'
import type { Backfill } from '../backfills/backfill.ts'
import { openDatabase } from '../database.ts'
import type { Db } from '../handles.ts'
import { migrate } from '../migrations/migrate.ts'
import { readMigrations } from '../migrations/migration-files.ts'
import { readApplied, schemaFault, schemaState } from '../migrations/schema-state.ts'
import { isPre1 } from '../pre-1/schema.ts'
import { openServer } from '../open-migrated.ts'
import {
  openBackup,
  requireKnownSchema,
  restoreBackup,
  type Restored,
  type RestoreOptions,
} from './restore.ts'
import { removeSchema, requireWhole } from './remove-schema.ts'
import { requireServerVersion } from '../server/server-version.ts'

export { BackupError }
export { describeUpgraded, upgradeFromFile } from '../pre-1/upgrade-command.ts'

/**
 * Writes a backup to a file, which gets its name when complete; replaces an existing one only with
 * `force`. Throws BackupError when it cannot be written.
 */
export async function backupToFile(
  config: CoreConfig,
  log: Logger,
  { file, force, version }: { file: string; force: boolean; version: string },
): Promise<BackupEnd> {
  await using stack = new AsyncDisposableStack()
  const target = await createNewFile(file, { force }).catch((error: unknown) => {
    throw new BackupError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error })
  })
  try {
    const url = await openServer(config, log, stack)
    await withDatabase(url, requireKnown)
    const end = await writeBackup(url, target.stream, { version })
    await target.commit()
    await withDatabase(url, async (db) => await rememberBackup(db, { version, rows: end.rows }))
    return end
  } catch (error) {
    await target.abandon()
    if (!isOfFile(error)) throw error
    throw new BackupError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error })
  }
}

/**
 * An older server lacks settings that a backup makes, and of an unknown schema gramd could not say
 * which gramd restores it.
 */
async function requireKnown(db: Db): Promise<void> {
  await requireServerVersion(db)
  const state = schemaState(await readApplied(db), await readMigrations())
  if (state.kind === 'empty')
    throw new BackupError("the database is not gramd's: nothing to back up")
  const fault = schemaFault(state)
  if (fault) throw new BackupError(`${fault.found}: ${fault.remedy}`)
  if (state.kind === 'newer')
    throw new BackupError(
      `gramd ${state.version} migrated the database: write the backup with that gramd`,
    )
}

/** Opens a connection whose statements may take hours, and closes it. */
async function withDatabase<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase({ url, max: 2, onIdleError: () => undefined, statementMs: null })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

const FILE_CALLS: ReadonlySet<unknown> = new Set([
  'open',
  'write',
  'fsync',
  'close',
  'link',
  'rename',
])

/** Whether a failure concerns the file and not the database connection. */
const isOfFile = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && FILE_CALLS.has(error.syscall)

/**
 * Restores a backup into the configured database: first the schema of the backup, then its rows,
 * then newer migrations. Throws BackupError with the remedy when that is impossible.
 */
export async function restoreFromFile(
  config: CoreConfig,
  log: Logger,
  {
    file,
    backfills = [],
    ...options
  }: { file: string; backfills?: readonly Backfill[] } & RestoreOptions,
): Promise<Restored> {
  await using stack = new AsyncDisposableStack()
  const input = createReadStream(file)
  stack.defer(() => void input.destroy())
  const backup = await openBackup(input).catch((error: unknown) => {
    if (error instanceof BackupError) throw error
    throw new BackupError(`cannot read ${file}: ${whyUnreadable(error)}`, { cause: error })
  })
  if (isPre1(backup.header))
    throw new BackupError(
      `the backup is of before 1.0: use gramd upgrade --from-pre-1 ${file} (docs/upgrade.md)`,
    )
  const names = requireKnownSchema(backup.header, await readMigrations())
  const url = await openServer(config, log, stack)
  await makeRoom(url, { file, names, replace: options.replace })
  await withDatabase(url, async (db) => await migrate(db, { only: names }))
  const end = await restoreBackup(url, backup, options)
  await withDatabase(url, async (db) => await migrate(db, { backfills }))
  return end
}

/**
 * Removes a schema that is newer than the backup's, after the backup was read to its end: unlike
 * rows, it cannot be removed in the transaction that restores. Throws BackupError unless that is
 * wanted.
 */
async function makeRoom(
  url: string,
  { file, names, replace }: { file: string; names: ReadonlySet<string>; replace: boolean },
): Promise<void> {
  const newer = await withDatabase(url, async (db) => {
    await requireServerVersion(db)
    return (await readApplied(db))?.find(({ name }) => !names.has(name))?.name
  })
  if (newer === undefined) return
  if (!replace)
    throw new BackupError(
      `the database has a newer schema than the backup (${newer}): restore it into a new ` +
        'database, which is brought up to date then, or replace all of this one with --replace',
    )
  await requireWhole(file)
  await removeSchema(url)
}
