import { tlsAttempts } from './database-tls.ts'

/** The servers of DATABASE_URL, as libpq reads it. */
export type DatabaseAddress = {
  /** A URL for each server, in the order to try them. */
  urls: readonly [string, ...string[]]
  /** The required kind of session; when a server does not offer it, the next one is tried. */
  target: TargetSession
}

/** The values of libpq's `target_session_attrs` that allow writing, which gramd needs. */
const TARGETS = ['any', 'read-write', 'primary'] as const
export type TargetSession = (typeof TARGETS)[number]

const EXPECTED = 'expected postgres://user:password@host:port/database'

/**
 * Reads a database URL as libpq does, with one or several hosts:
 * `postgres://user@one:5432,two:5433/name`, or `?host=one,two&port=5432,5433`, a folder of sockets
 * as host, `target_session_attrs`, and the options of TLS. User and password may have any unescaped
 * character, as long as the text after their `@` reads as hosts. Returns URLs in pg's format.
 * Throws an Error whose message says what was expected; it never contains the password.
 */
export function parseDatabaseAddress(url: string): DatabaseAddress {
  const { scheme, user, hosts, path, query } = partsOf(url)
  const options = new URLSearchParams(query.replaceAll('+', '%2B'))
  const target = targetOf(options)
  const servers = serversOf(hosts, options)
  options.delete('target_session_attrs')
  const isInQuery = servers.length === 1 && hosts === '' && URL.canParse(url)
  if (!isInQuery) for (const name of ['host', 'port']) options.delete(name)
  const attempts = tlsAttempts(Object.fromEntries(options))
  const [first = '', ...others] = (isInQuery ? [''] : servers).flatMap((server) =>
    attempts.map((each) => checked(`${scheme}${user}${server}${path}${queryText(each)}`)),
  )
  return { urls: [first, ...others], target }
}

/**
 * A host, a folder of sockets (percent-encoded) or an address in brackets, with or without a port.
 */
const HOST = /^(?:\[[\da-f:.]+\]|[^\s:/@?#,[\]]*)(?::\d{0,5})?$/i

type AfterUser = { hosts: string; path: string; query: string }

/** Parses hosts, name and options after user and password; null for any other form. */
function afterUser(text: string): AfterUser | null {
  const mark = text.indexOf('?')
  const [hosts = '', ...names] = (mark < 0 ? text : text.slice(0, mark)).split('/')
  const query = mark < 0 ? '' : text.slice(mark + 1)
  const isAddress =
    hosts.split(',').every((host) => HOST.test(host)) &&
    names.length <= 1 &&
    !/[@#]/.test(names.join(''))
  const isQuery = query === '' || query.split('&').every((option) => /^[\w.-]+=/.test(option))
  return isAddress && isQuery
    ? { hosts, path: names.map((name) => `/${name}`).join(''), query }
    : null
}

/**
 * Splits at the first `@` after which the rest reads as hosts, a name and options: it ends the
 * password.
 */
function partsOf(url: string): AfterUser & { scheme: string; user: string } {
  const scheme = ['postgres://', 'postgresql://'].find((each) => url.startsWith(each))
  if (scheme === undefined) throw new Error(EXPECTED)
  const address = url.slice(scheme.length)
  const ends = [-1, ...[...address.matchAll(/@/g)].map(({ index }) => index)]
  for (const end of ends) {
    const after = afterUser(address.slice(end + 1))
    if (after === null) continue
    const user = end < 0 ? '' : `${encodedUser(address.slice(0, end))}@`
    return { scheme, user, ...after }
  }
  throw new Error(EXPECTED)
}

/**
 * Encodes user and password for a URL: escapes stay, and every other special character is escaped.
 */
function encodedUser(raw: string): string {
  const colon = raw.indexOf(':')
  if (colon < 0) return escaped(raw)
  return `${escaped(raw.slice(0, colon))}:${escaped(raw.slice(colon + 1))}`
}

const escaped = (text: string): string =>
  text.replace(/%(?![0-9a-fA-F]{2})|[^\w.~!$&'()*+,;=%-]/gu, (sign) => encodeURIComponent(sign))

function checked(url: string): string {
  if (!URL.canParse(url)) throw new Error(EXPECTED)
  return url
}

function targetOf(options: URLSearchParams): TargetSession {
  const value = options.get('target_session_attrs') ?? 'any'
  const target = TARGETS.find((each) => each === value)
  if (target === undefined)
    throw new Error(`target_session_attrs: expected ${TARGETS.join(', ')}, since gramd writes`)
  return target
}

/**
 * Returns `host:port` of each server. Those of the query replace those of the authority, as in
 * libpq.
 */
function serversOf(authority: string, options: URLSearchParams): string[] {
  const hosts = options.get('host')?.split(',')
  if (hosts === undefined) return authority.split(',')
  const ports = options.get('port')?.split(',') ?? ['5432']
  if (ports.length !== 1 && ports.length !== hosts.length)
    throw new Error(`port: expected one, or ${hosts.length} as there are hosts`)
  return hosts.map((host, index) => `${bracketed(host)}:${ports[index] ?? ports[0] ?? '5432'}`)
}

/** Formats an IPv6 address for a URL; a folder of sockets is percent-encoded. */
function bracketed(host: string): string {
  if (host.startsWith('/')) return encodeURIComponent(host)
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** Writes a space as %20: pg and libpq do not read `+` as one. */
function queryText(options: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(options).toString().replaceAll('+', '%20')
  return text === '' ? '' : `?${text}`
}
