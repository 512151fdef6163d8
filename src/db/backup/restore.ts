import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { codeOf } from '../../base/errors.ts'
import { copyRows, damaged, readContent, setSequencesOf } from './backup-content.ts'
import { BackupHeader, parseLine, quoted, SESSION, type BackupEnd } from './backup-format.ts'
import { BackupError, cutOff, readBackup, type BackupReader } from './backup-reader.ts'
import { withClient } from '../connect.ts'
import { dropDerived, rebuildDerived } from './derived-objects.ts'
import { readTables, type Table } from './backup-tables.ts'
import { noteRestored } from '../server/server-update.ts'

/** Tables filled by migrations: rows only in them do not count as data. */
const FILLED_BY_MIGRATIONS: ReadonlySet<string> = new Set([
  'ai_sending',
  'categories',
  'category_synonyms',
  'gramd_backfills',
  'pool_switches',
  'world_clock',
])

export type RestoreOptions = {
  /** First removes everything in the database. */
  replace: boolean
  /** Keeps the credentials of the backup valid, including those that have ended since. */
  keepSessions: boolean
}

/** `ended` is the number of removed credentials of the backup. */
export type Restored = BackupEnd & {
  ended: { sessions: number; tokens: number; welcome_codes: number }
}

export type OpenedBackup = { header: BackupHeader; reader: BackupReader }

/**
 * Reads the header of a backup. Throws BackupError when the input is not a backup, or has another
 * format.
 */
export async function openBackup(input: Readable): Promise<OpenedBackup> {
  const reader = readBackup(unzipped(input))
  const parsed = parseLine((await reader.line()) ?? '')
  if (parsed?.kind !== 'backup') throw new BackupError('this is not a backup of gramd')
  const header = BackupHeader.safeParse(parsed.content)
  if (header.success) return { header: header.data, reader }
  throw new BackupError('the backup has a format that this gramd does not know: use a newer gramd')
}

/** Bytes that are unzipped at once. */
const CHUNK = 262_144

async function* unzipped(input: Readable): AsyncGenerator<Buffer, void> {
  const unzip = createGunzip({ chunkSize: CHUNK })
  const done = pipeline(input, unzip)
  done.catch(() => undefined) // the loop fails with the same error
  try {
    for await (const piece of unzip) yield Buffer.from(piece)
    await done
  } catch (error) {
    if (codeOf(error) === 'Z_BUF_ERROR') throw cutOff()
    if (codeOf(error) === 'Z_DATA_ERROR')
      throw new BackupError('this is not a backup of gramd, or the file is damaged', {
        cause: error,
      })
    throw error
  }
}

/**
 * Returns the names of the backup's migrations. Throws with the remedy when this gramd lacks them,
 * or has different versions.
 */
export function requireKnownSchema(
  { gramd, migrations }: BackupHeader,
  own: readonly { name: string; checksum: string }[],
): ReadonlySet<string> {
  const known = new Map(own.map(({ name, checksum }) => [name, checksum]))
  for (const { name, checksum } of migrations) {
    if (!known.has(name)) {
      throw new BackupError(
        `the backup was made by a newer gramd (${gramd}; it has ${name}): update this one, then restore it`,
      )
    }
    if (known.get(name) !== checksum) {
      throw new BackupError(
        `the backup was made by a gramd (${gramd}) whose ${name} is not this one's: restore it with that gramd`,
      )
    }
  }
  return new Set(migrations.map(({ name }) => name))
}

/**
 * Replaces all rows of the migrated database of `url` by those of a backup, in one transaction.
 * Ends the sign-in sessions, tokens and welcome codes of the backup unless they are kept.
 * Throws BackupError when the database has data and `replace` is not set, when another gramd is
 * connected, or when the file is incomplete.
 */
export async function restoreBackup(
  url: string,
  { reader }: OpenedBackup,
  { replace, keepSessions }: RestoreOptions,
): Promise<Restored> {
  const options = { url, applicationName: 'gramd restore', statementMs: null }
  return await withClient(options, async (client) => {
    await client.query(SESSION)
    await client.query('begin')
    await requireNoConnections(client)
    const tables = await readTables(client)
    if (!replace) await requireEmpty(client, tables, REPLACE)
    await truncateAll(client, tables)
    const rebuilding = await dropDerived(client)
    const end = await readTablesBack(client, reader, tables)
    await rebuildDerived(client, rebuilding)
    const ended = keepSessions ? NOTHING_ENDED : await endCredentials(client, tables)
    await noteRestored(client)
    await client.query('commit')
    await analyzeSoon(client)
    return { ...end, ended }
  })
}

/** The usual target of statistics: a sample of 30,000 rows. */
const USUAL_TARGET = 100

/**
 * Makes statistics of all tables from samples of the usual size. Larger ones, which some columns
 * want, would read every creator's words, which takes as long as half of the restore: the next
 * start makes them while it works.
 */
async function analyzeSoon(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ less: string; again: string }>(LARGE_TARGETS, [
    USUAL_TARGET,
  ])
  await client.query('begin')
  for (const { less } of rows) await client.query(less)
  await client.query('analyze')
  for (const { again } of rows) await client.query(again)
  await client.query('commit')
}

/** Selects the statements that lower the targets of statistics to $1, and bring them back. */
const LARGE_TARGETS = `
  select format(change, $1::int) as less, format(change, a.attstattarget) as again
  from pg_attribute a join pg_class c on c.oid = a.attrelid
    cross join lateral (select format('alter %s %s alter column %s set statistics ',
      case when c.relkind = 'i' then 'index' else 'table' end, c.oid::regclass,
      case when c.relkind = 'i' then a.attnum::text else quote_ident(a.attname) end) || '%s') as d (change)
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i') and a.attstattarget > $1`

/** Empties the tables, also those that migrations have filled. */
export async function truncateAll(client: pg.Client, tables: readonly Table[]): Promise<void> {
  await client.query(`truncate ${tables.map(({ name }) => `public.${quoted(name)}`).join(', ')}`)
}

const REPLACE = "--replace replaces all of it by the backup's"
const NOTHING_ENDED = { sessions: 0, tokens: 0, welcome_codes: 0 }

/**
 * Deletes the sign-in credentials of people and programs; the schema of an old backup may lack a
 * table.
 */
async function endCredentials(
  client: pg.Client,
  tables: readonly Table[],
): Promise<Restored['ended']> {
  const remove = async (table: string): Promise<number> =>
    tables.some(({ name }) => name === table)
      ? ((await client.query(`delete from public.${quoted(table)}`)).rowCount ?? 0)
      : 0
  return {
    sessions: await remove('user_sessions'),
    tokens: await remove('api_tokens'),
    welcome_codes: await remove('welcome_codes'),
  }
}

/** Real time (ms) within which the server notices that a connection was closed. */
const CLOSING_MS = 2_000
const CLOSING_POLL_MS = 100

/**
 * Throws a BackupError while another gramd is connected to the database. Waits for what is about to
 * end: this process itself has just closed some.
 */
export async function requireNoConnections(client: pg.Client): Promise<void> {
  for (let waited = 0; waited <= CLOSING_MS; waited += CLOSING_POLL_MS) {
    // Within a transaction the server would answer the same again.
    await client.query('select pg_stat_clear_snapshot()')
    const { rowCount } = await client.query(
      `select from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()
         and application_name like 'gramd%' limit 1`,
    )
    if (rowCount === 0) return
    await delay(CLOSING_POLL_MS)
  }
  throw new BackupError('a gramd is connected to the database: stop every gramd first')
}

/** Throws a BackupError with `remedy` when a table that migrations leave empty has rows. */
export async function requireEmpty(
  client: pg.Client,
  tables: readonly Table[],
  remedy: string,
): Promise<void> {
  for (const { name } of tables) {
    if (FILLED_BY_MIGRATIONS.has(name)) continue
    const { rowCount } = await client.query(`select from public.${quoted(name)} limit 1`)
    if (rowCount) {
      throw new BackupError(`the database holds data (${name}): ${remedy}`)
    }
  }
}

/** Fills the tables of the backup's schema; every table must be in the backup. */
async function readTablesBack(
  client: pg.Client,
  reader: BackupReader,
  tables: readonly Table[],
): Promise<BackupEnd> {
  const known = new Map(tables.map((table) => [table.name, table]))
  const end = await readContent(reader, {
    takeRows: async ({ name, columns }, rows) => {
      const table = known.get(name)
      if (!table || columns.some((column) => !table.columns.includes(column))) throw damaged()
      const target = {
        table: `public.${quoted(name)}`,
        columns,
        isFrozen: !table.isPartitioned,
      }
      return await copyRows(client, target, rows)
    },
    takeSequence: setSequencesOf(client),
  })
  if (end.tables !== tables.length) throw damaged()
  return end
}
