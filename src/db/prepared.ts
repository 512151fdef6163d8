import { hash } from 'node:crypto'
import { CompiledQuery, type PostgresPool, type RawBuilder } from 'kysely'
import pg from 'pg'
import type { Db } from './handles.ts'

/**
 * A hot statement: PostgreSQL parses and plans it once per connection. `text` is fixed, with $1,
 * $2, …; a name always has the same text.
 */
export type Statement = { readonly name: string; readonly text: string }

const marked = ({ name, text }: Statement): string => `/* ${name} */ ${text}`
const MARK = /^\/\* (\w+) \*\/ /

/**
 * Runs a hot statement on a pool or in a transaction; `values` are as pg takes them. Kysely cannot
 * name a statement, so the name is in a comment, which connections of `prepareByName` read and
 * others ignore.
 */
export async function runPrepared<Row>(
  db: Db,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(marked(statement), [...values]))
  return rows
}

/**
 * Runs a hot statement that is composed, such as of what a principal may read. Its text must not
 * depend on values, and the best plan must be the same for all of them. Compositions of one name
 * have different hashes.
 */
export async function runComposed<Row>(
  db: Db,
  name: string,
  query: RawBuilder<Row>,
): Promise<Row[]> {
  const { sql: text, parameters } = query.compile(db)
  const statement = { name: `${name}_${hash('sha1', text).slice(0, 12)}`, text }
  return await runPrepared(db, statement, parameters)
}

/** The pool, on whose connections the statements of `runPrepared` are prepared. */
export function prepareByName(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, pg.PoolClient>()
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect()
      const naming = known.get(client) ?? namingClient(client)
      known.set(client, naming)
      return naming
    },
    end: async () => await pool.end(),
  }
}

function namingClient(client: pg.PoolClient): pg.PoolClient {
  /** How often a statement was prepared again on this connection, each time with another name. */
  const renamed = new Map<string, number>()
  const run = async (base: string, text: string, values: unknown[]): Promise<pg.QueryResult> => {
    const times = renamed.get(base) ?? 0
    const name = times === 0 ? base : `${base}_${times}`
    return await client.query({ name, text, values })
  }
  const query = async (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    const name = typeof text === 'string' ? MARK.exec(text)?.[1] : undefined
    if (name === undefined) return await client.query(text, values)
    try {
      return await run(name, text, values)
    } catch (error) {
      if (!isOutdated(error)) throw error
      renamed.set(name, (renamed.get(name) ?? 0) + 1)
      // In a failed transaction this fails too: then the first error is the cause.
      return await run(name, text, values).catch(() => Promise.reject(error))
    }
  }
  return new Proxy(client, {
    get(target, key) {
      if (key === 'query') return query
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/**
 * Whether the server refuses a prepared statement for good: its result types changed with a
 * migration, or the session deallocated it.
 */
function isOutdated(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  return error.code === '26000' || error.routine === 'RevalidateCachedQuery'
}
