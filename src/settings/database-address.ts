/** The servers that DATABASE_URL names, as libpq reads it. */
export type DatabaseAddress = {
  /** A URL of one server each, in the order in which to try them. */
  urls: readonly [string, ...string[]]
  /** What the session of a server must allow; the next server is tried when it does not. */
  target: TargetSession
}

/** Values of libpq's `target_session_attrs` with which gramd can work: it writes. */
const TARGETS = ['any', 'read-write', 'primary'] as const
export type TargetSession = (typeof TARGETS)[number]

const EXPECTED = 'expected postgres://user:password@host:port/database'

/**
 * Reads a database URL with one or several hosts: `postgres://user@one:5432,two:5433/name`, or
 * `?host=one,two&port=5432,5433`, with libpq's `target_session_attrs`. A URL of one server stays as it is, but for
 * that option. Throws an Error whose message says what was expected; it never has the password.
 */
export function parseDatabaseAddress(url: string): DatabaseAddress {
  const { before, hosts, path, query } = partsOf(url)
  const options = new URLSearchParams(query)
  const target = targetOf(options)
  const servers = serversOf(hosts, options)
  if (servers.length === 1 && !options.has('target_session_attrs'))
    return { urls: [checked(url)], target }
  options.delete('target_session_attrs')
  if (servers.length > 1) for (const name of ['host', 'port']) options.delete(name)
  const rest = options.size === 0 ? '' : `?${queryText(options)}`
  const [first = '', ...others] = servers.map((server) => checked(before + server + path + rest))
  return { urls: [first, ...others], target }
}

/** What stands before the hosts, with the user and the password; and what comes after them. */
function partsOf(url: string): { before: string; hosts: string; path: string; query: string } {
  const scheme = ['postgres://', 'postgresql://'].find((each) => url.startsWith(each))
  if (scheme === undefined) throw new Error(EXPECTED)
  const [address = '', ...queries] = url.split('?')
  const userEnd = address.lastIndexOf('@') + 1 || scheme.length
  const slash = address.indexOf('/', userEnd)
  const hostsEnd = slash === -1 ? address.length : slash
  return {
    before: address.slice(0, userEnd),
    hosts: address.slice(userEnd, hostsEnd),
    path: address.slice(hostsEnd),
    query: queries.join('?'),
  }
}

function checked(url: string): string {
  if (!URL.canParse(url)) throw new Error(EXPECTED)
  return url
}

function targetOf(options: URLSearchParams): TargetSession {
  const given = options.get('target_session_attrs') ?? 'any'
  const target = TARGETS.find((each) => each === given)
  if (target === undefined)
    throw new Error(`target_session_attrs: expected ${TARGETS.join(', ')}, since gramd writes`)
  return target
}

/** `host:port` of each server. Those of the query replace those of the authority, as in libpq. */
function serversOf(authority: string, options: URLSearchParams): string[] {
  const hosts = options.get('host')?.split(',')
  const isInQuery = hosts !== undefined && hosts.length > 1
  if (!isInQuery) return authority.split(',')
  const ports = options.get('port')?.split(',') ?? ['5432']
  if (ports.length !== 1 && ports.length !== hosts.length)
    throw new Error(`port: expected one, or ${hosts.length} as there are hosts`)
  return hosts.map((host, index) => `${bracketed(host)}:${ports[index] ?? ports[0] ?? '5432'}`)
}

/** An IPv6 address as it is written in a URL; a folder of sockets is percent-encoded. */
function bracketed(host: string): string {
  if (host.startsWith('/')) return encodeURIComponent(host)
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** With %20 for a blank: pg and libpq do not read `+` as one. */
const queryText = (options: URLSearchParams): string => options.toString().replaceAll('+', '%20')
