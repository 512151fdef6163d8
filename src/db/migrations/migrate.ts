import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { ownBuild, type Build } from '../../base/build.ts'
import { MisconfiguredError, UnavailableError } from '../../base/startup-error.ts'
import type { Backfill } from '../backfills/backfill.ts'
import { closeBackfill } from '../backfills/backfill-store.ts'
import { meetNeeds, requireNeeds } from '../backfills/needed-backfills.ts'
import type { Db, Tx } from '../handles.ts'
import { tryLockExclusive } from '../locks.ts'
import {
  PROJECT_FOLDERS,
  readMigrations,
  readRebuilt,
  type Migration,
  type MigrationFolders,
} from './migration-files.ts'
import { rebuild } from './rebuild.ts'
import { isLockFault, runFile } from './run-file.ts'
import { readApplied, schemaFault, schemaState } from './schema-state.ts'

/**
 * Real time (ms) for which a migration waits for a lock on a table: while it waits, all later
 * statements on that table wait behind it.
 */
const LOCK_TIMEOUT_MS = 2_000
/** Poll interval (real ms) while another process migrates. */
const POLL_MS = 200
/** Real time before each further try; together two minutes. */
const RETRY_DELAYS_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000, 15_000]

export type MigrateOptions = {
  folders?: MigrationFolders
  /** Runs no other migration, and rebuilds functions and views only if none is left. */
  only?: ReadonlySet<string>
  /**
   * Finishes what a migration needs itself, with these declarations; without them it refuses to
   * migrate while a backfill is not finished.
   */
  backfills?: readonly Backfill[] | undefined
  /** The gramd that migrates. */
  build?: Build
  lockTimeoutMs?: number
  wait?: (ms: number) => Promise<unknown>
}

/**
 * Brings the schema up to date: each new file of migrations/ in order, then schemas `shared` and
 * `derived` rebuilt from sql/ if their files changed. Each step is a transaction of its own under
 * an advisory lock, so that replicas may call it concurrently and a failure keeps the steps before
 * it; the next call continues. A step that does not get its lock on a table within two seconds lets
 * others pass and tries again. An index that is built concurrently takes a second connection.
 * Returns the names of the files that this call ran.
 *
 * Throws MisconfiguredError when the schema is not one that this gramd can work on. A schema that
 * a newer gramd has only expanded remains as it is.
 */
export async function migrate(
  db: Db,
  {
    folders = PROJECT_FOLDERS,
    only,
    backfills,
    build = ownBuild(),
    lockTimeoutMs = LOCK_TIMEOUT_MS,
    wait = async (ms) => await delay(ms),
  }: MigrateOptions = {},
): Promise<string[]> {
  const run: Run = { db, build, lockTimeoutMs, wait }
  const files = await readMigrations(folders.migrations)
  const wanted = only ? files.filter(({ name }) => only.has(name)) : files
  if (await isNewer(db, files)) return []
  if (!backfills) await requireNeeds(db, await pendingOf(db, wanted))
  await retried(run, 'the list of migrations', async () => await createList(run))
  const ran = await runFiles(run, wanted, backfills)
  if (wanted.length === files.length) {
    const built = { last: files.at(-1)?.name, build }
    const rebuilt = await readRebuilt(folders)
    const work = async (tx: Tx) => await rebuild(tx, rebuilt, built)
    await retried(run, 'functions and views', async () => await inStep(run, work))
  }
  return ran
}

/** Returns the names of the files that it ran. */
async function runFiles(
  run: Run,
  files: readonly Migration[],
  declared: readonly Backfill[] | undefined,
): Promise<string[]> {
  const { version } = run.build
  const ran: string[] = []
  for (const file of files) {
    if (declared) await meetNeeds(run.db, file, { declared, version })
    if (await retried(run, file.name, async () => await apply(run, file))) ran.push(file.name)
  }
  return ran
}

async function pendingOf(db: Db, files: readonly Migration[]): Promise<Migration[]> {
  const ran = new Set((await readApplied(db))?.map(({ name }) => name))
  return files.filter(({ name }) => !ran.has(name))
}

type Run = Required<Pick<MigrateOptions, 'build' | 'lockTimeoutMs' | 'wait'>> & { db: Db }

/** Whether a newer gramd expanded the schema. Throws when this gramd cannot work on the schema. */
async function isNewer(db: Db, files: readonly Migration[]): Promise<boolean> {
  const state = schemaState(await readApplied(db), files)
  const fault = schemaFault(state)
  if (fault) throw new MisconfiguredError(`${fault.found}: ${fault.remedy}`)
  return state.kind === 'newer'
}

const createList = async (run: Run): Promise<void> =>
  await inStep(run, async (tx) => {
    await sql`create table if not exists gramd_migrations (
      name text primary key,
      checksum text not null,
      phase text not null check (phase in ('expand', 'contract')),
      version text not null,
      commit text,
      applied_at timestamptz not null default now()
    )`.execute(tx)
  })

/** Runs a migration unless another process has; returns whether it did. */
const apply = async (run: Run, file: Migration): Promise<boolean> =>
  file.concurrentIndex === undefined
    ? await inStep(run, async (tx) => {
        if (await hasRun(tx, file)) return false
        for (const { backfill } of file.needs) await closeBackfill(tx, backfill, run.build.version)
        await runFile(tx, file)
        await record(tx, file, run)
        return true
      })
    : await buildIndex(run, file, file.concurrentIndex)

/**
 * Builds an index while others write to its table. A transaction on another connection, idle and
 * without a snapshot, keeps other processes away meanwhile.
 */
const buildIndex = async (run: Run, file: Migration, index: string): Promise<boolean> =>
  await locked(run, async (guard) => {
    if (await hasRun(guard, file)) return false
    // The last statement, because it needs no snapshot: one of a query would last, and the build
    // would wait for its end.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(guard)
    await dropInvalid(run.db, index)
    await runFile(run.db, file)
    await record(run.db, file, run)
    return true
  })

/** A build that was interrupted leaves an index that no query uses, but every write fills. */
async function dropInvalid(db: Db, index: string): Promise<void> {
  const { rows } = await sql<{ is_invalid: boolean }>`
    select not indisvalid as is_invalid from pg_index
    where indexrelid = to_regclass(${`public.${index}`})`.execute(db)
  if (rows[0]?.is_invalid) await sql`drop index concurrently ${sql.id(index)}`.execute(db)
}

const inStep = async <T>(run: Run, work: (tx: Tx) => Promise<T>): Promise<T> =>
  await locked(run, async (tx) => {
    await sql`select set_config('lock_timeout', ${String(run.lockTimeoutMs)}, true)`.execute(tx)
    return await work(tx)
  })

/**
 * Runs a transaction while no other process migrates. It polls for the lock: a statement that waits
 * for it has a snapshot, for whose end the concurrent build of the other process would wait.
 */
async function locked<T>({ db, wait }: Run, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (;;) {
    const done = await db.transaction().execute(async (tx) => {
      if (!(await tryLockExclusive(tx, 'migration'))) return undefined
      return { result: await work(tx) }
    })
    if (done) return done.result
    await wait(POLL_MS)
  }
}

async function hasRun(db: Db, { name }: Migration): Promise<boolean> {
  const row = await db
    .selectFrom('gramd_migrations')
    .select('name')
    .where('name', '=', name)
    .executeTakeFirst()
  return row !== undefined
}

async function record(db: Db, file: Migration, { build }: Run): Promise<void> {
  const { version, commit } = build
  const { name, checksum, phase } = file
  await db
    .insertInto('gramd_migrations')
    .values({ name, checksum, phase, version, commit })
    .execute()
}

async function retried<T>(run: Run, name: string, work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isLockFault(error)) throw error
      const ms = RETRY_DELAYS_MS[failures]
      if (ms === undefined)
        throw new UnavailableError(await describeLock(run.db, name), { cause: error })
      await run.wait(ms)
    }
  }
}

/** Names the transaction that is open for longest: most likely it has the lock. */
async function describeLock(db: Db, name: string): Promise<string> {
  const { rows } = await sql<{ pid: number; application: string; seconds: number }>`
    select pid, application_name as application,
      extract(epoch from clock_timestamp() - xact_start)::int as seconds
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
    order by xact_start limit 1`.execute(db)
  const oldest = rows[0]
  const by = oldest
    ? `; process ${oldest.pid} of the server (${oldest.application}) has had a transaction open for ${oldest.seconds} s`
    : ''
  return `${name} does not get a lock on its table${by}: end that transaction, then run gramd upgrade again`
}
