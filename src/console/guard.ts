import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from '../http/context.ts'

/**
 * Forbids inline scripts, inline styles and foreign sources; only one named policy may create
 * elements from text.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types gramd',
].join('; ')

const YEAR_SECONDS = 365 * 86_400

/** With `no-referrer`, browsers send `Origin: null` with our own forms. */
export const pageHeaders =
  (isSecure: boolean): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    await next()
    // Pictures and files have a stricter policy.
    if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', POLICY)
    c.header('referrer-policy', 'same-origin')
    c.header('cross-origin-opener-policy', 'same-origin')
    if (isSecure) c.header('strict-transport-security', `max-age=${YEAR_SECONDS}`)
  }

/**
 * Whether a request comes from our own pages: browsers send cookies with requests from other sites
 * too. They send Sec-Fetch-Site only over https and to localhost; otherwise the origin decides.
 */
export function isOurs(headers: {
  site: string | undefined
  origin: string | undefined
  host: string | undefined
}): boolean {
  const { site, origin = '', host } = headers
  if (site !== undefined) return site === 'same-origin'
  return URL.canParse(origin) && new URL(origin).host === host
}

/**
 * For pages whose address is a secret: no other site learns it, and no search engine lists it.
 * Their forms change nothing that a visitor of another site could want.
 */
export const outsideHeaders =
  (isSecure: boolean): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    await next()
    if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', POLICY)
    c.header('referrer-policy', 'no-referrer')
    c.header('x-robots-tag', 'noindex, nofollow, noarchive')
    c.header('cross-origin-opener-policy', 'same-origin')
    if (isSecure) c.header('strict-transport-security', `max-age=${YEAR_SECONDS}`)
  }
