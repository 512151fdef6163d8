import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { createAnswerRooms, type AnswerLimits } from './answer-room.ts'
import { clientAddressBehind } from './client-address.ts'
import type { Router } from './router.ts'

export type HttpServer = {
  port: number
  /** Waits up to `graceMs` (real time) for running requests, then cuts what is left. */
  close(graceMs: number): Promise<void>
}

const HEADERS_TIMEOUT_MS = 20_000
const REQUEST_TIMEOUT_MS = 60_000
/** How often these limits are looked at. */
const CHECK_MS = 5_000
/** Longer than proxies and clients keep a connection: they should close it first. */
const KEEP_ALIVE_MS = 65_000

/** Serves the app; port 0 takes any free one. Rejects with a message for the operator. */
export async function listenHttp(
  app: Router,
  options: {
    host: string
    port: number
    answers?: Partial<AnswerLimits>
    /** Addresses and networks of the proxies whose X-Forwarded-For is believed. */
    trustedProxies?: readonly string[]
  },
): Promise<HttpServer> {
  const closing = new AbortController()
  const rooms = createAnswerRooms(options.answers)
  const answers = createUnderWay()
  const findAddress = clientAddressBehind(options.trustedProxies ?? [])
  const listener = getRequestListener(
    (request, { incoming, outgoing }) =>
      app.fetch(request, {
        closing: closing.signal,
        address: findAddress(
          incoming.socket.remoteAddress,
          request.headers.get('x-forwarded-for') ?? undefined,
        ),
        room: rooms.of(incoming.socket),
        breakConnection: () => void outgoing.destroy(),
      }),
    { overrideGlobalObjects: false, hostname: options.host },
  )
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (incoming, outgoing) => {
      if (incoming.httpVersionMajor < 1) {
        outgoing.writeHead(505, { connection: 'close' }).end()
        return
      }
      answers.begin(incoming, outgoing)
      // Closing a server leaves connections open that become idle after it.
      outgoing.once('close', () => {
        if (closing.signal.aborted) setImmediate(() => server.closeIdleConnections())
      })
      void listener(incoming, outgoing).then(() => dropIdleReader(outgoing, rooms.idleMs))
    },
  )
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

/** A client that does not take the rest of an answer loses its connection. */
function dropIdleReader(outgoing: ServerResponse, idleMs: number): void {
  if (outgoing.writableFinished || outgoing.destroyed) return
  const timer = setTimeout(() => outgoing.destroy(), idleMs).unref()
  outgoing.once('close', () => clearTimeout(timer))
  outgoing.once('finish', () => clearTimeout(timer))
}

/** Counts unfinished answers of a connection: a refusal must not pass for one of them. */
function createUnderWay() {
  const counts = new WeakMap<Duplex, number>()
  const newest = new WeakMap<Duplex, IncomingMessage>()
  const waiting = new WeakMap<Duplex, () => void>()
  return {
    begin(incoming: IncomingMessage, outgoing: ServerResponse): void {
      const { socket } = incoming
      newest.set(socket, incoming)
      counts.set(socket, (counts.get(socket) ?? 0) + 1)
      outgoing.once('close', () => {
        const left = (counts.get(socket) ?? 1) - 1
        counts.set(socket, left)
        if (left === 0) waiting.get(socket)?.()
      })
    },
    /** Refuses what has come last when all before it is answered; at once as a rule. */
    refuse(socket: Duplex, refuse: () => void): void {
      const isInBody = newest.get(socket)?.complete === false
      const before = (counts.get(socket) ?? 0) - (isInBody ? 1 : 0)
      if (before <= 0) refuse()
      else if (isInBody) socket.destroy()
      else waiting.set(socket, refuse)
    },
  }
}

/** What is not HTTP, or too slow or too long for it, never reaches the app. */
function refuse(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, code, detail } = faultOf(error.code)
  const title = STATUS_CODES[status] ?? 'Error'
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code })
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function faultOf(code: string | undefined): { status: number; code: string; detail: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, code: 'headers_too_large', detail: 'the headers are too large' }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'request_timeout', detail: 'the request took too long to arrive' }
    case 'HPE_INVALID_URL':
      return {
        status: 400,
        code: 'bad_request',
        detail:
          'the address has letters or signs that are not percent-encoded; with curl: -G --data-urlencode',
      }
    default:
      return { status: 400, code: 'bad_request', detail: 'this is not HTTP' }
  }
}

async function listen(server: Server, { host, port }: { host: string; port: number }) {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
  } catch (error) {
    throw new Error(`cannot listen on ${host}:${port}: ${reasonOf(error)}`, { cause: error })
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return 'the port is in use; stop the other program or set GRAMD_PORT'
    case 'EACCES':
      return 'this port needs more rights; set GRAMD_PORT to one above 1023'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address; set GRAMD_HOST'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
