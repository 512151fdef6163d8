import {
  Kysely,
  PostgresDialect,
  sql,
  type PostgresPool,
  type RawBuilder,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import { prepareByName } from './prepared.ts'
import type { DB, Json, Shared } from './schema.ts'
import { storableJson } from '../base/text.ts'

/** The database or a transaction: for reads and single statements. */
export type Db = Kysely<DB & Shared>
/** An open transaction: for writes that must be part of the caller's transaction. */
export type Tx = Transaction<DB & Shared>

const INT8_OID = 20

/** 64-bit integers as numbers: counts and task ids stay far below 2^53. Platform ids are text. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8_OID && format !== 'binary') return Number
    return pg.types.getTypeParser(oid, format)
  },
}

export type PoolOptions = { url: string; max: number; onIdleError: (error: Error) => void }

/**
 * Opens a pool. `onIdleError` is required: without a listener, a dropped idle connection ends the
 * process.
 */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    types,
    application_name: 'gramd',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  pool.on('error', options.onIdleError)
  // The pool listens to idle connections only: one lost within a transaction would end the process.
  // Its user gets the error from the failing statement.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

/**
 * Opens the database. If `pooled`, a pooler between gramd and the server gives each transaction
 * another connection: no prepared statements.
 */
export function openDatabase({ pooled, ...options }: PoolOptions & { pooled?: boolean }): Db {
  const pool = openPool(options)
  return databaseOn(pooled ? pool : prepareByName(pool))
}

export const databaseOn = (pool: PostgresPool): Db =>
  new Kysely<DB & Shared>({ dialect: new PostgresDialect({ pool }) })

/** World time of the database, evaluated once per statement. */
export const worldNow: RawBuilder<Date> = sql<Date>`(select world_now())`

/**
 * A jsonb parameter, made storable by `storableJson`. Otherwise pg would turn a JavaScript array
 * into a PostgreSQL array.
 */
export const jsonb = (value: unknown): RawBuilder<Json> => sql<Json>`${storableJson(value)}::jsonb`

/** A storable text: NUL, which PostgreSQL refuses, becomes U+FFFD. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd')

/**
 * Throws unless the server has the version that gramd's SQL needs (uuidv7() came with PostgreSQL
 * 18).
 */
export async function requireServerVersion(db: Db): Promise<void> {
  const { rows } = await sql<{ server_version_num: string; server_version: string }>`
    select current_setting('server_version_num') as server_version_num,
           current_setting('server_version') as server_version`.execute(db)
  const version = rows[0]
  if (!version || Number(version.server_version_num) < 180_000) {
    throw new Error(
      `gramd needs PostgreSQL 18 or newer; DATABASE_URL leads to ${version?.server_version ?? 'an unknown one'}`,
    )
  }
}
