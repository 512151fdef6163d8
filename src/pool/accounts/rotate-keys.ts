import { sql } from 'kysely'
import { decrypt, encrypt, keyIdOf, type EncryptionKeys } from '../../base/crypto.ts'
import type { Db } from '../../db/database.ts'

/** Every pool column with crypto.ts envelopes. */
const PLACES = [
  { table: 'instagram_accounts', column: 'secrets' },
  { table: 'instagram_accounts', column: 'session' },
  { table: 'instagram_accounts', column: 'pending_login' },
  { table: 'proxies', column: 'credentials' },
] as const

type Place = (typeof PLACES)[number]

/** A column of another folder with few envelopes; the row id is that of its secret's place. */
export type SealedColumn = {
  table: string
  column: string
  read(db: Db): Promise<Sealed[]>
  /** Stores the new envelope if the old one is unchanged; false otherwise. */
  replace(db: Db, sealed: Sealed, fresh: Buffer): Promise<boolean>
}

type Target = Omit<SealedColumn, 'read'>

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
  const report: RotationReport = {
    rotated: 0,
    current: 0,
    overtaken: 0,
    unreadable: [],
    keys: {},
  }
  for (const place of PLACES) {
    const column: Target = {
      ...place,
      replace: async (to, sealed, fresh) => await replace(to, place, sealed, fresh),
    }
    for await (const row of readPlace(db, place, pageSize))
      await rotate({ db, keys, report }, column, row)
  }
  for (const column of others) {
    for (const row of await column.read(db)) await rotate({ db, keys, report }, column, row)
  }
  report.keys = await countKeys(db)
  for (const column of others) {
    for (const { value } of await column.read(db)) {
      const id = keyIdOf(value)
      report.keys[id] = (report.keys[id] ?? 0) + 1
    }
  }
  return report
}

type Sealed = { id: string; value: Buffer }

/** Page by page, in the order of ids. */
async function* readPlace(db: Db, place: Place, pageSize: number): AsyncGenerator<Sealed> {
  let page: Sealed[] = []
  do {
    page = await readPage(db, place, page.at(-1)?.id ?? null, pageSize)
    yield* page
  } while (page.length === pageSize)
}

async function readPage(
  db: Db,
  { table, column }: Place,
  after: string | null,
  limit: number,
): Promise<Sealed[]> {
  const { rows } = await sql<Sealed>`
    select id, ${sql.ref(column)} as value from ${sql.table(table)}
    where ${sql.ref(column)} is not null and (${after}::uuid is null or id > ${after}::uuid)
    order by id
    limit ${limit}`.execute(db)
  return rows
}

async function rotate(
  { db, keys, report }: { db: Db; keys: EncryptionKeys; report: RotationReport },
  target: Target,
  { id, value }: Sealed,
): Promise<void> {
  const place = { table: target.table, column: target.column }
  let fresh: Buffer
  try {
    if (keyIdOf(value) === keys[0].id) {
      report.current += 1
      return
    }
    const where = { ...place, row: id }
    fresh = encrypt(keys, where, decrypt(keys, where, value))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    report.unreadable.push({ ...place, id, reason })
    return
  }
  if (await target.replace(db, { id, value }, fresh)) report.rotated += 1
  else report.overtaken += 1
}

async function replace(
  db: Db,
  { table, column }: Place,
  { id, value }: Sealed,
  fresh: Buffer,
): Promise<boolean> {
  const result =
    table === 'proxies'
      ? await sql`
          update proxies set credentials = ${fresh}
          where id = ${id} and credentials = ${value}`.execute(db)
      : await sql`
          update instagram_accounts set ${sql.ref(column)} = ${fresh}
          where id = ${id} and ${sql.ref(column)} = ${value}`.execute(db)
  return result.numAffectedRows === 1n
}

/** An envelope begins with its version and the length of its key's id (crypto.ts). */
async function countKeys(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { table, column } of PLACES) {
    const { rows } = await sql<{ key_id: string; count: number }>`
      select convert_from(substring(value from 3 for get_byte(value, 1)), 'UTF8') as key_id, count(*)::integer as count
      from (
        select ${sql.ref(column)} as value from ${sql.table(table)}
        where length(${sql.ref(column)}) > 2 and get_byte(${sql.ref(column)}, 0) = 1
      ) as envelopes
      group by 1`.execute(db)
    for (const { key_id, count } of rows) counts[key_id] = (counts[key_id] ?? 0) + count
  }
  return counts
}
