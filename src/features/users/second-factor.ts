import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { decrypt, encrypt, type EncryptionKeys } from '../../base/crypto.ts'
import { ConflictError, InvalidInputError, NoSuchRecordError } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import { hashOf } from '../../base/secrets.ts'
import type { SealedColumn } from '../../pool/accounts/sealed-columns.ts'

/** RFC 6238 with the values that every authenticator app knows: SHA-1, 6 digits, 30 s. */
const STEP_MS = 30_000
/** Codes of this many steps before and after count too: clocks of phones differ (RFC 6238, 5.2). */
const WINDOW = 1
/** RFC 4226 asks for 160 bits. */
const SEED_BYTES = 20
const RECOVERY_CODES = 10
/** 80 random bits: a SHA-256 of them is not guessed. */
const RECOVERY_BYTES = 10

const placeOf = (row: string) => ({ table: 'second_factors', row, column: 'seed' })

export const seedColumn: SealedColumn = {
  table: 'second_factors',
  column: 'seed',
  read: async (db) =>
    await db.selectFrom('second_factors').select(['user_id as id', 'seed as value']).execute(),
  async replace(db, { id, value }, fresh) {
    const { numUpdatedRows } = await db
      .updateTable('second_factors')
      .set({ seed: fresh })
      .where('user_id', '=', id)
      .where('seed', '=', value)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
}

/** Stores a new seed to be confirmed. Throws ConflictError when one was confirmed before. */
export async function beginSecondFactor(
  db: Db,
  keys: EncryptionKeys,
  user: { id: string; login: string },
): Promise<{ secret: string; uri: string }> {
  const secret = new Secret({ size: SEED_BYTES })
  const seed = encrypt(keys, placeOf(user.id), secret.base32)
  const { rows } = await sql`
    insert into second_factors as f (user_id, seed) values (${user.id}, ${seed})
    on conflict (user_id) do update set seed = excluded.seed where f.confirmed_at is null
    returning 1`.execute(db)
  if (rows.length === 0)
    throw new ConflictError('there is a second factor already; remove it first')
  const totp = new TOTP({ issuer: 'gramd', label: user.login, secret })
  return { secret: secret.base32, uri: totp.toString() }
}

/** A code that a person typed at this instant of real time: phones show codes of real time. */
type TypedCode = { code: string; at: Date }

/**
 * Turns the second factor on: from now on a sign-in needs a code. Returns the recovery codes, of
 * which only hashes are stored. Throws ConflictError without a seed that waits, InvalidInputError
 * for a wrong code.
 */
export async function confirmSecondFactor(
  db: Db,
  keys: EncryptionKeys,
  userId: string,
  { code, at }: TypedCode,
): Promise<string[]> {
  const waiting = await db
    .selectFrom('second_factors')
    .select('seed')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst()
  if (!waiting) throw nothingToConfirm()
  const step = stepOf(keys, userId, { seed: waiting.seed, code: plain(code), at })
  if (step === null) {
    const reason = 'is not the code that the app shows now; is the clock of the phone right?'
    throw new InvalidInputError(`code ${reason}`, [{ field: 'code', reason, code: 'wrong_code' }])
  }
  const { codes, hashes } = newRecoveryCodes()
  const { rows } = await sql`
    update second_factors set confirmed_at = world_now(), last_step = ${step}, recovery_hashes = ${hashes}
    where user_id = ${userId} and confirmed_at is null and seed = ${waiting.seed}
    returning 1`.execute(db)
  if (rows.length === 0) throw nothingToConfirm()
  return codes
}

/** Codes of 80 random bits, and what is stored of them. */
function newRecoveryCodes() {
  const codes = Array.from({ length: RECOVERY_CODES }, () => {
    return new Secret({ size: RECOVERY_BYTES }).base32.replaceAll(/.{4}(?=.)/g, '$&-')
  })
  return { codes, hashes: codes.map((each) => hashOf(plain(each))) }
}

/**
 * Replaces the recovery codes and returns the new ones; the old ones are no longer valid. Throws
 * NoSuchRecordError.
 */
export async function replaceRecoveryCodes(db: Db, userId: string): Promise<string[]> {
  const { codes, hashes } = newRecoveryCodes()
  const { numUpdatedRows } = await db
    .updateTable('second_factors')
    .set({ recovery_hashes: hashes })
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new NoSuchRecordError('there is no second factor')
  return codes
}

const nothingToConfirm = () =>
  new ConflictError('no second factor waits for its first code: POST /api/auth/second-factor')

/** Throws NoSuchRecordError. */
export async function removeSecondFactor(db: Db, userId: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('second_factors')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new NoSuchRecordError('there is no second factor')
}

/** Whether this is a code of the app or a recovery code that was not used before. */
export async function spendCode(
  db: Db,
  keys: EncryptionKeys,
  userId: string,
  typed: TypedCode,
): Promise<boolean> {
  const code = plain(typed.code)
  const factor = await db
    .selectFrom('second_factors')
    .select('seed')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst()
  if (!factor) return false
  const hash = hashOf(code)
  const step = /^\d{6}$/.test(code)
    ? stepOf(keys, userId, { seed: factor.seed, code, at: typed.at })
    : null
  const { rows } = await sql`
    update second_factors set last_step = coalesce(${step}::bigint, last_step),
      recovery_hashes = array_remove(recovery_hashes, ${hash}::bytea)
    where user_id = ${userId} and seed = ${factor.seed}
      and (last_step < ${step}::bigint or ${hash}::bytea = any (recovery_hashes))
    returning 1`.execute(db)
  return rows.length > 0
}

/** The time step that an app shows this code in; null for a wrong one. */
function stepOf(
  keys: EncryptionKeys,
  userId: string,
  { seed, code, at }: TypedCode & { seed: Buffer },
): number | null {
  const timestamp = at.getTime()
  const secret = Secret.fromBase32(decrypt(keys, placeOf(userId), seed))
  const delta = new TOTP({ secret }).validate({ token: code, timestamp, window: WINDOW })
  return delta === null ? null : Math.floor(timestamp / STEP_MS) + delta
}

/** A code without the spaces and dashes that people read it by. */
const plain = (code: string): string => code.replaceAll(/[\s-]/g, '').toUpperCase()
