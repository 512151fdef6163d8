import { replaceCredentials } from '../proxies/store/proxies/checks.ts'
import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'

/** An encrypted value and the row of its place. */
export type Sealed = { id: string; value: Buffer }

/** A column with crypto.ts envelopes; the row id is that of its secret's place. */
export type SealedColumn = {
  table: string
  column: string
  read(db: Db): AsyncIterable<Sealed> | Promise<Sealed[]>
  /** Stores the new envelope if the old one is unchanged; false otherwise. */
  replace(db: Db, sealed: Sealed, fresh: Buffer): Promise<boolean>
}

/** Rows of one statement: sessions have some kilobytes each. */
export const SECRETS_PER_PAGE = 200

/** The encrypted columns of accounts and proxies. */
export const poolColumns = (pageSize = SECRETS_PER_PAGE): SealedColumn[] => [
  accountColumn('secrets', pageSize),
  accountColumn('session', pageSize),
  accountColumn('pending_login', pageSize),
  proxyCredentials(pageSize),
]

const accountColumn = (
  column: 'secrets' | 'session' | 'pending_login',
  pageSize: number,
): SealedColumn => ({
  table: 'instagram_accounts',
  column,
  read: (db) => readPages(db, { table: 'instagram_accounts', column }, pageSize),
  async replace(db, { id, value }, fresh) {
    const { numAffectedRows } = await sql`
      update instagram_accounts set ${sql.ref(column)} = ${fresh}
      where id = ${id} and ${sql.ref(column)} = ${value}`.execute(db)
    return numAffectedRows === 1n
  },
})

const proxyCredentials = (pageSize: number): SealedColumn => ({
  table: 'proxies',
  column: 'credentials',
  read: (db) => readPages(db, { table: 'proxies', column: 'credentials' }, pageSize),
  replace: replaceCredentials,
})

/** Yields pages in the order of ids. */
async function* readPages(
  db: Db,
  { table, column }: Pick<SealedColumn, 'table' | 'column'>,
  pageSize: number,
): AsyncGenerator<Sealed> {
  let page: Sealed[] = []
  do {
    const after = page.at(-1)?.id ?? null
    const { rows } = await sql<Sealed>`
      select id, ${sql.ref(column)} as value from ${sql.table(table)}
      where ${sql.ref(column)} is not null and (${after}::uuid is null or id > ${after}::uuid)
      order by id
      limit ${pageSize}`.execute(db)
    yield* rows
    page = rows
  } while (page.length === pageSize)
}
