import type { Kysely, Transaction } from 'kysely'
import type { DB, Shared } from './schema.ts'

/** The database or a transaction: for reads and single statements. */
export type Db = Kysely<DB & Shared>

/** An open transaction: for writes that must be part of the caller's transaction. */
export type Tx = Transaction<DB & Shared>
