import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export type MigrationFolders = {
  migrations: string
  shared: string
  functions: string
  views: string
}

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

export const PROJECT_FOLDERS: MigrationFolders = {
  migrations: root('migrations'),
  shared: root('sql/shared'),
  functions: root('sql/functions'),
  views: root('sql/views'),
}

export type SqlFile = { name: string; text: string; checksum: string }

/**
 * `expand` only adds, so that the previous release still runs on the schema; `contract` removes
 * what the previous release no longer uses.
 */
export type Phase = 'expand' | 'contract'

export type Migration = SqlFile & {
  phase: Phase
  /** Tables whose rows are all read or written: they decide how long the migration takes. */
  scans: readonly string[]
  /** The backfills that have to be finished before it. */
  needs: readonly BackfillNeed[]
  /** The index that the file builds concurrently, outside of a transaction. */
  concurrentIndex: string | undefined
}

/** A backfill, and the table that it fills: without rows it needs none. */
export type BackfillNeed = { backfill: string; table: string }

const HEADER = /^-- (phase|scans|needs): (.+)$/
const NEED = /^(\w+) of (\w+)$/
const CONCURRENT_INDEX =
  /^create (?:unique )?index concurrently if not exists (\w+)\s+on [^;]+;\s*$/i

/**
 * Reads a migration. Comment lines at its start say its phase (`-- phase: contract`; without one it
 * expands), the tables that it scans (`-- scans: posts, products`) beyond those on which it builds
 * an index, and the backfills that have to be finished before it (`-- needs: posts_like_count of
 * posts`). Throws when a concurrent build is not the only statement, or could not be repeated.
 */
export function parseMigration(file: SqlFile): Migration {
  const lines = file.text.split('\n')
  const header = new Map(
    lines.flatMap((line) => {
      const [, key = '', value = ''] = HEADER.exec(line) ?? []
      return key === '' ? [] : [[key, value] as const]
    }),
  )
  const statement = lines
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .trim()
  const concurrentIndex = CONCURRENT_INDEX.exec(statement)?.[1]
  if (concurrentIndex === undefined && /\bconcurrently\b/i.test(statement))
    throw new Error(
      `${file.name}: a concurrent build needs a file of its own with one statement, ` +
        '"create index concurrently if not exists NAME on …;"',
    )
  const phase = header.get('phase') ?? 'expand'
  if (phase !== 'expand' && phase !== 'contract')
    throw new Error(`${file.name}: expected the phase expand or contract, got ${phase}`)
  const scans = [
    ...new Set([...(header.get('scans')?.split(/,\s*/) ?? []), ...indexedTables(statement)]),
  ]
  const needs = parseNeeds(file.name, header.get('needs'))
  return { ...file, phase, scans, needs, concurrentIndex }
}

const NEW_TABLE = /^create table (\w+)/gim
const NEW_INDEX = /^create (?:unique )?index (?:concurrently )?(?:if not exists )?\w+\s+on (\w+)/gim

/** The existing tables on which the migration builds an index, which reads all of their rows. */
function indexedTables(statements: string): string[] {
  const namesOf = (pattern: RegExp): string[] =>
    [...statements.matchAll(pattern)].flatMap(([, name]) => name ?? [])
  const created = new Set(namesOf(NEW_TABLE))
  return namesOf(NEW_INDEX).filter((name) => !created.has(name))
}

const parseNeeds = (name: string, text: string | undefined): BackfillNeed[] =>
  (text?.split(/,\s*/) ?? []).map((need) => {
    const [, backfill, table] = NEED.exec(need) ?? []
    if (backfill === undefined || table === undefined)
      throw new Error(`${name}: expected "-- needs: BACKFILL of TABLE", got ${need}`)
    return { backfill, table }
  })

const checksumOf = (text: string): string => hash('sha256', text)

async function readSqlFiles(folder: string): Promise<SqlFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(`${folder}/${name}`, 'utf8')
      return { name, text, checksum: checksumOf(text) }
    }),
  )
}

/** The migrations of a folder, in order. */
export const readMigrations = async (
  folder: string = PROJECT_FOLDERS.migrations,
): Promise<Migration[]> => (await readSqlFiles(folder)).map(parseMigration)

/**
 * The migrations of this gramd, read once: the files may be those of a newer release by the time
 * that health or readiness asks.
 */
export const ownMigrations: () => Promise<readonly Migration[]> = readOnce(
  async () => await readMigrations(),
)

/** A failed reading is tried again by the next caller. */
function readOnce<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined
  return async () => {
    reading ??= read()
    try {
      return await reading
    } catch (error) {
      reading = undefined
      throw error
    }
  }
}

export type Rebuilt = { files: readonly SqlFile[]; checksum: string }

/**
 * Reads the objects without data that are rebuilt: functions and views may use objects shared
 * between folders.
 */
export async function readRebuilt({
  shared,
  functions,
  views,
}: MigrationFolders): Promise<Rebuilt> {
  const files = (await Promise.all([shared, functions, views].map(readSqlFiles))).flat()
  return { files, checksum: checksumOfAll(files) }
}

const checksumOfAll = (files: readonly SqlFile[]): string =>
  checksumOf(files.map((file) => `${file.name}:${file.checksum}`).join('\n'))

/** A checksum of the whole schema; detects a stale test template. */
export async function schemaChecksum(folders: MigrationFolders = PROJECT_FOLDERS): Promise<string> {
  const { files } = await readRebuilt(folders)
  return checksumOfAll([...(await readSqlFiles(folders.migrations)), ...files])
}
