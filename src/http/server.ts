import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { createOutputBuffers, type AnswerLimits, type OutputBuffers } from './output-buffer.ts'
import { createBodyDeadlines, type BodyDeadlines } from './body-deadline.ts'
import { createInputBuffer, type InputLimits } from './body/input-buffer.ts'
import { clientAddressBehind } from './client-address.ts'
import type { HttpEnv, Router } from './router.ts'
import { leaveUnread } from './unread-body.ts'
import { codeOf } from '../base/errors.ts'
import { MisconfiguredError, UnavailableError } from '../base/startup-error.ts'

export type HttpServer = {
  port: number
  /**
   * Waits up to `graceMs` (real time) for running requests, then closes the remaining connections.
   */
  close(graceMs: number): Promise<void>
}

const TIMEOUTS = {
  headersTimeout: 20_000,
  /** One limit for all would be too short for videos: `createBodyDeadlines` sets one for each. */
  requestTimeout: 0,
  /** How often Node checks these limits. */
  connectionsCheckingInterval: 5_000,
  /** Longer than proxies and clients keep a connection, so that they close it first. */
  keepAliveTimeout: 65_000,
}

type HttpOptions = {
  host: string
  port: number
  answers?: Partial<AnswerLimits>
  /** Limits of the memory for bodies. */
  input?: Partial<InputLimits>
  /** Real time in which the body of an anonymous client must arrive. */
  strangerBodyMs?: number
  /** Addresses and networks of the proxies whose X-Forwarded-For is trusted. */
  trustedProxies?: readonly string[]
}

/** Serves the app; port 0 takes any free port. Rejects with a message for the operator. */
export async function listenHttp(app: Router, options: HttpOptions): Promise<HttpServer> {
  const closing = new AbortController()
  const rooms = createOutputBuffers(options.answers)
  const answers = createUnderWay()
  const deadlines = createBodyDeadlines(() => server, options)
  const bind = createBinder(options, { closing: closing.signal, rooms, deadlines })
  const listener = getRequestListener(
    async (request, connection) => {
      const { bindings, release } = bind(request, connection)
      try {
        return await app.fetch(request, bindings)
      } finally {
        release()
      }
    },
    { overrideGlobalObjects: false, hostname: options.host },
  )
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (incoming.httpVersionMajor < 1) {
      outgoing.writeHead(505, { connection: 'close' }).end()
      return
    }
    answers.begin(incoming, outgoing)
    deadlines.begin(incoming)
    leaveUnread(incoming, outgoing)
    // Closing a server leaves connections open that become idle afterwards.
    outgoing.once('close', () => {
      if (closing.signal.aborted) setImmediate(() => server.closeIdleConnections())
    })
    void listener(incoming, outgoing).then(() => dropIdleReader(outgoing, rooms.idleMs))
  }
  const server = createServer(TIMEOUTS, serve)
  // Without a listener Node asks for every body; with one, a refusal can come before the body.
  server.on('checkContinue', serve)
  server.on('clientError', (error, socket) => answers.refuse(socket, () => refuse(error, socket)))
  const port = await listen(server, options)
  return {
    port,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      closing.abort()
      const deadline = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(deadline)
    },
  }
}

/** Binds a request to its connection, and releases the memory of its body when it ends. */
function createBinder(
  options: HttpOptions,
  shared: { closing: AbortSignal; rooms: OutputBuffers; deadlines: BodyDeadlines },
) {
  const inputs = createInputBuffer(options.input)
  const findAddress = clientAddressBehind(options.trustedProxies ?? [])
  return (request: Request, { incoming, outgoing }: HttpBindings | Http2Bindings) => {
    const address = findAddress(
      incoming.socket.remoteAddress,
      request.headers.get('x-forwarded-for') ?? undefined,
    )
    const input = inputs.open(address)
    const awaitsContinue = /^100-continue$/i.test(incoming.headers.expect ?? '')
    const bindings: HttpEnv['Bindings'] = {
      closing: shared.closing,
      address,
      room: shared.rooms.of(incoming.socket),
      input,
      continueBody: () => void (awaitsContinue && outgoing.writeContinue()),
      expectShortBody: () => shared.deadlines.shorten(incoming),
      awaitLargeBody: () => shared.deadlines.extend(incoming),
      breakConnection: () => void outgoing.destroy(),
    }
    return { bindings, release: () => input.release() }
  }
}

/** Closes the connection of a client that does not take the rest of an answer. */
function dropIdleReader(outgoing: ServerResponse, idleMs: number): void {
  if (outgoing.writableFinished || outgoing.destroyed) return
  const timer = setTimeout(() => outgoing.destroy(), idleMs).unref()
  outgoing.once('close', () => clearTimeout(timer))
  outgoing.once('finish', () => clearTimeout(timer))
}

/** Counts unfinished answers of a connection: a refusal must not be mistaken for one of them. */
function createUnderWay() {
  type UnderWay = { count: number; newest: IncomingMessage; refuse?: () => void }
  const connections = new WeakMap<Duplex, UnderWay>()
  return {
    begin(incoming: IncomingMessage, outgoing: ServerResponse): void {
      const { socket } = incoming
      const underWay = connections.get(socket) ?? { count: 0, newest: incoming }
      connections.set(socket, underWay)
      underWay.newest = incoming
      underWay.count += 1
      outgoing.once('close', () => {
        underWay.count -= 1
        if (underWay.count === 0) underWay.refuse?.()
      })
    },
    /** Refuses the newest request once all earlier ones are answered; usually at once. */
    refuse(socket: Duplex, refuse: () => void): void {
      const underWay = connections.get(socket)
      const isInBody = underWay?.newest.complete === false
      if (!underWay || underWay.count - (isInBody ? 1 : 0) <= 0) refuse()
      else if (isInBody) socket.destroy()
      else underWay.refuse = refuse
    },
  }
}

type Fault = readonly [status: number, code: string, detail: string]
const NOT_HTTP: Fault = [400, 'bad_request', 'this is not HTTP']
/** Answers by the code of Node's error. */
const FAULTS: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', 'the headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout', 'the request took too long to arrive'],
  HPE_INVALID_URL: [
    400,
    'bad_request',
    'the address has letters or signs that are not percent-encoded; with curl: -G --data-urlencode',
  ],
}

/** Answers requests that never reach the app: not HTTP, too slow or too long. */
function refuse(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, code, detail] = FAULTS[error.code ?? ''] ?? NOT_HTTP
  const title = STATUS_CODES[status] ?? 'Error'
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code })
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

async function listen(server: Server, { host, port }: { host: string; port: number }) {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
  } catch (error) {
    const said = `cannot listen on ${host}:${port}: ${reasonOf(error)}`
    // The port may still belong to the previous gramd, which is about to stop.
    if (codeOf(error) === 'EADDRINUSE') throw new UnavailableError(said, { cause: error })
    throw new MisconfiguredError(said, { cause: error })
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

const NO_ADDRESS = 'this machine has no such address; set GRAMD_HOST'
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use; stop the other program or set GRAMD_PORT',
  EACCES: 'this port needs more rights; set GRAMD_PORT to one above 1023',
  EADDRNOTAVAIL: NO_ADDRESS,
  ENOTFOUND: NO_ADDRESS,
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return ('code' in error && REASONS[String(error.code)]) || error.message
}
