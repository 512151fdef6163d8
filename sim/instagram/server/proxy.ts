import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createRandom } from '../random.ts'
import { API_HOST } from './certificate.ts'
import { listenOnLoopback, stopListening } from './loopback.ts'

/** How a proxy can fail: for everybody behind it, before the platform is reached (`ip_blocked`: by the platform). */
export const PROXY_FAULT_KINDS = [
  'dead',
  'refuse_credentials',
  'bad_gateway',
  'slow',
  'ip_blocked',
] as const
export type ProxyFaultKind = (typeof PROXY_FAULT_KINDS)[number]
/** `delayMs` is in real milliseconds and matters to `slow` only. */
export type ProxyFault = { kind: ProxyFaultKind; delayMs?: number }

export type Proxy = {
  readonly index: number
  /** With credentials, percent-encoded where they need it. */
  readonly url: string
  fault: ProxyFault | null
  /** Cuts every connection through it. */
  disconnect(): void
  close(): Promise<void>
}

/** A target that every proxy lets through and that is nobody: for checking a proxy without touching the platform. */
export const NEUTRAL_TARGET = 'example.com:443'

const SLOW_MS = 3_000

const REFUSALS = {
  badCredentials:
    'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n',
  badGateway: 'HTTP/1.1 502 Bad Gateway\r\n',
  forbidden: 'HTTP/1.1 403 Forbidden\r\n',
}

/**
 * Starts a forward proxy on a loopback port of its own. `CONNECT i.instagram.com:443` with the right credentials hands
 * the tunnel to `serve`; any other target but the neutral one is refused, so nothing ever leaves the machine.
 */
export async function startProxy(
  seed: string,
  index: number,
  serve: (tunnel: Socket, proxy: number) => void,
): Promise<Proxy> {
  const { username, password } = credentials(seed, index)
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const sockets = new Set<Socket>()
  const server = createServer((_request, response) => {
    response.writeHead(405, { connection: 'close' }).end('this proxy does tunnels only')
  })
  server.on('connection', (socket: Socket) => {
    if (proxy.fault?.kind === 'dead') return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('connect', (request: IncomingMessage, tunnel: Duplex, head: Buffer) => {
    // A client that goes away in the middle is no concern of ours.
    tunnel.on('error', () => tunnel.destroy())
    const refusal = refuse(request, expected, proxy.fault)
    if (refusal) return void tunnel.end(`${refusal}Content-Length: 0\r\nConnection: close\r\n\r\n`)
    const open = (): void => {
      if (tunnel.destroyed) return
      tunnel.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      if (head.length > 0) tunnel.unshift(head)
      if (request.url === NEUTRAL_TARGET) tunnel.end()
      else if (isSocket(tunnel)) serve(tunnel, index)
    }
    if (proxy.fault?.kind === 'slow') setTimeout(open, proxy.fault.delayMs ?? SLOW_MS).unref()
    else open()
  })
  const port = await listenOnLoopback(server)
  const disconnect = (): void => sockets.forEach((socket) => socket.destroy())
  const proxy: Proxy = {
    index,
    url: `http://${encodeURIComponent(username)}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    fault: null,
    disconnect,
    async close() {
      const stopped = stopListening(server)
      disconnect()
      await stopped
    },
  }
  return proxy
}

/** A proxy that cannot be used any more, so that leaving it is no fault of its users. */
export const isOutOfOrder = ({ fault }: Proxy): boolean => fault !== null && fault.kind !== 'slow'

function credentials(seed: string, index: number): { username: string; password: string } {
  const random = createRandom(seed, 'proxy', index)
  // Some of the characters that have to be percent-encoded in a URL.
  return {
    username: `user-${random.token(6)}`,
    password: `${random.token(8)}@:/${random.token(4)}`,
  }
}

function refuse(
  request: IncomingMessage,
  expected: string,
  fault: ProxyFault | null,
): string | null {
  const given = Buffer.from(request.headers['proxy-authorization'] ?? '')
  const wanted = Buffer.from(expected)
  const isKnown = given.length === wanted.length && timingSafeEqual(given, wanted)
  if (!isKnown || fault?.kind === 'refuse_credentials') return REFUSALS.badCredentials
  if (fault?.kind === 'bad_gateway') return REFUSALS.badGateway
  const isAllowed = request.url === `${API_HOST}:443` || request.url === NEUTRAL_TARGET
  return isAllowed ? null : REFUSALS.forbidden
}

const isSocket = (stream: Duplex): stream is Socket => 'remoteAddress' in stream
