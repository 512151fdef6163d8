import { sql } from 'kysely'
import { decrypt, encrypt, isEnvelope, keyIdOf, type EncryptionKeys } from '../../base/crypto.ts'
import type { Db } from '../../db/database.ts'

type Sealed = { id: string; value: Buffer }

/** A column with crypto.ts envelopes; the row id is that of its secret's place. */
export type SealedColumn = {
  table: string
  column: string
  read(db: Db): AsyncIterable<Sealed> | Promise<Sealed[]>
  /** Stores the new envelope if the old one is unchanged; false otherwise. */
  replace(db: Db, sealed: Sealed, fresh: Buffer): Promise<boolean>
}

export type RotationReport = {
  /** Encrypted again with the first key. */
  rotated: number
  /** Encrypted with it already. */
  current: number
  /** Overwritten by a newer value meanwhile, which stays. */
  overtaken: number
  /** Cannot be decrypted, with the reason; lost unless the key is found. */
  unreadable: { table: string; column: string; id: string; reason: string }[]
  /** Values per key id at the end. */
  keys: Record<string, number>
}

const PAGE = 200

/**
 * Encrypts every stored secret with the first key. Replaces a value only if it is unchanged, so
 * gramd may keep running; run it again when gramd has the new keys. Throws what the database
 * throws.
 */
export async function rotateKeys(
  db: Db,
  keys: EncryptionKeys,
  { pageSize = PAGE, others = [] }: { pageSize?: number; others?: readonly SealedColumn[] } = {},
): Promise<RotationReport> {
  const report: RotationReport = { rotated: 0, current: 0, overtaken: 0, unreadable: [], keys: {} }
  const columns = [...poolColumns(pageSize), ...others]
  for (const column of columns)
    for await (const sealed of await column.read(db))
      await rotate({ db, keys, report }, column, sealed)
  report.keys = await countKeys(db, columns)
  return report
}

/** How many stored secrets each key opens, by its id; of the pool and of `others`. */
export const keysInUse = async (
  db: Db,
  others: readonly SealedColumn[],
): Promise<Record<string, number>> => await countKeys(db, [...poolColumns(PAGE), ...others])

async function countKeys(
  db: Db,
  columns: readonly SealedColumn[],
): Promise<Record<string, number>> {
  const keys: Record<string, number> = {}
  for (const column of columns) {
    for await (const { value } of await column.read(db)) {
      if (!isEnvelope(value)) continue
      const id = keyIdOf(value)
      keys[id] = (keys[id] ?? 0) + 1
    }
  }
  return keys
}

const poolColumns = (pageSize: number): SealedColumn[] => [
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
  async replace(db, { id, value }, fresh) {
    const { numAffectedRows } = await sql`
      update proxies set credentials = ${fresh} where id = ${id} and credentials = ${value}`.execute(
      db,
    )
    return numAffectedRows === 1n
  },
})

/** Page by page, in the order of ids. */
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

async function rotate(
  { db, keys, report }: { db: Db; keys: EncryptionKeys; report: RotationReport },
  { table, column, replace }: SealedColumn,
  { id, value }: Sealed,
): Promise<void> {
  let fresh: Buffer
  try {
    if (keyIdOf(value) === keys[0].id) {
      report.current += 1
      return
    }
    const where = { table, column, row: id }
    fresh = encrypt(keys, where, decrypt(keys, where, value))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    report.unreadable.push({ table, column, id, reason })
    return
  }
  if (await replace(db, { id, value }, fresh)) report.rotated += 1
  else report.overtaken += 1
}
