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

type OfColumn = Parameters<typeof pg.types.getTypeParser>[0]

/** 64-bit integers as numbers: counts and task ids stay far below 2^53. Platform ids are text. */
const types = {
  getTypeParser(oid: OfColumn, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number
    return pg.types.getTypeParser(oid, format)
  },
}

export type PoolOptions = { url: string; max: number; onIdleError: (error: Error) => void }

/** Without `onIdleError`, a dropped idle connection would end the process. */
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
export const openDatabase = (options: DatabaseOptions): Db => openConnections(options).db

type DatabaseOptions = PoolOptions & { pooled?: boolean }

/** As `openDatabase`; with the connections, for whoever counts them. */
export function openConnections({ pooled, ...options }: DatabaseOptions): {
  db: Db
  pool: pg.Pool
} {
  const pool = openPool(options)
  return { db: databaseOn(pooled ? pool : prepareByName(pool)), pool }
}

/** Does work on a connection of its own. Ends it, which rolls back an open transaction. */
export async function withClient<T>(
  options: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(options)
  client.on('error', () => undefined) // the failing statement reports it
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
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

/**
 * A time of the database, never earlier than it: PostgreSQL has microseconds, a Date milliseconds,
 * and a truncated time would end a wait too early.
 */
export const roundUp = (moment: Date): Date => new Date(moment.getTime() + 1)

/** A storable text: NUL, which PostgreSQL refuses, becomes U+FFFD. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd')
