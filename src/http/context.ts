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
    /** The declared path of the route that answers, such as /api/tasks/:id. */
    route?: string
    /** The caller; anonymous on open routes. */
    principal: Principal
    authenticate: Authenticate
    /**
     * Principals already looked up for a read-only page: all of its requests belong to one person.
     */
    principals?: FoundPrincipals
    /** The long-running answers of this process. */
    streams: OpenStreams
    recordChange: RecordChange
    keepAnswer: MiddlewareHandler<HttpEnv>
    /** The files of a multipart body; they are deleted when the request ends. */
    upload?: Upload
    log: Logger
    version: string
    /** World time, for Retry-After. */
    clock: Clock
    stopping: boolean
    /** False for an answer that Idempotency-Key must not store, such as one with a secret. */
    isAnswerStorable: boolean
  }
  Bindings: {
    /** Set for a request of gramd to itself, which is neither logged nor counted. */
    isInternal?: boolean
    /** Principals that the calling page has already looked up. */
    principals?: FoundPrincipals | undefined
    /** The address of the client, also behind trusted proxies. */
    address?: string | undefined
    /** Aborts when the server stops: open streams end. */
    closing?: AbortSignal
    /** The connection's memory for answers. */
    room?: OutputBuffer
    /** The request's memory for its body. */
    input?: InputReservation
    /** Asks a client that waits before sending its body (Expect: 100-continue) to send it. */
    continueBody?: () => void
    /** Called for the body of an anonymous client: it must arrive soon. */
    expectShortBody?: () => void
    /**
     * Called when the route takes a large body: it may take longer as long as it keeps arriving.
     */
    awaitLargeBody?: () => void
    /** Breaks the connection, so that the client sees that its answer is incomplete. */
    breakConnection?: () => void
  }
}

export type HttpContext = Context<HttpEnv>

export type OutputBuffer = {
  idleMs: number
  /**
   * Reserves bytes for an answer; undefined when the buffer is full, unless `must` says that the
   * work is already done. The returned function releases them, once.
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
