import type { IncomingHttpHeaders } from 'node:http'
import type { Say } from './rules.ts'

/** A request for a picture as the referee sees it arrive. */
export type PictureArrival = {
  /** Index of the proxy it came through. */
  proxy: number
  /** World time (ms). */
  at: number
  headers: IncomingHttpHeaders
  /** Whether the session of an account is used through that proxy. */
  isProxyInUse: boolean
}

/** What anybody's request for a picture says. */
const ANYBODYS = new Set(['host', 'connection', 'accept', 'accept-encoding', 'user-agent'])
/** The app tells its device in brackets. */
const DEVICE = /\(/

/** A picture is asked for without anything that tells the account, and by the way that accounts go. */
export function judgePicture({ headers, isProxyInUse }: PictureArrival, say: Say): void {
  const telling = Object.keys(headers).filter((name) => !ANYBODYS.has(name))
  if (telling.length > 0) say('picture_tells_account', `sent ${telling.join(', ')}`)
  if (DEVICE.test(headers['user-agent'] ?? '')) say('picture_tells_account', 'told its device')
  if (!isProxyInUse) say('picture_proxy', 'no account is used through this proxy')
}
