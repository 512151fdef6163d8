import { TunnelError } from './tunnel-error.ts'

const PROTOCOLS = new Set(['http:', 'https:', 'socks5:', 'socks5h:'])
const DEFAULT_PORT: Record<string, number> = { 'http:': 80, 'https:': 443 }
/** RFC 1928. */
const SOCKS_PORT = 1080

export type ProxyAddress = {
  protocol: string
  /** A name or an IP address, the latter without brackets. */
  host: string
  port: number
  /** Null when the proxy needs none. */
  credentials: { username: string; password: string } | null
}

/** Parses the address of a proxy from its URL. Throws a TunnelError that does not show it. */
export function parseProxyUrl(proxyUrl: string): ProxyAddress {
  const url = URL.parse(proxyUrl)
  if (!url?.hostname) throw new TunnelError('there is no proxy, and no request goes without one')
  const { protocol } = url
  if (!PROTOCOLS.has(protocol)) {
    throw new TunnelError(`a proxy of protocol ${protocol} is not supported`)
  }
  return {
    protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (DEFAULT_PORT[protocol] ?? SOCKS_PORT) : Number(url.port),
    credentials:
      url.username === ''
        ? null
        : { username: decoded(url.username), password: decoded(url.password) },
  }
}

/** The password of a proxy URL in the forms in which an error could show it. */
export function proxySecrets(proxyUrl: string): string[] {
  const password = URL.parse(proxyUrl)?.password ?? ''
  return [password, decoded(password)]
}

/**
 * Decodes a percent-encoded part of a URL; returns it unchanged when a '%' in it was meant
 * literally.
 */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}
