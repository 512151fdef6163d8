import { InvalidInputError } from '../errors.ts'
import type { ProxyCredentials } from './secrets.ts'

export type ProxyAddress = {
  protocol: string
  host: string
  port: number
  credentials: ProxyCredentials | null
}

const SHAPE = /^([a-z][a-z0-9+.-]*):\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::([^/]*))?\/?$/i
const REMEDY = 'expected http://user:password@host:port'

/**
 * Reads `http://user:password@host:port` (or https). Throws InvalidInputError about the field `url`; what was sent is
 * not repeated, because it holds a password.
 */
export function parseProxyUrl(text: string): ProxyAddress {
  const match = SHAPE.exec(text.trim())
  if (!match) throw badUrl(`is not a proxy URL; ${REMEDY}`)
  const [, scheme = '', userInfo, host = '', portText] = match
  const protocol = scheme.toLowerCase()
  if (protocol.startsWith('socks')) {
    throw badUrl(
      'SOCKS proxies are not supported; give the address of the same proxy for http (most offer both)',
    )
  }
  if (protocol !== 'http' && protocol !== 'https')
    throw badUrl(`the scheme must be http or https; ${REMEDY}`)
  const port = Number(portText)
  if (!/^\d{1,5}$/.test(portText ?? '') || port < 1 || port > 65_535)
    throw badUrl(`needs a port from 1 to 65535; ${REMEDY}`)
  return { protocol, host: host.toLowerCase(), port, credentials: readCredentials(userInfo) }
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

/** The URL of a proxy, with credentials, as HTTP clients take it. */
export function proxyUrl(address: ProxyAddress): string {
  const { protocol, host, port, credentials } = address
  const user = credentials
    ? `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`
    : ''
  return `${protocol}://${user}${host}:${port}`
}

function badUrl(reason: string): InvalidInputError {
  return new InvalidInputError(`url: ${reason}`, [{ field: 'url', reason }])
}
