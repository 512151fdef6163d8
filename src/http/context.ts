import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log/log.ts'
import type { Authenticate, FoundPrincipals } from './access/authenticate.ts'
import type { Principal } from './access/principal.ts'
import type { InputReservation } from './body/input-buffer.ts'
import type { Upload } from './body/upload.ts'
import type { OpenStreams } from './streams/open-streams.ts'

export type HttpEnv = {
  Variables: {
    requestId: string
    /** The declared path that answers, such as /api/tasks/:id. */
    route?: string
    /** Who asks; nobody on open routes. */
    principal: Principal
    authenticate: Authenticate
    /** Of a page that changes nothing: all that it asks for is one look of one person. */
    principals?: FoundPrincipals
    /** The long answers of this process. */
    streams: OpenStreams
    recordChange: RecordChange
    keepAnswer: MiddlewareHandler<HttpEnv>
    /** What a multipart body brought; its files go when the request ends. */
    upload?: Upload
    log: Logger
    version: string
    /** World time, for how long a client should wait. */
    clock: Clock
    stopping: boolean
    /** False for an answer that Idempotency-Key must not store, such as one with a secret. */
    answerMayBeKept: boolean
  }
  Bindings: {
    /** A request of gramd to itself is neither logged nor counted. */
    isInternal?: boolean
    /** Of the page that asks. */
    principals?: FoundPrincipals | undefined
    /** The address of the client, behind trusted proxies, too. */
    address?: string | undefined
    /** Aborts when the server stops: open streams end. */
    closing?: AbortSignal
    /** The memory for answers that its connection has. */
    room?: OutputBuffer
    /** The memory for its body. */
    input?: InputReservation
    /** Asks a client that waits with its body (Expect: 100-continue) to send it. */
    continueBody?: () => void
    /** The body comes from a stranger: it must arrive soon. */
    expectShortBody?: () => void
    /** The route takes a large body: it may take its time as long as it keeps coming. */
    awaitLargeBody?: () => void
    /** Breaks the connection, so that the client sees that its answer is not whole. */
    breakConnection?: () => void
  }
}

export type HttpContext = Context<HttpEnv>

export type OutputBuffer = {
  idleMs: number
  /**
   * Takes room for an answer; undefined when there is none, unless `must` says that its work is
   * done. The result gives the room back, once.
   */
  take(bytes: number, options?: { must?: boolean }): (() => void) | undefined
}

type ChangedRoute = { operationId: string; path: string; isErasure: boolean }

/** Runs the rest of a request that changes something, and records who changed what. */
export type RecordChange = (
  c: HttpContext,
  next: () => Promise<void>,
  route: ChangedRoute,
) => Promise<void>
