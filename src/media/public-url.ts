import { createHmac, timingSafeEqual } from 'node:crypto'
import type { EncryptionKeys } from '../base/crypto.ts'

/** Where anybody may read a picture for a while: whoever fetches products for a shop has no token. */
export const PUBLIC_MEDIA_PATH = '/api/public/media'

/** A shop fetches pictures when its owner imports the file. */
export const PUBLIC_MEDIA_MS = 30 * 86_400_000

/** The keys that sign addresses of pictures: one for each encryption key, the newest first. */
const signingKeys = (keys: EncryptionKeys): Buffer[] =>
  keys.map(({ key }) => createHmac('sha256', key).update('addresses of public media').digest())

const sign = (key: Buffer, hash: string, expires: number): Buffer =>
  createHmac('sha256', key).update(`${hash}.${expires}`).digest()

/** The address of the picture with this hash (hex) until `expiresAt`: nobody else can make one. */
export function publicMediaUrl(
  { keys, publicUrl }: { keys: EncryptionKeys; publicUrl: string },
  hash: string,
  expiresAt: Date,
): string {
  const expires = Math.floor(expiresAt.getTime() / 1_000)
  const [key] = signingKeys(keys)
  const signature = key ? sign(key, hash, expires).toString('base64url') : ''
  return new URL(`${PUBLIC_MEDIA_PATH}/${hash}/${expires}/${signature}.jpg`, publicUrl).href
}

/** Whether we have made this address and its time is not over. */
export function isOurMediaUrl(
  keys: EncryptionKeys,
  { hash, expires, signature }: { hash: string; expires: number; signature: string },
  now: Date,
): boolean {
  if (expires * 1_000 < now.getTime()) return false
  const given = Buffer.from(signature, 'base64url')
  return signingKeys(keys).some((key) => {
    const ours = sign(key, hash, expires)
    return given.length === ours.length && timingSafeEqual(given, ours)
  })
}
