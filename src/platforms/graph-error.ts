import { AppError, type Disposition, type HttpStatus } from '../base/errors.ts'

/** The kinds of refusals of Meta's official API, each with its remedy. */
export const GRAPH_ERROR_KINDS = [
  /** The token is dead, or Meta requires its owner to act: only a new authorization helps. */
  'reauth',
  /** The grant lacks a right. */
  'permission',
  /** Too many calls; another one would lengthen the penalty. */
  'throttled',
  /** No answer, a broken one or an unusable one: the same call may work later. */
  'transient',
  /** Meta rejects the call as malformed. */
  'invalid',
  /** A metric of the call does not exist for this post. */
  'metric_unsupported',
  /** There are no numbers: too few viewers, or a post from before the account was professional. */
  'no_data',
  /** The object does not exist, or not for this token. */
  'gone',
  /** A daily quota is used up. */
  'quota',
  /** Meta rejects the picture or video. */
  'media_rejected',
  /** Meta restricts the account or app for its behaviour. */
  'blocked',
  /** The app is not set up for this. */
  'config',
] as const
export type GraphErrorKind = (typeof GRAPH_ERROR_KINDS)[number]

export type GraphErrorFacts = {
  kind: GraphErrorKind
  /** Meta's code and subcode; null when the answer has none. */
  metaCode: number | null
  metaSubcode: number | null
  /** Null without a complete answer. */
  httpStatus: number | null
  /** Meta's id of the call, for its support. */
  traceId: string | null
  /** Real ms until Meta accepts calls again, when it says so. */
  retryAfterMs: number | null
  /** Meta's text for the account's owner, often in the owner's language. */
  userMessage: string | null
  /** The accepted values, when the refusal lists them. */
  allowed?: readonly string[]
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const STATUS: Record<GraphErrorKind, HttpStatus> = {
  reauth: 409,
  permission: 403,
  throttled: 429,
  transient: 502,
  invalid: 502,
  metric_unsupported: 502,
  no_data: 404,
  gone: 404,
  quota: 429,
  media_rejected: 422,
  blocked: 403,
  config: 502,
}

/** World ms that a task waits when Meta names no time. */
const WAIT_MS: Partial<Record<GraphErrorKind, number>> = {
  throttled: HOUR_MS,
  quota: HOUR_MS,
  blocked: 6 * HOUR_MS,
}

/**
 * A refusal of Meta's official API, decided by its code and subcode, never by its text. The message
 * has no token in it.
 */
export class GraphError extends AppError {
  readonly code: `meta_${GraphErrorKind}`
  readonly disposition: Disposition
  readonly status: HttpStatus
  readonly kind: GraphErrorKind
  readonly metaCode: number | null
  readonly metaSubcode: number | null
  readonly httpStatus: number | null
  readonly traceId: string | null
  readonly retryAfterMs: number | null
  readonly userMessage: string | null
  readonly allowed: readonly string[]

  constructor(message: string, facts: GraphErrorFacts, options?: ErrorOptions) {
    super(message, options)
    const { kind, retryAfterMs } = facts
    this.kind = kind
    this.code = `meta_${kind}`
    this.status = STATUS[kind]
    this.metaCode = facts.metaCode
    this.metaSubcode = facts.metaSubcode
    this.httpStatus = facts.httpStatus
    this.traceId = facts.traceId
    this.retryAfterMs = retryAfterMs
    this.userMessage = facts.userMessage
    this.allowed = facts.allowed ?? []
    const waitMs = WAIT_MS[kind]
    if (waitMs !== undefined) {
      this.disposition = { action: 'snooze', delayMs: retryAfterMs ?? waitMs }
    } else {
      this.disposition = { action: kind === 'transient' ? 'retry' : 'final' }
    }
  }
}
