import pg from 'pg'
import { withClient } from '../connect.ts'
import type { ServerVersion } from './server-version.ts'

/**
 * Up to this version, vacuum could store a wrong number of rows for a table with a GIN index
 * (release notes of PostgreSQL 18.6), and plans go by that number until the next analysis.
 */
const COUNTS_RIGHT_FROM = 180_006

/** In the place of a version: the rows were restored, and their statistics made in a hurry. */
const RESTORED = 0

/** Has the next start analyze the tables that a server update would have it analyze. */
export async function noteRestored(client: pg.ClientBase): Promise<void> {
  await client.query(
    `insert into postgres_server (version_num) values ($1)
     on conflict (singleton) do update set version_num = excluded.version_num`,
    [RESTORED],
  )
}

type Parts = {
  url: string
  version: ServerVersion
  stopping: AbortSignal
  pooled?: boolean
  cut?: AbortSignal | undefined
}

/**
 * Records which PostgreSQL version serves the database. After an update from a version whose row
 * counts may be wrong to one whose counts are right, and after a restore, analyzes each table that
 * has a GIN index, once: not while another process does it. Returns the names of the tables.
 * Rejects when `stopping` ends it; the next start then does it.
 */
export async function followServerUpdate({
  url,
  version,
  stopping,
  pooled,
  cut,
}: Parts): Promise<string[]> {
  const options = { url, applicationName: 'gramd server update', statementMs: null, pooled, cut }
  // The claim is a row lock of one connection; each table is analyzed by another connection in its
  // own transaction, so that no table is locked while waiting for the next.
  return await withClient(options, async (claim) => {
    const stop = () => void claim.end()
    stopping.addEventListener('abort', stop)
    try {
      stopping.throwIfAborted()
      const before = await claimUpdate(claim, version.number)
      if (before === undefined) return []
      const isNeeded =
        before === RESTORED || (before < COUNTS_RIGHT_FROM && version.number >= COUNTS_RIGHT_FROM)
      const tables = isNeeded ? await tablesWithGin(claim) : []
      await withClient(options, async (client) => await analyze(client, tables, stopping))
      await claim.query('update postgres_server set version_num = $1', [version.number])
      await claim.query('commit')
      return tables
    } finally {
      stopping.removeEventListener('abort', stop)
    }
  })
}

/**
 * The version that served the database before, locked until the transaction ends. Undefined when
 * there is nothing to follow: it is the same one, the database is new, or another process has the
 * lock.
 */
async function claimUpdate(client: pg.Client, current: number): Promise<number | undefined> {
  const first = await client.query(
    'insert into postgres_server (version_num) values ($1) on conflict do nothing',
    [current],
  )
  if (first.rowCount === 1) return undefined
  await client.query('begin')
  await client.query("set local idle_in_transaction_session_timeout = '0'")
  const { rows } = await client.query<{ version_num: number }>(
    'select version_num from postgres_server where version_num <> $1 for update skip locked',
    [current],
  )
  return rows[0]?.version_num
}

async function tablesWithGin(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct t.relname as name
     from pg_index i
       join pg_class x on x.oid = i.indexrelid
       join pg_am a on a.oid = x.relam
       join pg_class t on t.oid = i.indrelid
     where a.amname = 'gin' and t.relnamespace = 'public'::regnamespace
     order by 1`,
  )
  return rows.map(({ name }) => name)
}

async function analyze(
  client: pg.Client,
  tables: readonly string[],
  stopping: AbortSignal,
): Promise<void> {
  const stop = () => void client.end()
  stopping.addEventListener('abort', stop)
  try {
    for (const name of tables) {
      stopping.throwIfAborted()
      await client.query(`analyze public.${pg.escapeIdentifier(name)}`)
    }
  } finally {
    stopping.removeEventListener('abort', stop)
  }
}
