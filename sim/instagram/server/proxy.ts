import type { Server, Socket } from 'node:net'
import { createRandom } from '../random.ts'
import { API_HOST, CDN_SUFFIXES } from './certificate.ts'
import { listenOnLoopback, stopListening } from '../../loopback.ts'
import type { ProxyCondition, ProxyFault } from './proxy-condition.ts'

/** A forward proxy on its own loopback port. */
export type Proxy = {
  readonly index: number
  /** With percent-encoded credentials. */
  readonly url: string
  readonly condition: ProxyCondition
  /** Closes every connection through it. */
  disconnect(): void
  close(): Promise<void>
}

export type ProxyParts = {
  seed: string
  index: number
  condition: ProxyCondition
  /** Receives the tunnels to the platform. */
  serve(tunnel: Socket, proxy: number): void
  /** Receives the tunnels to the content network. */
  serveCdn(tunnel: Socket, proxy: number): void
  /** Called for each requested tunnel, before any decision. */
  onTunnel(proxy: number, target: string): void
}

export type Credentials = { username: string; password: string }

/** A neutral target that every proxy allows, to check a proxy without the platform. */
export const NEUTRAL_TARGET = 'example.com:443'

const SLOW_MS = 3_000

/** Whether a proxy connects to this `host:port`; nothing else leaves the machine. */
export const isAllowedTarget = (target: string): boolean =>
  target === `${API_HOST}:443` || isCdnTarget(target) || target === NEUTRAL_TARGET

/** Whether this `host:port` belongs to the content network. */
export const isCdnTarget = (target: string): boolean =>
  CDN_SUFFIXES.some((suffix) => target.endsWith(`${suffix}:443`))

export function createCredentials(seed: string, index: number): Credentials {
  const random = createRandom(seed, 'proxy', index)
  // Characters that must be percent-encoded in a URL.
  return {
    username: `user-${random.token(6)}`,
    password: `${random.token(8)}@:/${random.token(4)}`,
  }
}

/** Opens a tunnel to `target`, after the delay of a slow proxy; `confirm` answers the client. */
export function openTunnel(
  { condition, serve, serveCdn, index }: ProxyParts,
  tunnel: Socket,
  target: string,
  confirm: () => void,
): void {
  const open = (): void => {
    if (tunnel.destroyed) return
    confirm()
    if (target === NEUTRAL_TARGET) tunnel.end()
    else if (isCdnTarget(target)) serveCdn(tunnel, index)
    else serve(tunnel, index)
  }
  const fault = condition.fault()
  if (fault?.kind === 'slow') setTimeout(open, fault.delayMs ?? SLOW_MS).unref()
  else open()
}

/** Listens, and refuses clients while the proxy is dead. */
export async function listenAsProxy(
  server: Server,
  parts: ProxyParts & Credentials & { scheme: 'http' | 'socks5' },
): Promise<Proxy> {
  const { index, condition, scheme, username, password } = parts
  const sockets = new Set<Socket>()
  server.prependListener('connection', (socket: Socket) => {
    if (isDead(condition.fault())) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await listenOnLoopback(server)
  const disconnect = (): void => sockets.forEach((socket) => socket.destroy())
  const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`
  return {
    index,
    url: `${scheme}://${user}@127.0.0.1:${port}`,
    condition,
    disconnect,
    async close() {
      const stopped = stopListening(server)
      disconnect()
      await stopped
    },
  }
}

const isDead = (fault: ProxyFault | null): boolean => fault?.kind === 'dead'
