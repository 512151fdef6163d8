import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { CreatorIdentity } from '../../../creators/identity.ts'
import { AppError, type Disposition } from '../../../base/errors.ts'
import { decrypt, encrypt, type EncryptionKeys, type SecretPlace } from '../../../base/crypto.ts'
import type { Db, Tx } from '../../../db/handles.ts'

const KEY_BYTES = 32
const PLACE: SecretPlace = { table: 'erasure_key', row: 'singleton', column: 'key_encrypted' }
const REMEDY =
  'put the encryption key that it was stored under back into GRAMD_ENCRYPTION_KEYS, or ' +
  'restore the table from a backup'

/**
 * The key that recognizes erased creators is lost. Everything that would store a creator waits
 * until it is back: to store an erased creator is worse than to stand still.
 */
export class ErasureKeyLostError extends AppError {
  readonly code = 'erasure_key_lost'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 15 * 60_000 }
  readonly status = 503
}

/**
 * Returns the key of the hashes; null while no creator was ever erased. Throws ErasureKeyLostError
 * when there must be one.
 */
export async function readErasureKey(db: Db, keys: EncryptionKeys): Promise<Buffer | null> {
  const row = await db.selectFrom('erasure_key').select('key_encrypted').executeTakeFirst()
  if (row) return open(keys, row.key_encrypted)
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from erased_creators) as used`.execute(db)
  if (rows[0]?.used !== true) return null
  throw new ErasureKeyLostError(
    `the key of the erased creators is gone from the database: ${REMEDY}`,
  )
}

function open(keys: EncryptionKeys, envelope: Buffer): Buffer {
  try {
    return Buffer.from(decrypt(keys, PLACE, envelope), 'base64')
  } catch (cause) {
    throw new ErasureKeyLostError(`the key of the erased creators does not open: ${REMEDY}`, {
      cause,
    })
  }
}

/** The key of the hashes, which is made when there is none. Throws ErasureKeyLostError. */
export async function ensureErasureKey(tx: Tx, keys: EncryptionKeys): Promise<Buffer> {
  const key = await readErasureKey(tx, keys)
  if (key) return key
  const fresh = randomBytes(KEY_BYTES)
  await tx
    .insertInto('erasure_key')
    .values({ key_encrypted: encrypt(keys, PLACE, fresh.toString('base64')) })
    .execute()
  return fresh
}

/** Returns every hash of a creator, with the id or name that it is of. */
export function hashesOf(
  key: Buffer,
  { platformIds, usernames }: CreatorIdentity,
): { kind: 'id' | 'username'; name: string; hash: Buffer }[] {
  const hashed = (kind: 'id' | 'username') => (name: string) => ({
    kind,
    name,
    hash: createHmac('sha256', key).update(`${kind}:${name}`).digest(),
  })
  return [...platformIds.map(hashed('id')), ...usernames.map(hashed('username'))]
}

/**
 * The table of the erasure key for a rotation of the encryption keys: its one envelope, by the id
 * `singleton`.
 */
export const erasureKeyColumn = {
  table: PLACE.table,
  column: PLACE.column,
  read: async (db: Db): Promise<{ id: string; value: Buffer }[]> => {
    const rows = await db.selectFrom('erasure_key').select('key_encrypted').execute()
    return rows.map((row) => ({ id: PLACE.row, value: row.key_encrypted }))
  },
  replace: async (db: Db, { value }: { value: Buffer }, fresh: Buffer): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('erasure_key')
      .set({ key_encrypted: fresh })
      .where('key_encrypted', '=', value)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
}
