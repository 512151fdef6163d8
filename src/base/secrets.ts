import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Returns the SHA-256 of a secret: enough for 256 random bits, which cannot be guessed. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** 256 random bits, URL-safe. */
export const randomSecret = (): string => randomBytes(32).toString('base64url')

/** Compares in a time that does not depend on where the texts differ. */
export const sameSecret = (one: string, other: string): boolean =>
  timingSafeEqual(hashOf(one), hashOf(other))

/** Whether a secret has this hash, in a time that does not depend on where they differ. */
export const hasHash = (secret: string, hash: Buffer): boolean =>
  timingSafeEqual(hashOf(secret), hash)
