import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { lockExclusive } from './locks.ts'
import type { Db, Tx } from './handles.ts'
import { MisconfiguredError } from '../base/startup-error.ts'

export type MigrationFolders = {
  migrations: string
  shared: string
  functions: string
  views: string
}

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const PROJECT_FOLDERS: MigrationFolders = {
  migrations: root('migrations'),
  shared: root('sql/shared'),
  functions: root('sql/functions'),
  views: root('sql/views'),
}

type SqlFile = { name: string; text: string; checksum: string }

async function readSqlFiles(folder: string): Promise<SqlFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(`${folder}/${name}`, 'utf8')
      return { name, text, checksum: checksumOf(text) }
    }),
  )
}

/**
 * Reads the objects without data that are rebuilt: functions and views may use objects shared
 * between folders.
 */
const readRebuilt = async ({ shared, functions, views }: MigrationFolders): Promise<SqlFile[]> =>
  (await Promise.all([shared, functions, views].map(readSqlFiles))).flat()

const checksumOf = (text: string): string => hash('sha256', text)

/** A checksum of the whole schema; detects a stale test template. */
export async function schemaChecksum(folders: MigrationFolders = PROJECT_FOLDERS): Promise<string> {
  const files = [...(await readSqlFiles(folders.migrations)), ...(await readRebuilt(folders))]
  return checksumOf(files.map((file) => `${file.name}:${file.checksum}`).join('\n'))
}

/** The migrations of this gramd, in order. */
export const ownMigrations = async (): Promise<{ name: string; checksum: string }[]> =>
  await readSqlFiles(PROJECT_FOLDERS.migrations)

/** Names of the migrations that ran in a database, in order; empty if it is not gramd's. */
export async function appliedMigrations(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ known: boolean }>`
    select to_regclass('public.gramd_migrations') is not null as known`.execute(db)
  if (!tables[0]?.known) return []
  const rows = await db.selectFrom('gramd_migrations').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}

/**
 * Brings the schema up to date: each new file of migrations/ in order, then schemas `shared` and
 * `derived` rebuilt from sql/ if their files changed. One transaction under an advisory lock:
 * replicas may call it concurrently, and a failure leaves no partial change. Returns the names of
 * the files that ran.
 *
 * With `only`, runs no other migration, and rebuilds functions and views only if none is left.
 *
 * Throws if a file was edited after it ran, or if the database knows files that this version does
 * not have.
 */
export async function migrate(
  db: Db,
  folders: MigrationFolders = PROJECT_FOLDERS,
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const files = await readSqlFiles(folders.migrations)
  const migrations = only ? files.filter(({ name }) => only.has(name)) : files
  const rebuilt = await readRebuilt(folders)
  return await db.transaction().execute(async (tx) => {
    await lockExclusive(tx, 'migration')
    await sql`create table if not exists gramd_migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`.execute(tx)
    const ran = await applyMigrations(tx, migrations)
    if (migrations.length === files.length) await rebuild(tx, rebuilt, ran.length > 0)
    return ran
  })
}

async function applyMigrations(tx: Tx, files: SqlFile[]): Promise<string[]> {
  const { rows } = await sql<{ name: string; checksum: string }>`
    select name, checksum from gramd_migrations order by name`.execute(tx)
  const applied = new Map(rows.map((row) => [row.name, row.checksum]))
  const known = new Set(files.map((file) => file.name))
  for (const name of applied.keys()) {
    if (!known.has(name)) {
      throw new MisconfiguredError(
        `the database was migrated by a newer gramd (it has ${name}); update gramd`,
      )
    }
  }
  const ran: string[] = []
  for (const file of files) {
    const checksum = applied.get(file.name)
    if (checksum === file.checksum) continue
    if (checksum !== undefined) {
      throw new MisconfiguredError(
        `migration ${file.name} was edited after it ran; restore it and add a new one`,
      )
    }
    await runFile(tx, file)
    await sql`insert into gramd_migrations (name, checksum) values (${file.name}, ${file.checksum})`.execute(
      tx,
    )
    ran.push(file.name)
  }
  return ran
}

/** The comment of schema `derived` holds the checksum of the sources. */
async function rebuild(tx: Tx, files: SqlFile[], migrated: boolean): Promise<void> {
  const checksum = checksumOf(files.map((file) => `${file.name}:${file.checksum}`).join('\n'))
  const { rows } = await sql<{ comment: string | null }>`
    select obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname = 'derived'`.execute(
    tx,
  )
  if (!migrated && rows[0]?.comment === checksum) return
  await sql`drop schema if exists shared, derived cascade`.execute(tx)
  await sql`create schema shared`.execute(tx)
  await sql`create schema derived`.execute(tx)
  for (const file of files) await runFile(tx, file)
  await sql.raw(`comment on schema derived is '${checksum}'`).execute(tx)
}

async function runFile(tx: Tx, file: SqlFile): Promise<void> {
  try {
    await sql.raw(file.text).execute(tx)
  } catch (error) {
    throw new Error(`${file.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
