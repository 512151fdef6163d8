import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import {
  BACKUP_FORMAT,
  columnList,
  lineOf,
  quoted,
  SESSION,
  type BackupEnd,
  type BackupHeader,
} from './backup-format.ts'
import { withClient } from '../connect.ts'
import { readTables, type Table } from './backup-tables.ts'

/**
 * Writes all data of the database of `url` to `output`, compressed, as of one moment; gramd may run
 * meanwhile. Memory does not grow with the database. Throws when the database is not gramd's.
 */
export async function writeBackup(
  url: string,
  output: Writable,
  { version }: { version: string },
): Promise<BackupEnd> {
  const options = { url, applicationName: 'gramd backup', statementMs: null }
  return await withClient(options, async (client) => {
    await client.query(SESSION)
    await client.query('begin isolation level repeatable read read only')
    const state = { end: { tables: 0, rows: 0 } }
    const text = Readable.from(backupText(client, version, state), { objectMode: false })
    await pipeline(text, createGzip({ chunkSize: CHUNK }), output)
    await client.query('commit')
    return state.end
  })
}

async function* backupText(
  client: pg.Client,
  version: string,
  state: { end: BackupEnd },
): AsyncGenerator<string | Buffer, void> {
  yield lineOf('backup', await readHeader(client, version))
  // Comments and SQL, so that people and other programs can read it too.
  yield (
    "SET client_encoding = 'UTF8';\nSET datestyle = 'ISO, YMD';\nSET intervalstyle = " +
    "'postgres';\n"
  )
  const tables = await readTables(client)
  for (const table of tables) {
    const rows = yield* tableText(client, table)
    state.end = { tables: state.end.tables + 1, rows: state.end.rows + rows }
  }
  // Sequences are outside the snapshot: read last, they are beyond every row.
  for (const { name, last_value, is_called } of await readSequences(client)) {
    yield lineOf('sequence', { name, last_value, is_called })
    yield `SELECT pg_catalog.setval('public.${quoted(name)}', ${last_value}, ${is_called});\n`
  }
  yield lineOf('end', state.end)
}

async function* tableText(
  client: pg.Client,
  { name, columns }: Table,
): AsyncGenerator<string | Buffer, number> {
  const target = `public.${quoted(name)} (${columnList(columns)})`
  yield lineOf('table', { name, columns })
  yield `COPY ${target} FROM stdin;\n`
  // A query, because a partitioned table cannot be copied by name.
  const rowsOf = `select ${columnList(columns)} from public.${quoted(name)}`
  const copy = client.query(copyTo(`copy (${rowsOf}) to stdout`))
  yield* inChunks(copy)
  const rows = copy.rowCount
  yield `\\.\n${lineOf('rows', { rows })}`
  return rows
}

/** Bytes that are compressed at once. */
const CHUNK = 262_144

/** The same bytes in fewer pieces: the way of a piece costs more than its bytes. */
async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let waiting: Uint8Array[] = []
  let bytes = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    bytes += piece.length
    if (bytes < CHUNK) continue
    yield Buffer.concat(waiting, bytes)
    waiting = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(waiting, bytes)
}

async function readHeader(client: pg.Client, version: string): Promise<BackupHeader> {
  const { rows: known } = await client.query<{ known: boolean }>(
    `select to_regclass('public.gramd_migrations') is not null as known`,
  )
  if (known[0]?.known !== true) throw new Error("the database is not gramd's: nothing to back up")
  const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from gramd_migrations order by name',
  )
  const { rows } = await client.query<{ postgres: string; now: Date }>(
    `select current_setting('server_version') as postgres, now()`,
  )
  return {
    format: BACKUP_FORMAT,
    gramd: version,
    postgres: rows[0]?.postgres ?? '',
    created_at: rows[0]?.now.toISOString() ?? '',
    migrations,
  }
}

type Sequence = { name: string; last_value: string; is_called: boolean }

/** Reads the sequences themselves: `pg_sequences` hides values from roles without the privilege. */
async function readSequences(client: pg.Client): Promise<Sequence[]> {
  const { rows: names } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind = 'S' and relnamespace = 'public'::regnamespace order by relname`,
  )
  const sequences: Sequence[] = []
  for (const { name } of names) {
    const { rows } = await client.query<Omit<Sequence, 'name'>>(
      `select last_value::text, is_called from public.${quoted(name)}`,
    )
    sequences.push(...rows.map((row) => ({ name, ...row })))
  }
  return sequences
}
