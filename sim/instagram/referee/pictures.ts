import type { IncomingHttpHeaders } from 'node:http'
import type { AddViolation } from './rules.ts'

export type PictureArrival = {
  /** Index. */
  proxy: number
  /** World time (ms). */
  at: number
  headers: IncomingHttpHeaders
  /** Whether an account's session uses that proxy. */
  isProxyInUse: boolean
}

/** Headers that any client sends. */
const ANYBODYS = new Set(['host', 'connection', 'accept', 'accept-encoding', 'user-agent'])
/** The app names its device in parentheses. */
const DEVICE = /\(/

/** A request for a picture must not reveal the account, and must use an account's proxy. */
export function judgePicture(
  { headers, isProxyInUse }: PictureArrival,
  addViolation: AddViolation,
): void {
  const revealing = Object.keys(headers).filter((name) => !ANYBODYS.has(name))
  if (revealing.length > 0) addViolation('picture_tells_account', `sent ${revealing.join(', ')}`)
  if (DEVICE.test(headers['user-agent'] ?? ''))
    addViolation('picture_tells_account', 'named its device')
  if (!isProxyInUse) addViolation('picture_proxy', 'no account is used through this proxy')
}
