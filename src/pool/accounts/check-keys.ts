import { DatabaseError } from 'pg'
import { decrypt, isEnvelope, keyIdOf, type EncryptionKeys } from '../../base/crypto.ts'
import { fail, ok, warn, type Finding } from '../../base/finding.ts'
import { MisconfiguredError } from '../../base/startup-error.ts'
import type { Db } from '../../db/handles.ts'
import { poolColumns, type Sealed, type SealedColumn } from './sealed-columns.ts'

const SETTING = 'GRAMD_ENCRYPTION_KEYS'
const LOST_SETTING = 'GRAMD_LOST_ENCRYPTION_KEYS'
/** SQLSTATEs of a table and a column that a later migration adds. */
const NOT_MIGRATED = new Set(['42P01', '42703'])

type Config = { encryptionKeys: EncryptionKeys; lostKeyIds: readonly string[] }
/** Stored secrets under one key: all of them, and those that open. */
type Use = { stored: number; opened: number }

/**
 * Throws a MisconfiguredError when stored secrets need a missing key, or when a configured key
 * decrypts none of its secrets. Individual damaged secrets do not prevent a start: the feature that
 * needs one reports it. Reads only.
 */
export async function requireKeys(
  db: Db,
  config: Config,
  others: readonly SealedColumn[],
): Promise<void> {
  const uses = await usesOfKeys(db, config.encryptionKeys, others)
  for (const [id, { stored, opened }] of uses) {
    if (opened > 0 || config.lostKeyIds.includes(id)) continue
    throw new MisconfiguredError(refusal(id, stored, config))
  }
}

function refusal(id: string, stored: number, { encryptionKeys }: Config): string {
  const isKnown = encryptionKeys.some((key) => key.id === id)
  if (isKnown)
    return (
      `${SETTING}: the key '${id}' does not open what was stored under this id (${secrets(stored)}): ` +
      `put the former key back; if it is lost, give the new one another id and set ${LOST_SETTING}=${id}`
    )
  return (
    `${SETTING} lacks the key '${id}' of ${secrets(stored)} in the database: ` +
    `put it back, after the newer ones; if it is lost, set ${LOST_SETTING}=${id}`
  )
}

/** Whether the configured keys open every stored secret. */
export async function examineKeys(
  db: Db,
  { encryptionKeys, lostKeyIds }: Config,
  others: readonly SealedColumn[],
): Promise<Finding> {
  const check = 'encryption keys'
  const uses = [...(await usesOfKeys(db, encryptionKeys, others))]
  const known = new Set(encryptionKeys.map(({ id }) => id))
  const closed = uses.filter(([, { stored, opened }]) => opened < stored)
  const missing = closed.filter(([id]) => !known.has(id) && !lostKeyIds.includes(id))
  if (missing.length > 0)
    return fail(
      check,
      missing
        .map(([id, { stored }]) => `the key '${id}' of ${secrets(stored)} is missing`)
        .join(', '),
      `add it to ${SETTING}`,
    )
  const wrong = closed.filter(([id]) => known.has(id))
  if (wrong.length > 0)
    return fail(
      check,
      wrong
        .map(
          ([id, { stored, opened }]) =>
            `the key '${id}' does not open ${stored - opened} of ${secrets(stored)}`,
        )
        .join(', '),
      `put the key with which they were stored back into ${SETTING}, or enter them again`,
    )
  if (closed.length > 0)
    return warn(
      check,
      closed.map(([id, { stored }]) => `the key '${id}' of ${secrets(stored)} is lost`).join(', '),
      'enter them again: passwords and sessions of accounts, proxies, connections',
    )
  const old = uses.flatMap(([id]) => (id === encryptionKeys[0].id ? [] : [id]))
  if (old.length > 0) return warn(check, `still in use: ${old.join(', ')}`, 'gramd keys rotate')
  return ok(check, `'${encryptionKeys[0].id}' opens every secret`)
}

const secrets = (count: number): string => (count === 1 ? '1 secret' : `${count} secrets`)

/**
 * Counts the secrets of the pool and of `others` by key id; a column from a later migration counts
 * as empty.
 */
async function usesOfKeys(
  db: Db,
  keys: EncryptionKeys,
  others: readonly SealedColumn[],
): Promise<Map<string, Use>> {
  const uses = new Map<string, Use>()
  for (const column of [...poolColumns(), ...others])
    for await (const sealed of readIfMigrated(db, column)) {
      if (!isEnvelope(sealed.value)) continue
      const id = keyIdOf(sealed.value)
      const { stored, opened } = uses.get(id) ?? { stored: 0, opened: 0 }
      uses.set(id, { stored: stored + 1, opened: opened + (opens(keys, column, sealed) ? 1 : 0) })
    }
  return uses
}

async function* readIfMigrated(db: Db, column: SealedColumn): AsyncGenerator<Sealed> {
  try {
    yield* await column.read(db)
  } catch (error) {
    if (!(error instanceof DatabaseError && NOT_MIGRATED.has(error.code ?? ''))) throw error
  }
}

function opens(
  keys: EncryptionKeys,
  { table, column }: SealedColumn,
  { id, value }: Sealed,
): boolean {
  try {
    decrypt(keys, { table, column, row: id }, value)
    return true
  } catch {
    return false
  }
}
