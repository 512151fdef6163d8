import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'

/** Why there is no connection to the platform, when the proxy is to blame. Its message holds no credentials. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError'
}

/**
 * Connections to the platform through one proxy and in no other way: HTTP CONNECT, then TLS whose certificate is
 * verified. Made for one request: whoever made it must close it. The client library could tunnel by itself, but it
 * gives nobody a hand on the socket, and its timeout does not cover the wait for the proxy.
 */
export class ProxyTunnel extends https.Agent {
  readonly #proxy: URL
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

  /** Resolves when no socket is left open: nothing of the request can reach the platform any more. */
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
    const tunnel = await this.#openTunnel(`${host}:${port}`)
    const socket = tls.connect({
      socket: tunnel,
      servername: host,
      rejectUnauthorized: true,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
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

  async #openTunnel(target: string): Promise<Socket> {
    const { protocol, hostname, port } = this.#proxy
    const { request } = protocol === 'https:' ? https : http
    const connect = request({
      method: 'CONNECT',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (protocol === 'https:' ? 443 : 80),
      path: target,
      headers: { host: target, ...proxyAuthorization(this.#proxy) },
      agent: false,
    })
    connect.on('socket', (socket) => this.#track(socket))
    connect.end()
    const { status, socket } = await this.#answerOf(connect)
    if (status === 200) return socket
    socket.destroy()
    throw new TunnelError(`the proxy refused the tunnel: status ${status}`)
  }

  /** The proxy's answer to CONNECT. Some proxies answer a refusal as to any other request. */
  #answerOf(connect: http.ClientRequest): Promise<{ status: number; socket: Socket }> {
    return new Promise((resolve, reject) => {
      const answer = (response: http.IncomingMessage): void =>
        resolve({ status: response.statusCode ?? 0, socket: response.socket })
      connect.once('connect', answer)
      connect.once('response', answer)
      connect.on('error', (error: NodeJS.ErrnoException) =>
        reject(new TunnelError(`the proxy cannot be reached: ${error.code ?? error.message}`)),
      )
      connect.once('close', () => reject(new TunnelError('the proxy closed the connection')))
    })
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    // The request hears of errors by itself; one that comes after its end must not end the process.
    socket.on('error', () => undefined)
    // The abort may have come before the socket; a socket that is about to connect can be destroyed only after it did so.
    if (this.#signal.aborted) process.nextTick(() => socket.destroy())
  }
}

function parseProxyUrl(proxyUrl: string): URL {
  const url = URL.parse(proxyUrl)
  if (!url?.hostname) throw new TunnelError('there is no proxy, and no request goes without one')
  if (url.protocol === 'http:' || url.protocol === 'https:') return url
  throw new TunnelError(`a proxy of protocol ${url.protocol} is not supported`)
}

function proxyAuthorization(proxy: URL): { 'proxy-authorization'?: string } {
  if (proxy.username === '') return {}
  const credentials = `${decoded(proxy.username)}:${decoded(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** The password of a proxy URL in the forms in which an error could show it. */
export function proxySecrets(proxyUrl: string): string[] {
  const password = URL.parse(proxyUrl)?.password ?? ''
  return [password, decoded(password)]
}

/** A part of a URL without its percent-encoding; as it is when a '%' in it was meant as such. */
function decoded(part: string): string {
  return /%(?![0-9a-f]{2})/i.test(part) ? part : decodeURIComponent(part)
}

const CERTIFICATE_CODE = /CERT|SIGNATURE|ISSUER|CRL|CHAIN/

function isCertificateError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    CERTIFICATE_CODE.test(error.code)
  )
}
