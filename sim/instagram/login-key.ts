import {
  constants,
  createDecipheriv,
  createHash,
  generateKeyPair,
  privateDecrypt,
} from 'node:crypto'
import { promisify } from 'node:util'

/** The key that encrypts passwords. */
export type LoginKey = {
  /** Response headers with the key. */
  headers: Record<string, string>
  /** The password in an `enc_password` field; null if it cannot be decrypted. */
  decrypt(encPassword: string): string | null
}

const KEY_ID = 41
const IV_BYTES = 12
const TAG_BYTES = 16
const AES_KEY_BYTES = 32

const makeKeyPair = async () =>
  await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

/** One per process: tests start hundreds of stand-ins, and generating primes takes long. */
let keyPair: ReturnType<typeof makeKeyPair> | undefined

/** An RSA key of 2048 bits, the same for all stand-ins of this process. */
export async function createLoginKey(): Promise<LoginKey> {
  const { publicKey, privateKey } = await (keyPair ??= makeKeyPair())
  return {
    headers: {
      'ig-set-password-encryption-key-id': String(KEY_ID),
      'ig-set-password-encryption-pub-key': Buffer.from(publicKey).toString('base64'),
    },
    decrypt(encPassword) {
      const [, version, time, payload] = /^#PWD_INSTAGRAM:(\d):(\d+):(.+)$/s.exec(encPassword) ?? []
      if (version === '0') return payload ?? null
      if (version !== '4' || !time || !payload) return null
      try {
        return open(Buffer.from(payload, 'base64'), time, privateKey)
      } catch {
        return null // a wrong key, tag or length
      }
    },
  }
}

/** Recognizes a repeated password without storing it. */
export const passwordFingerprint = (password: string): string =>
  createHash('sha256').update(password).digest('base64url')

/**
 * Layout: 01 | key id | iv (12) | length of the RSA part (int16 LE) | RSA(AES key) | tag (16) |
 * AES-256-GCM text.
 */
function open(sealed: Buffer, time: string, privateKey: string): string {
  const iv = sealed.subarray(2, 2 + IV_BYTES)
  const rsaStart = 2 + IV_BYTES + 2
  const rsaEnd = rsaStart + sealed.readInt16LE(rsaStart - 2)
  const tag = sealed.subarray(rsaEnd, rsaEnd + TAG_BYTES)
  const text = sealed.subarray(rsaEnd + TAG_BYTES)
  if (sealed[0] !== 1 || sealed[1] !== KEY_ID) throw new Error('the password was not sealed for us')
  const key = decryptPkcs1(sealed.subarray(rsaStart, rsaEnd), privateKey)
  const decipher = createDecipheriv('aes-256-gcm', key, iv)
  decipher.setAAD(Buffer.from(time))
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(text), decipher.final()]).toString()
}

/** Node refuses PKCS #1 v1.5 decryption (CVE-2023-46809): removes the padding 00 02 … 00. */
function decryptPkcs1(sealed: Buffer, privateKey: string): Buffer {
  const padded = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, sealed)
  const end = padded.indexOf(0, 2)
  const key = padded.subarray(end + 1)
  if (padded[0] !== 0 || padded[1] !== 2 || key.length !== AES_KEY_BYTES) {
    throw new Error('the key inside the password was not padded as agreed')
  }
  return key
}
