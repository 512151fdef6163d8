import type { CoreConfig } from '../settings/core.ts'
import type { Logger } from '../base/log/log.ts'
import { MisconfiguredError } from '../base/startup-error.ts'
import type pg from 'pg'
import { openConnections, openDatabase } from './database.ts'
import type { Backfill } from './backfills/backfill.ts'
import type { Db } from './handles.ts'
import { warnOfDisk } from './server/disk-check.ts'
import { startEmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { migrate } from './migrations/migrate.ts'
import { ownMigrations } from './migrations/migration-files.ts'
import {
  readApplied,
  schemaFault,
  schemaState,
  type SchemaState,
} from './migrations/schema-state.ts'
import { findPooler } from './server/pooler.ts'
import { examineServer, requireFit } from './server/server-checks.ts'
import { requireServerVersion, type ServerVersion } from './server/server-version.ts'

/** Check interval (real ms) of the embedded server. */
const EMBEDDED_WATCH_MS = 5_000

type Settings = Pick<
  CoreConfig,
  | 'databaseUrl'
  | 'databasePoolSize'
  | 'databasePooler'
  | 'migrate'
  | 'embeddedPostgresFolder'
  | 'embeddedPostgresPort'
  | 'postgresBin'
>

type OpenOptions = {
  cut?: AbortSignal
  /** Migrates also when the settings leave that to the operator: he just asked for it. */
  isRequested?: boolean
  /** Finishes these at once when a migration needs them. */
  backfills?: readonly Backfill[] | undefined
  /**
   * Examines a database that was migrated before; whatever it throws leaves the database as it was.
   */
  beforeMigration?: (db: Db) => Promise<void>
}

/**
 * Opens the configured database, or gramd's own, and migrates it; `stack` closes it. Returns its
 * URL, its connections, its server, and the names of the migrations that ran. Throws when the
 * database is missing or of another version.
 */
export async function openMigrated(
  config: Settings,
  log: Logger,
  stack: AsyncDisposableStack,
  { cut, isRequested = false, backfills, beforeMigration }: OpenOptions = {},
): Promise<{ url: string; db: Db; pool: pg.Pool; server: ServerVersion; ran: string[] }> {
  await warnOfDisk(config, log)
  const url = await openServer(config, log, stack)
  const pooled = config.databasePooler === 'transaction'
  const { db, pool } = openConnections({
    url,
    max: config.databasePoolSize,
    pooled,
    onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
    cut,
  })
  stack.defer(async () => await db.destroy())
  const server = await requireServerVersion(db)
  const state = await requireSchema(db, { isManual: config.migrate === 'manual' && !isRequested })
  const isMigrated = state.kind !== 'empty'
  if (config.databaseUrl !== undefined) await requireFitServer(db, { ...config, isMigrated }, log)
  if (isMigrated) await beforeMigration?.(db)
  return { url, db, pool, server, ran: await migrateAlone(url, { pooled, cut, backfills }) }
}

/**
 * Returns the state of the schema. Throws a MisconfiguredError with the remedy when gramd cannot
 * work on it, or must not upgrade it here.
 */
async function requireSchema(db: Db, { isManual }: { isManual: boolean }): Promise<SchemaState> {
  const state = schemaState(await readApplied(db), await ownMigrations())
  const fault = schemaFault(state)
  if (fault) throw new MisconfiguredError(`${fault.found}: ${fault.remedy}`)
  if (isManual && (state.kind === 'older' || state.kind === 'empty'))
    throw new MisconfiguredError(
      'the schema is older than this gramd, and GRAMD_MIGRATE=manual: run gramd upgrade --check, ' +
        'then gramd upgrade',
    )
  return state
}

/**
 * Throws a MisconfiguredError with the remedy when gramd cannot work on this server; logs warnings
 * about future problems.
 */
async function requireFitServer(
  db: Db,
  {
    databaseUrl: url,
    databasePoolSize: poolSize,
    databasePooler,
    isMigrated,
  }: Settings & { isMigrated: boolean },
  log: Logger,
): Promise<void> {
  const findings = await examineServer(db, { poolSize, isMigrated })
  if (url !== undefined && databasePooler === 'none') findings.push(await findPooler(url))
  for (const { check, found, remedy } of requireFit(findings))
    log.warn({ found, remedy }, `${check} of the server`)
}

/**
 * Uses separate connections whose statements may take hours: a migration may build an index, and
 * then needs a second one.
 */
async function migrateAlone(
  url: string,
  {
    backfills,
    ...session
  }: { pooled: boolean } & Pick<OpenOptions, 'backfills'> & { cut: AbortSignal | undefined },
): Promise<string[]> {
  const options = { url, max: 2, onIdleError: () => undefined, statementMs: null, ...session }
  const db = openDatabase(options)
  try {
    return await migrate(db, { backfills })
  } finally {
    await db.destroy()
  }
}

/** The URL of the configured database, or of gramd's own, whose server `stack` releases. */
export const openServer = async (
  config: Settings,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<string> => config.databaseUrl ?? (await startOwnServer(config, log, stack))

async function startOwnServer(
  config: Settings,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<string> {
  const server = await startEmbeddedPostgres({
    folder: `${config.embeddedPostgresFolder}/postgres`,
    port: config.embeddedPostgresPort,
    programs: config.postgresBin,
  })
  const watch = setInterval(() => {
    server
      .ensureRunning()
      .catch((error: unknown) => log.error({ err: error }, 'embedded PostgreSQL does not start'))
  }, EMBEDDED_WATCH_MS)
  const onExit = () => server.stopAfterExit()
  process.once('exit', onExit)
  stack.defer(async () => {
    clearInterval(watch)
    await server.stop()
    process.off('exit', onExit)
  })
  return server.url
}
