import { STATUS_CODES } from 'node:http'
import {
  ConflictError,
  InvalidInputError,
  LimitedError,
  NoSuchRecordError,
  type AppError,
  type FieldProblem,
} from '../base/errors.ts'
import { redact } from '../base/log/redact.ts'
import type { LastChange } from './access/last-change.ts'
import {
  AccessError,
  ForbiddenError,
  IdempotencyError,
  PreconditionFailedError,
  UnauthenticatedError,
} from './errors.ts'
import { rateLimitHeaders } from './rate-limit.ts'
import type { HttpContext, Problem } from './router.ts'

export type ProblemFields = {
  status: number
  code: string
  detail: string
  errors?: readonly FieldProblem[]
  facts?: Readonly<Record<string, number | null>>
  /** World time from which the request may succeed. */
  until?: Date | undefined
  /** The row as it is now, when If-Match names another version of it. */
  current?: unknown
  /** The last change of that row. */
  lastChange?: LastChange | undefined
  headers?: Record<string, string>
}

/** Returns an RFC 9457 answer. Its `type` is about:blank: programs read the `code`. */
export function problemResponse(c: HttpContext, fields: ProblemFields): Response {
  const body: Problem & { current?: unknown } & Partial<LastChange> = {
    type: 'about:blank',
    title: STATUS_CODES[fields.status] ?? 'Error',
    status: fields.status,
    detail: fields.detail,
    code: fields.code,
    instance: c.req.path,
    request_id: c.get('requestId'),
    ...(fields.facts && Object.keys(fields.facts).length > 0 ? { facts: fields.facts } : {}),
    ...(fields.until ? { until: fields.until.toISOString() } : {}),
    ...(fields.errors && fields.errors.length > 0 ? { errors: [...fields.errors] } : {}),
    ...(fields.current === undefined ? {} : { current: fields.current }),
    ...fields.lastChange,
  }
  return new Response(JSON.stringify(body), {
    status: fields.status,
    headers: { 'content-type': 'application/problem+json', ...fields.headers },
  })
}

/** Returns the answer to a failure. The message of a defect stays hidden: it may hold anything. */
export function problemOf(c: HttpContext, error: AppError, lastChange?: LastChange): Response {
  return problemResponse(c, {
    status: error.status,
    code: error.code,
    detail: detailOf(error),
    errors: fieldProblems(c, error),
    facts: error instanceof ConflictError ? error.facts : {},
    until: untilOf(c, error),
    current: error instanceof PreconditionFailedError ? error.current : undefined,
    lastChange,
    headers: headersOf(c, error),
  })
}

/** Messages of other servers are redacted; our own never hold a secret. */
function detailOf(error: AppError): string {
  if (error.code === 'defect') return 'gramd has a defect; its log has the details'
  return error.status >= 500 ? redact(error.message) : error.message
}

function fieldProblems(c: HttpContext, error: AppError): readonly FieldProblem[] {
  if (error instanceof InvalidInputError || error instanceof IdempotencyError) return error.problems
  if (error instanceof ConflictError && error.problems.length > 0) return error.problems
  if (error instanceof PreconditionFailedError)
    return [{ field: 'if-match', reason: error.message, code: error.code }]
  if (error instanceof AccessError)
    return [{ field: 'authorization', reason: error.message, code: 'not_accepted' }]
  const [field] = Object.keys(c.req.param())
  if ((error instanceof NoSuchRecordError || error instanceof ConflictError) && field)
    return [{ field, reason: error.message, code: 'not_accepted' }]
  return []
}

function untilOf(c: HttpContext, { disposition }: AppError): Date | undefined {
  if ('until' in disposition) return disposition.until
  if (!('delayMs' in disposition) || disposition.delayMs <= 0) return undefined
  return new Date(c.get('clock').now().getTime() + disposition.delayMs)
}

function headersOf(c: HttpContext, error: AppError): Record<string, string> {
  if (error instanceof UnauthenticatedError) {
    const invalid = error.code === 'token_invalid' ? ', error="invalid_token"' : ''
    return { 'www-authenticate': `Bearer realm="gramd"${invalid}` }
  }
  if (error instanceof ForbiddenError) {
    return {
      'www-authenticate': `Bearer realm="gramd", error="insufficient_scope", scope="${error.scope}"`,
    }
  }
  if (error instanceof PreconditionFailedError) return { etag: error.tag }
  const until = untilOf(c, error)
  if (until && error instanceof LimitedError) {
    const seconds = secondsUntil(c, until)
    const spent = { limit: error.limit, left: 0, resetSeconds: seconds }
    return { 'retry-after': String(seconds), ...rateLimitHeaders([spent]) }
  }
  if (until) return { 'retry-after': String(secondsUntil(c, until)) }
  if (error.status === 503 || error.code === 'idempotency_key_in_use') return { 'retry-after': '2' }
  return {}
}

/** Real seconds from now until `until`, at least one. */
function secondsUntil(c: HttpContext, until: Date): number {
  const clock = c.get('clock')
  const seconds = Math.ceil(clock.realMs(until.getTime() - clock.now().getTime()) / 1000)
  return Number.isFinite(seconds) ? Math.max(1, seconds) : 1
}
