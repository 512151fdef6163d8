import { createHmac, timingSafeEqual } from 'node:crypto'
import type { EncryptionKeys } from '../../../base/crypto.ts'
import type { Db } from '../../../db/handles.ts'
import {
  addressSubject,
  clearAttempts,
  countAttempt,
  takeBackAttempt,
  type Passwords,
  type Subject,
} from '../../users/index.ts'
import type { Share } from '../fields/share.ts'

/** Attempts at the password of a link, from all addresses: as many as at a login. */
const shareSubject = (id: string): Subject => ({ key: `share:${id}`, freeAttempts: 5 })

/**
 * Checks a password with the limits of a sign-in: of the link, and of the address. Throws
 * TooManyAttemptsError.
 */
export async function fitsPassword(
  { db, passwords }: { db: Db; passwords: Passwords },
  share: Share,
  { password, address }: { password: string; address: string | undefined },
): Promise<boolean> {
  const shared = addressSubject(address)
  const own = shareSubject(share.id)
  await countAttempt(db, shared)
  await countAttempt(db, own)
  const { fits } = await passwords.check(password, share.password_hash, { isKnown: false })
  if (!fits) return false
  await clearAttempts(db, own)
  await takeBackAttempt(db, shared)
  return true
}

/** How long a browser need not give the password again. */
export const UNLOCKED_SECONDS = 12 * 3_600

const macOf = (key: Buffer, share: Share, expires: number): Buffer =>
  createHmac('sha256', createHmac('sha256', key).update('links with a password').digest())
    .update(`${share.id}.${share.password_hash ?? ''}.${expires}`)
    .digest()

/** The value of the cookie of a browser that has given the password. */
export function unlockedCookie(keys: EncryptionKeys, share: Share, now: Date): string {
  const expires = Math.floor(now.getTime() / 1_000) + UNLOCKED_SECONDS
  const [newest] = keys
  return newest ? `${expires}.${macOf(newest.key, share, expires).toString('base64url')}` : ''
}

/** Whether a cookie proves that its browser has given the present password of the link. */
export function isUnlocked(
  keys: EncryptionKeys,
  share: Share,
  { cookie, now }: { cookie: string | undefined; now: Date },
): boolean {
  if (share.password_hash === null) return true
  const [expires = '', signature = ''] = cookie?.split('.') ?? []
  if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1_000 < now.getTime()) return false
  const mac = Buffer.from(signature, 'base64url')
  return keys.some(({ key }) => {
    const ours = macOf(key, share, Number(expires))
    return mac.length === ours.length && timingSafeEqual(mac, ours)
  })
}
