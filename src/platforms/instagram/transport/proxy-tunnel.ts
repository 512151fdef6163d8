import { once } from 'node:events'
import type http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { connectThrough, type Destination } from './proxy-connection.ts'
import { parseProxyUrl, type ProxyAddress } from './proxy-url.ts'
import { isCertificateError, TunnelError } from './tunnel-error.ts'

const contexts = new Map<string | undefined, tls.SecureContext>()

/**
 * The trusted certificates, parsed once and not for each request. Connections share no TLS session,
 * by which the platform could join accounts.
 */
function contextFor(ca: string | undefined): tls.SecureContext {
  const context = contexts.get(ca) ?? tls.createSecureContext(ca === undefined ? {} : { ca })
  contexts.set(ca, context)
  return context
}

/**
 * Connects to the platform only through one proxy: HTTP CONNECT or SOCKS 5, then TLS with a
 * verified certificate. For one request: its creator must close it. The client library could tunnel
 * itself, but does not expose the socket, and its timeout does not cover the wait for the proxy.
 */
export class ProxyTunnel extends https.Agent {
  readonly #proxy: ProxyAddress
  readonly #ca: string | undefined
  readonly #signal: AbortSignal
  readonly #sockets = new Set<Duplex>()
  readonly #destroyAll = (): void => {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** `signal` destroys every connection when it aborts. */
  constructor(options: { proxyUrl: string; ca?: string | undefined; signal: AbortSignal }) {
    super({ keepAlive: false })
    this.#proxy = parseProxyUrl(options.proxyUrl)
    this.#ca = options.ca
    this.#signal = options.signal
    this.#signal.addEventListener('abort', this.#destroyAll)
  }

  override createConnection(
    options: http.ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    if (callback) void this.#connectFor(options, callback)
  }

  /** A plain connection to `destination`, without TLS. Throws TunnelError. */
  async open(destination: Destination): Promise<Socket> {
    const track = (socket: Socket): void => this.#track(socket)
    return await connectThrough(this.#proxy, destination, { ca: this.#ca, track })
  }

  /** Resolves when all sockets are closed: no part of the request can still reach the platform. */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#destroyAll)
    const closed = [...this.#sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    )
    this.#destroyAll()
    await Promise.all(closed)
    this.destroy()
  }

  async #connectFor(
    { host, port }: http.ClientRequestArgs,
    callback: (error: Error | null, socket: Duplex) => void,
  ): Promise<void> {
    let socket: Duplex
    try {
      socket = await this.#connect(String(host), Number(port))
    } catch (error) {
      // Node reads the socket only when there is no error; its type does not say so.
      const fail = callback as (error: unknown) => void
      fail(error)
      return
    }
    callback(null, socket)
  }

  async #connect(host: string, port: number): Promise<Duplex> {
    const tunnel = await this.open({ host, port })
    const socket = tls.connect({
      socket: tunnel,
      servername: host,
      rejectUnauthorized: true,
      secureContext: contextFor(this.#ca),
    })
    this.#track(socket)
    try {
      await once(socket, 'secureConnect', { signal: this.#signal })
    } catch (error) {
      socket.destroy()
      tunnel.destroy()
      if (!isCertificateError(error)) throw error
      throw new TunnelError(`the certificate behind the proxy is not trusted: ${error.code}`)
    }
    return socket
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    // The request handles its errors; a later one must not end the process.
    socket.on('error', () => undefined)
    // The abort may precede the socket; a connecting socket can be destroyed only after it
    // connected.
    if (this.#signal.aborted) process.nextTick(() => socket.destroy())
  }
}
