import type { Server, Socket } from 'node:net'
import { createRandom } from '../random.ts'
import { API_HOST, CDN_SUFFIXES } from './certificate.ts'
import { listenOnLoopback, stopListening } from '../../loopback.ts'
import type { ProxyCondition, ProxyFault } from './proxy-condition.ts'

/** A forward proxy on a loopback port of its own. */
export type Proxy = {
  readonly index: number
  /** With credentials, percent-encoded where they need it. */
  readonly url: string
  readonly condition: ProxyCondition
  /** Cuts every connection through it. */
  disconnect(): void
  close(): Promise<void>
}

/** What a proxy is made from. */
export type ProxyParts = {
  seed: string
  index: number
  condition: ProxyCondition
  /** Gets the tunnels to the platform. */
  serve(tunnel: Socket, proxy: number): void
  /** Gets the tunnels to the content network. */
  serveCdn(tunnel: Socket, proxy: number): void
  /** Recorded of each tunnel that a client asks for, before anything is decided about it. */
  onTunnel(proxy: number, target: string): void
}

export type Credentials = { username: string; password: string }

/** A neutral target that every proxy allows: for checking a proxy without touching the platform. */
export const NEUTRAL_TARGET = 'example.com:443'

const SLOW_MS = 3_000

/** Whether a proxy leads to this `host:port`; anything else is refused, so nothing ever leaves the machine. */
export const isAllowedTarget = (target: string): boolean =>
  target === `${API_HOST}:443` || isCdnTarget(target) || target === NEUTRAL_TARGET

/** Whether this `host:port` belongs to the content network. */
export const isCdnTarget = (target: string): boolean =>
  CDN_SUFFIXES.some((suffix) => target.endsWith(`${suffix}:443`))

export function createCredentials(seed: string, index: number): Credentials {
  const random = createRandom(seed, 'proxy', index)
  // Some of the characters that have to be percent-encoded in a URL.
  return {
    username: `user-${random.token(6)}`,
    password: `${random.token(8)}@:/${random.token(4)}`,
  }
}

/** Opens a tunnel to `target`, at once or as late as a slow proxy does; `confirm` tells the client. */
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

/** Listens, turns clients away while the proxy is dead, and gives it its URL. */
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
