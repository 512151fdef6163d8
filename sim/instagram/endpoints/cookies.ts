import { createRandom } from '../random.ts'

const DAYS = 86_400

/** `Set-Cookie` values of a new session; a lifetime of null is for ever. */
export function sessionCookies(
  seed: string,
  userPk: string,
  sessionId: string,
  lifetimeSeconds: number | null,
): string[] {
  const random = createRandom(seed, 'cookies', sessionId)
  return [
    setCookie('sessionid', sessionId, lifetimeSeconds ?? 365 * DAYS, true),
    setCookie('ds_user_id', userPk, 90 * DAYS),
    setCookie('csrftoken', random.token(32), 365 * DAYS),
    setCookie('rur', `"CLN\\054${userPk}\\054${random.token(12)}"`, 90 * DAYS, true),
  ]
}

/** The cookie that identifies a device. */
export const machineCookie = (seed: string, deviceId: string): string =>
  setCookie('mid', createRandom(seed, 'mid', deviceId).token(28), 730 * DAYS)

export function readCookies(header: string | undefined): Record<string, string> {
  const pairs = (header ?? '').split(';').flatMap((part) => {
    const at = part.indexOf('=')
    return at > 0 ? [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const] : []
  })
  return Object.fromEntries(pairs)
}

function setCookie(name: string, value: string, maxAge: number, httpOnly = false): string {
  return `${name}=${value}; Domain=.instagram.com; Path=/; Max-Age=${maxAge}; Secure${httpOnly ? '; HttpOnly' : ''}`
}
