import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ProxyFault } from './proxy-condition.ts'
import {
  createCredentials,
  isAllowedTarget,
  listenAsProxy,
  openTunnel,
  type Proxy,
  type ProxyParts,
} from './proxy.ts'

const REFUSALS = {
  badCredentials:
    'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n',
  badGateway: 'HTTP/1.1 502 Bad Gateway\r\n',
  forbidden: 'HTTP/1.1 403 Forbidden\r\n',
}

/** Starts a proxy that supports only `CONNECT host:port`, for clients with credentials. */
export async function startHttpProxy(parts: ProxyParts): Promise<Proxy> {
  const { seed, index, condition, onTunnel } = parts
  const credentials = createCredentials(seed, index)
  const { username, password } = credentials
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const server = createServer((_request, response) => {
    response.writeHead(405, { connection: 'close' }).end('this proxy does tunnels only')
  })
  server.on('connect', (request: IncomingMessage, tunnel: Duplex, head: Buffer) => {
    // A client may disconnect at any time.
    tunnel.on('error', () => tunnel.destroy())
    onTunnel(index, request.url ?? '')
    const refusal = refuse(request, expected, condition.fault())
    if (refusal) return void tunnel.end(`${refusal}Content-Length: 0\r\nConnection: close\r\n\r\n`)
    if (!isSocket(tunnel)) return void tunnel.destroy()
    openTunnel(parts, tunnel, request.url ?? '', () => {
      tunnel.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      if (head.length > 0) tunnel.unshift(head)
    })
  })
  return listenAsProxy(server, { ...parts, ...credentials, scheme: 'http' })
}

function refuse(
  request: IncomingMessage,
  expected: string,
  fault: ProxyFault | null,
): string | null {
  const sent = Buffer.from(request.headers['proxy-authorization'] ?? '')
  const wanted = Buffer.from(expected)
  const isKnown = sent.length === wanted.length && timingSafeEqual(sent, wanted)
  if (!isKnown || fault?.kind === 'refuse_credentials') return REFUSALS.badCredentials
  if (fault?.kind === 'bad_gateway') return REFUSALS.badGateway
  return isAllowedTarget(request.url ?? '') ? null : REFUSALS.forbidden
}

const isSocket = (stream: Duplex): stream is Socket => 'remoteAddress' in stream
