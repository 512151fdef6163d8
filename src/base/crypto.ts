import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** The first key encrypts; all of them decrypt. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]]
type EncryptionKey = { id: string; key: Buffer }

/** The storage location of a secret: a ciphertext moved to another place cannot be decrypted. */
export type SecretPlace = { table: string; row: string; column: string }

/** Matches the id of a key, which is stored with every ciphertext. */
export const ENCRYPTION_KEY_ID = /^[A-Za-z0-9_-]{1,32}$/
const BASE64 = /^[\w+/-]+=*$/
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Parses `id:base64,id:base64`, newest first; each key is 32 bytes (`gramd keys generate` prints
 * one). Throws a message without any key in it.
 */
export function parseEncryptionKeys(text: string): EncryptionKeys {
  const keys = text.split(',').map((entry) => {
    const [id, encoded, ...rest] = entry.trim().split(':')
    // Node skips characters that are not base64.
    const key = Buffer.from(BASE64.test(encoded ?? '') ? (encoded ?? '') : '', 'base64')
    if (!id || !ENCRYPTION_KEY_ID.test(id) || rest.length > 0 || key.length !== 32) {
      throw new Error(
        'expected id:key[,id:key…], each key 32 bytes in base64; `gramd keys generate` makes one',
      )
    }
    return { id, key }
  })
  const [first, ...others] = keys
  if (!first) throw new Error('expected at least one key')
  if (new Set(keys.map((key) => key.id)).size < keys.length)
    throw new Error('two keys have the same id')
  return [first, ...others]
}

/** Generates a key in the format of `parseEncryptionKeys`. */
export function generateEncryptionKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`
}

/**
 * Encrypts with AES-256-GCM under the first key. The envelope is: version (1 byte), length of the
 * key id (1), key id, nonce (12), tag (16), ciphertext. Table, row and column are the additional
 * authenticated data.
 */
export function encrypt(keys: EncryptionKeys, place: SecretPlace, plaintext: string): Buffer {
  const [{ id, key }] = keys
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(additionalData(place))
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  const keyId = Buffer.from(id)
  return Buffer.concat([
    Buffer.from([VERSION, keyId.length]),
    keyId,
    nonce,
    cipher.getAuthTag(),
    ciphertext,
  ])
}

/** Throws when the key is unknown, or the envelope was changed or moved. */
export function decrypt(keys: EncryptionKeys, place: SecretPlace, envelope: Buffer): string {
  const where = `${place.table}.${place.column}`
  const id = keyIdOf(envelope)
  const known = keys.find((key) => key.id === id)
  if (!known)
    throw new Error(
      `${where} is encrypted under key '${id}', which GRAMD_ENCRYPTION_KEYS does not have`,
    )
  const start = 2 + Buffer.byteLength(id)
  const nonce = envelope.subarray(start, start + NONCE_BYTES)
  const tag = envelope.subarray(start + NONCE_BYTES, start + NONCE_BYTES + TAG_BYTES)
  try {
    const decipher = createDecipheriv('aes-256-gcm', known.key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(additionalData(place))
    decipher.setAuthTag(tag)
    const rest = envelope.subarray(start + NONCE_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8')
  } catch (error) {
    throw new Error(
      `${where} does not open under key '${id}': it was changed, or moved from another row`,
      {
        cause: error,
      },
    )
  }
}

/** Returns the id of the key that encrypted an envelope. */
export function keyIdOf(envelope: Buffer): string {
  if (!isEnvelope(envelope)) throw new Error('not an encrypted value')
  return envelope.toString('utf8', 2, 2 + envelope.readUInt8(1))
}

export const isEnvelope = (bytes: Buffer): boolean => bytes[0] === VERSION && bytes.length > 2

const additionalData = (place: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify([place.table, place.row, place.column]))
