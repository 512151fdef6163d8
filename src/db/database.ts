import type { Db } from './handles.ts'
import { Kysely, PostgresDialect, sql, type PostgresPool, type RawBuilder } from 'kysely'
import type pg from 'pg'
import { openPool, type PoolOptions } from './pool.ts'
import { prepareByName } from './prepared.ts'
import type { DB, Json, Shared } from './schema.ts'
import { storableJson } from '../base/text.ts'

/**
 * Opens the database. If `pooled`, a pooler between gramd and the server gives each transaction
 * another connection: no prepared statements.
 */
export const openDatabase = (options: PoolOptions): Db => openConnections(options).db

/** Like `openDatabase`; also returns the pool, for metrics. */
export function openConnections(options: PoolOptions): { db: Db; pool: pg.Pool } {
  const pool = openPool(options)
  return { db: databaseOn(options.pooled ? pool : prepareByName(pool)), pool }
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
 * Rounds a time of the database up: PostgreSQL has microseconds, a Date milliseconds, and a
 * truncated time would end a wait too early.
 */
export const roundUp = (moment: Date): Date => new Date(moment.getTime() + 1)

/** A storable text: NUL, which PostgreSQL refuses, becomes U+FFFD. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd')
