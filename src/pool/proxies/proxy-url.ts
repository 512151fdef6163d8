import { invalidField, type InvalidInputError } from '../../base/errors.ts'
import type { ProxyCredentials } from '../state/secrets.ts'

export type ProxyAddress = {
  protocol: string
  host: string
  port: number
  credentials: ProxyCredentials | null
}

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i
const HOST = /^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::([^/]*))?\/?$/i
const REMEDY = 'expected http://user:password@host:port'

/**
 * Protocols by URL scheme. In both forms of SOCKS 5 the proxy resolves names: resolving them here
 * would leak them.
 */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['socks5', 'socks5'],
  ['socks5h', 'socks5'],
])
/** SOCKS sends the lengths of user and password in one byte each. */
const LONGEST_SOCKS_FIELD = 255

/**
 * Reads `http://user:password@host:port` (or https, socks5, socks5h). Throws InvalidInputError
 * about the field `url`, without repeating the input, which contains a password.
 */
export function parseProxyUrl(text: string): ProxyAddress {
  const { scheme, userInfo, host, portText } = partsOf(text.trim())
  const protocol = PROTOCOLS.get(scheme.toLowerCase())
  if (protocol === undefined) throw badUrl(`the scheme must be http, https or socks5; ${REMEDY}`)
  const port = Number(portText)
  if (!/^\d{1,5}$/.test(portText ?? '') || port < 1 || port > 65_535)
    throw badUrl(`needs a port from 1 to 65535; ${REMEDY}`)
  const credentials = readCredentials(userInfo)
  if (protocol === 'socks5' && credentials) requireSocksCredentials(credentials)
  return { protocol, host: host.toLowerCase(), port, credentials }
}

function partsOf(url: string) {
  const [beginning = '', scheme = ''] = SCHEME.exec(url) ?? []
  // A password may contain an @: the last one ends it.
  const at = url.lastIndexOf('@')
  const userInfo = at < beginning.length ? undefined : url.slice(beginning.length, at)
  const match = HOST.exec(url.slice(userInfo === undefined ? beginning.length : at + 1))
  if (!match || scheme === '') throw badUrl(`is not a proxy URL; ${REMEDY}`)
  const [, host = '', portText] = match
  return { scheme, userInfo, host, portText }
}

function requireSocksCredentials(credentials: ProxyCredentials): void {
  for (const [name, value] of Object.entries(credentials)) {
    const length = Buffer.byteLength(value)
    if (length === 0) throw badUrl(`the ${name} is empty; SOCKS needs both user and password`)
    if (length > LONGEST_SOCKS_FIELD)
      throw badUrl(`the ${name} is longer than the ${LONGEST_SOCKS_FIELD} bytes that SOCKS allows`)
  }
}

function readCredentials(userInfo: string | undefined): ProxyCredentials | null {
  if (userInfo === undefined || userInfo === '') return null
  const colon = userInfo.indexOf(':')
  const username = colon < 0 ? userInfo : userInfo.slice(0, colon)
  const password = colon < 0 ? '' : userInfo.slice(colon + 1)
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch (error) {
    if (error instanceof URIError)
      throw badUrl('a % in user or password that is meant as itself must be written %25')
    throw error
  }
}

/** Returns the URL of a proxy, with credentials, for HTTP clients. */
export function proxyUrl(address: ProxyAddress): string {
  const { protocol, host, port, credentials } = address
  const user = credentials
    ? `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`
    : ''
  return `${protocol}://${user}${host}:${port}`
}

const badUrl = (reason: string): InvalidInputError =>
  invalidField('url', reason, { code: 'not_a_proxy' })
