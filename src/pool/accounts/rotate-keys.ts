import { decrypt, encrypt, isEnvelope, keyIdOf, type EncryptionKeys } from '../../base/crypto.ts'
import type { Db } from '../../db/handles.ts'
import { poolColumns, SECRETS_PER_PAGE, type Sealed, type SealedColumn } from './sealed-columns.ts'

export type RotationReport = {
  /** Encrypted again with the first key. */
  rotated: number
  /** Already encrypted with the first key. */
  current: number
  /** Overwritten in the meantime by a newer value, which stays. */
  overtaken: number
  /** Cannot be decrypted, with the reason; lost unless the key is found. */
  unreadable: { table: string; column: string; id: string; reason: string }[]
  /** Values per key id at the end. */
  keys: Record<string, number>
}

/**
 * Encrypts every stored secret with the first key. Replaces a value only if it is unchanged, so
 * gramd may keep running; run it again when gramd has the new keys. Throws what the database
 * throws.
 */
export async function rotateKeys(
  db: Db,
  keys: EncryptionKeys,
  {
    pageSize = SECRETS_PER_PAGE,
    others = [],
  }: { pageSize?: number; others?: readonly SealedColumn[] } = {},
): Promise<RotationReport> {
  const report: RotationReport = { rotated: 0, current: 0, overtaken: 0, unreadable: [], keys: {} }
  const columns = [...poolColumns(pageSize), ...others]
  for (const column of columns)
    for await (const sealed of await column.read(db))
      await rotate({ db, keys, report }, column, sealed)
  report.keys = await countKeys(db, columns)
  return report
}

/** Counts the stored secrets under each key, by its id. */
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
