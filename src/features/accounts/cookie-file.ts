import { z } from 'zod'
import { invalidField } from '../../base/errors.ts'
import type { ImportEntry } from './file-entry.ts'

const Cookie = z.looseObject({
  name: z.string(),
  value: z.string(),
  domain: z.string().optional(),
  /** The domain as some extensions call it, with a scheme. */
  host: z.string().optional(),
})

const ONLY_OTHERS =
  'has no sessionid cookie of instagram.com: sign in there in that browser, and export again'

/** Other sites call their cookies `sessionid` too; a cookie alone says no site. */
function isOfInstagram(site: string | undefined): boolean {
  if (site === undefined || site === '') return true
  const host = site
    .toLowerCase()
    .replace(/^#httponly_/, '')
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/s, '')
  return host === 'instagram.com' || host.endsWith('.instagram.com')
}

/**
 * The accounts in a list of cookies as browsers' tools export it, which may be of a whole browser;
 * null for another list. Throws an InvalidInputError when the list is one of cookies without a
 * session of Instagram.
 */
export function readCookieFile(list: readonly unknown[]): ImportEntry[] | null {
  const { data } = z.array(Cookie).min(1).safeParse(list)
  if (!data) return null
  const sessions = data.filter(
    ({ name, domain, host }) => name === 'sessionid' && isOfInstagram(domain ?? host),
  )
  const values = [...new Set(sessions.map(({ value }) => value))]
  if (values.length === 0) throw invalidField('text', ONLY_OTHERS, { code: 'no_session_cookie' })
  return values.map((sessionid, at) => ({ line: at + 1, fields: { sessionid } }))
}

/** A cookie on a line of its own, or after a username. */
const COOKIE_LINE =
  /^(?:@?([a-z0-9._]{1,30})[\s,;|:]+)?(?:sessionid=)?"?(\d+(?::|%3a)[^\s";]+)"?;?$/i
/** The session among all cookies of a request, as a browser shows them. */
const inHeader = (line: string): string | undefined =>
  line
    .replace(/^cookie:/i, '')
    .split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith('sessionid='))
    ?.slice('sessionid='.length)

/**
 * Whether a text is a file `cookies.txt`: domain, subdomains, path, secure, expiry, name and value
 * a line.
 */
export const isCookieExport = (text: string): boolean =>
  text.split(/[\r\n]/).some((line) => {
    const [, subdomains = '', ...rest] = line.split('\t')
    return rest.length === 5 && /^(?:TRUE|FALSE)$/i.test(subdomains)
  })

/**
 * Reads a `sessionid` cookie a line, or the file `cookies.txt` of a browser. `expected` ends the
 * fault of a line.
 */
export function readCookieLines(text: string, expected: string): ImportEntry[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (isCookieExport(text)) return exported(lines)
  return lines.flatMap((row, at): ImportEntry[] => {
    const line = row.trim()
    if (line === '' || line.startsWith('#')) return []
    const [, username, sessionid] = COOKIE_LINE.exec(line) ?? []
    const value = sessionid ?? inHeader(line)
    if (value === undefined) {
      const reason = `is no sessionid cookie, with or without a username; ${expected}`
      return [{ line: at + 1, fields: {}, fault: { field: 'line', reason, code: 'not_a_cookie' } }]
    }
    const fields = { ...(username === undefined ? {} : { username }), sessionid: value }
    return [{ line: at + 1, fields }]
  })
}

function exported(lines: readonly string[]): ImportEntry[] {
  const entries = lines.flatMap((line, at): ImportEntry[] => {
    const [domain, , , , , name, value] = line.split('\t')
    if (name !== 'sessionid' || value === undefined || !isOfInstagram(domain)) return []
    return [{ line: at + 1, fields: { sessionid: value.trim() } }]
  })
  if (entries.length === 0) throw invalidField('text', ONLY_OTHERS, { code: 'no_session_cookie' })
  return entries
}
