import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { connect as connectTo, isIP, type Socket } from 'node:net'
import tls from 'node:tls'
import { SocksClient } from 'socks'
import type { ProxyAddress } from './proxy-url.ts'
import { isCertificateError, TunnelError } from './tunnel-error.ts'

export type Destination = { host: string; port: number }

export type ProxyConnectionOptions = {
  /** PEM of an authority to trust for an https proxy, besides the well-known ones. */
  ca: string | undefined
  /** Called with every new socket, so that the caller can destroy it. */
  track: (socket: Socket) => void
}

/**
 * A backup: destroying the socket ends the handshake. The library never clears this timer, which is
 * why it is not the limit itself.
 */
const SOCKS_TIMEOUT_MS = 60_000
/** RFC 1929 has one byte for each length; the library throws where it cannot be caught. */
const MAX_SOCKS_CREDENTIAL = 255

/** A plain connection to `destination` through the proxy. Throws TunnelError. */
export async function connectThrough(
  proxy: ProxyAddress,
  destination: Destination,
  options: ProxyConnectionOptions,
): Promise<Socket> {
  return proxy.protocol.startsWith('socks')
    ? await connectThroughSocks(proxy, destination, options)
    : await connectThroughHttp(proxy, destination, options)
}

/** SOCKS 5 (RFC 1928, RFC 1929). The proxy gets the name of the destination and resolves it. */
async function connectThroughSocks(
  { host, port, credentials }: ProxyAddress,
  destination: Destination,
  { track }: ProxyConnectionOptions,
): Promise<Socket> {
  const { username, password } = credentials ?? { username: '', password: '' }
  if (Math.max(Buffer.byteLength(username), Buffer.byteLength(password)) > MAX_SOCKS_CREDENTIAL) {
    throw new TunnelError('the name or password for the proxy is too long for SOCKS')
  }
  const socket = connectTo({ host, port })
  track(socket)
  const closed = new AbortController()
  socket.once('close', () => closed.abort())
  try {
    await once(socket, 'connect', { signal: closed.signal })
  } catch (error) {
    throw new TunnelError(`the proxy cannot be reached: ${reasonOf(error)}`)
  }
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination,
      proxy: {
        type: 5,
        host,
        port,
        ...(credentials && { userId: username, password }),
      },
      timeout: SOCKS_TIMEOUT_MS,
      existing_socket: socket,
    })
  } catch (error) {
    socket.destroy()
    // Not as the cause: it contains the credentials.
    throw new TunnelError(`the proxy refused the tunnel: ${reasonOf(error)}`)
  }
  return socket
}

/** CONNECT of HTTP (RFC 9110, section 9.3.6). */
async function connectThroughHttp(
  proxy: ProxyAddress,
  { host, port }: Destination,
  { ca, track }: ProxyConnectionOptions,
): Promise<Socket> {
  const isSecure = proxy.protocol === 'https:'
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const connect = (isSecure ? https : http).request({
    method: 'CONNECT',
    host: proxy.host,
    port: proxy.port,
    path: target,
    headers: { host: target, ...proxyAuthorization(proxy) },
    agent: false,
    ...(isSecure && {
      rejectUnauthorized: true,
      // Otherwise the certificate would have to match the host in the header.
      servername: isIP(proxy.host) ? '' : proxy.host,
      ...(ca !== undefined && { ca: [...tls.getCACertificates('default'), ca] }),
    }),
  })
  connect.on('socket', track)
  connect.end()
  const { status, socket } = await answerTo(connect)
  if (status === 200) return socket
  socket.destroy()
  throw new TunnelError(`the proxy refused the tunnel: status ${status}`)
}

/** The proxy's answer to CONNECT. Some proxies refuse with an ordinary response. */
function answerTo(connect: http.ClientRequest): Promise<{ status: number; socket: Socket }> {
  return new Promise((resolve, reject) => {
    const answer = (response: http.IncomingMessage): void =>
      resolve({ status: response.statusCode ?? 0, socket: response.socket })
    connect.once('connect', answer)
    connect.once('response', answer)
    connect.on('error', (error) => {
      const what = isCertificateError(error)
        ? 'the certificate of the proxy is not trusted'
        : 'the proxy cannot be reached'
      reject(new TunnelError(`${what}: ${reasonOf(error)}`))
    })
    connect.once('close', () => reject(new TunnelError('the proxy closed the connection')))
  })
}

function proxyAuthorization({ credentials }: ProxyAddress): { 'proxy-authorization'?: string } {
  if (!credentials) return {}
  const pair = `${credentials.username}:${credentials.password}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
