import { createHmac, timingSafeEqual } from 'node:crypto'
import type { EncryptionKeys } from '../base/crypto.ts'

/** The path of public pictures, valid for a while: importers of shops have no token. */
export const PUBLIC_MEDIA_PATH = '/api/public/media'

/** The path where Meta fetches the files of a post. */
export const PUBLIC_UPLOADS_PATH = '/api/public/uploads'

/** The validity of picture URLs in ms: a shop fetches pictures when its owner imports the file. */
export const PUBLIC_MEDIA_MS = 30 * 86_400_000

/** Returns the keys that sign URLs of pictures: one for each encryption key, the newest first. */
const signingKeys = (keys: EncryptionKeys): Buffer[] =>
  keys.map(({ key }) => createHmac('sha256', key).update('addresses of public media').digest())

/** `what` is the hash of a picture or video, or the id of an upload: the two never coincide. */
const sign = (key: Buffer, what: string, expires: number): Buffer =>
  createHmac('sha256', key).update(`${what}.${expires}`).digest()

type SigningParts = { keys: EncryptionKeys; publicUrl: string }

function signedPath(keys: EncryptionKeys, what: string, expiresAt: Date): string {
  const expires = Math.floor(expiresAt.getTime() / 1_000)
  const [key] = signingKeys(keys)
  const signature = key ? sign(key, what, expires).toString('base64url') : ''
  return `${what}/${expires}/${signature}`
}

/** Returns the signed URL of the picture or video with this hash (hex), valid until `expiresAt`. */
export const publicMediaUrl = (
  { keys, publicUrl }: SigningParts,
  { hash, extension }: { hash: string; extension: 'jpg' | 'mp4' },
  expiresAt: Date,
): string =>
  new URL(`${PUBLIC_MEDIA_PATH}/${signedPath(keys, hash, expiresAt)}.${extension}`, publicUrl).href

/**
 * Returns the signed URL of an upload; fetchers distinguish pictures from videos by `extension`.
 */
export const publicUploadUrl = (
  { keys, publicUrl }: SigningParts,
  { id, extension }: { id: string; extension: string },
  expiresAt: Date,
): string =>
  new URL(`${PUBLIC_UPLOADS_PATH}/${signedPath(keys, id, expiresAt)}.${extension}`, publicUrl).href

/** Whether this URL has a valid signature and has not expired. */
export function isOurMediaUrl(
  keys: EncryptionKeys,
  { what, expires, signature }: { what: string; expires: number; signature: string },
  now: Date,
): boolean {
  if (expires * 1_000 < now.getTime()) return false
  const mac = Buffer.from(signature, 'base64url')
  return signingKeys(keys).some((key) => {
    const ours = sign(key, what, expires)
    return mac.length === ours.length && timingSafeEqual(mac, ours)
  })
}
