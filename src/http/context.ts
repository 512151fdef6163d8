import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { RecordChange } from './access/audit.ts'
import type { Authenticate } from './access/authenticate.ts'
import type { Principal } from './access/principal.ts'
import type { AnswerRoom } from './answer-room.ts'
import type { Upload } from './body/multipart.ts'

/** What every handler finds in its context. */
export type HttpEnv = {
  Variables: {
    requestId: string
    /** Who asks; nobody on open routes. */
    principal: Principal
    authenticate: Authenticate
    /** Records what the request changes. */
    recordChange: RecordChange
    /** Stores answers for Idempotency-Key. */
    keepAnswer: MiddlewareHandler<HttpEnv>
    /** What a multipart body brought; its files go when the request ends. */
    upload?: Upload
    /** The daemon's log with the request id in it. */
    log: Logger
    version: string
    /** World time, for how long a client should wait. */
    clock: Clock
    /** The process has begun to stop. */
    stopping: boolean
    /** Set to false by a handler whose answer must not be stored for Idempotency-Key, such as one with a secret. */
    answerMayBeKept: boolean
  }
  Bindings: {
    /** gramd asks itself: the request is neither logged nor counted. */
    isInternal?: boolean
    /** The address of the client, behind trusted proxies, too. */
    address?: string | undefined
    /** Aborts when the server stops: open streams end. Absent without a server, as in tests of the bare app. */
    closing?: AbortSignal
    /** The memory for answers that its connection has. */
    room?: AnswerRoom
    /** Ends the connection of this request at once, so that the client sees that its answer is not whole. */
    breakConnection?: () => void
  }
}

export type HttpContext = Context<HttpEnv>
