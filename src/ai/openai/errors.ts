import OpenAI from 'openai'
import { classify } from '../../base/classify.ts'
import { AppError, UpstreamDownError, type Disposition } from '../../base/errors.ts'
import { redact } from '../../base/log/redact.ts'
import type { RemoteBatch } from './remote-status.ts'

/** Snoozes (world time) while OpenAI is down, and while it refuses us until a person acts. */
const DOWN_DELAY_MS = 60_000
const REFUSED_DELAY_MS = 15 * 60_000
const MAX_MESSAGE = 300

export type RefusalCode =
  | 'openai_unauthorized'
  | 'openai_forbidden'
  | 'openai_quota_spent'
  | 'openai_model_unavailable'

const QUOTA = /^(insufficient_quota|billing_hard_limit_reached|billing_not_active)$/
const KEY = /^(invalid_api_key|account_deactivated)$/
const NO_MODEL = /^(model_not_found|model_deprecated|deprecated_model)$/
/**
 * Remedies for requests that OpenAI forbids to a known key, by the code of the error (API
 * reference, error codes).
 */
const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  [
    'unsupported_country_region_territory',
    'OpenAI does not serve the country of this address: send from another one',
  ],
  [
    'ip_not_authorized',
    "the project's list of addresses lacks this one: add it there, or use a key of another project",
  ],
  [
    'missing_scope',
    'the key lacks a permission: allow it models, files, batches and responses in the dashboard',
  ],
  [
    'insufficient_permissions',
    'the key lacks a permission: allow it models, files, batches and responses in the dashboard',
  ],
  ['project_archived', 'the project of the key is archived: use a key of another project'],
])
/** For errors without a code. */
const MODEL_IS_GONE =
  /\bmodel\b.{0,120}\b(deprecated|shut ?down|retired|decommissioned|discontinued|does not exist|no longer (available|supported))/is

/**
 * Returns what OpenAI refuses until a person acts: key, address, quota or model; null for anything
 * else. For an answer, a row of a batch, or a whole batch, which has no HTTP status.
 */
export function refusalCode(problem: {
  status: number | null
  code: string | null | undefined
  message: string
}): RefusalCode | null {
  const { status, message } = problem
  const code = problem.code ?? ''
  if (KEY.test(code)) return 'openai_unauthorized'
  if (QUOTA.test(code)) return 'openai_quota_spent'
  if (NO_MODEL.test(code)) return 'openai_model_unavailable'
  if (FORBIDDEN.has(code)) return 'openai_forbidden'
  if (status === 401) return 'openai_unauthorized'
  const mayConcernModel = status === null || [400, 403, 404, 410].includes(status)
  if (mayConcernModel && MODEL_IS_GONE.test(message)) return 'openai_model_unavailable'
  return status === 403 ? 'openai_forbidden' : null
}

export type Refusal = { code: RefusalCode; message: string }

/** Returns why OpenAI refused a whole batch; null when it did not. */
export function refusalOf({ status, error }: RemoteBatch): Refusal | null {
  if (status !== 'failed' || error === null) return null
  const code = refusalCode({ status: null, ...error })
  return code && { code, message: `${error.code}: ${error.message}` }
}

/** OpenAI is unreachable, overloaded or failing: a later request may succeed. */
export class OpenAiDownError extends UpstreamDownError {}

/** OpenAI answers, but a rate limit of ours is used up (429). */
export class OpenAiLimitedError extends OpenAiDownError {}

/** OpenAI refuses key, address, quota or model until a person acts: no task loses an attempt. */
export class OpenAiRefusedError extends AppError {
  readonly code: RefusalCode
  readonly disposition: Disposition = { action: 'snooze', delayMs: REFUSED_DELAY_MS }
  readonly status = 503

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** OpenAI rejects the request; repeating it does not help. */
export class OpenAiRejectedError extends AppError {
  readonly code = 'openai_rejected'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 502
}

/** The request is too large (413). */
export class OpenAiTooLargeError extends OpenAiRejectedError {}

/** A direct answer did not come, but may be paid. */
export class UnansweredError extends AppError {
  readonly code = 'openai_unanswered'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 502

  constructor(reason: string, options?: ErrorOptions) {
    super(`OpenAI was asked, but ${reason} before the answer was here: it may be paid`, options)
  }
}

/** An answer of unknown shape. */
export class OpenAiAnswerError extends AppError {
  readonly code = 'openai_unexpected_answer'
  readonly disposition: Disposition = { action: 'retry' }
  readonly status = 502
}

/**
 * Converts an error of the client library into ours. The original is not its cause: it contains
 * headers, and some messages repeat a part of the key.
 */
export function openAiError(thrown: unknown, apiKey: string): AppError {
  if (thrown instanceof AppError || !(thrown instanceof OpenAI.APIError)) return classify(thrown)
  if (thrown instanceof OpenAI.APIUserAbortError) {
    return classify(new DOMException('the request was interrupted', 'AbortError'))
  }
  if (thrown.status === undefined) {
    return new OpenAiDownError('OpenAI cannot be reached', DOWN_DELAY_MS)
  }
  return statusError(thrown, thrown.status, apiKey)
}

function statusError(
  error: InstanceType<typeof OpenAI.APIError>,
  status: number,
  apiKey: string,
): AppError {
  const { code } = error
  const refusal = refusalCode({ status, code, message: error.message })
  const text = redact(error.message, [apiKey]).slice(0, MAX_MESSAGE)
  if (refusal) {
    const remedies: Record<RefusalCode, string> = {
      openai_unauthorized: `OpenAI refuses the key (${status}${code ? ` ${code}` : ''}): check OPENAI_API_KEY`,
      openai_forbidden: forbiddenBecause(code ?? '', text),
      openai_quota_spent: 'the quota of the OpenAI account is spent: check its billing',
      openai_model_unavailable: `check GRAMD_OPENAI_MODEL: ${text}`,
    }
    return new OpenAiRefusedError(refusal, remedies[refusal])
  }
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const down = status === 429 ? OpenAiLimitedError : OpenAiDownError
    return new down(`OpenAI answered ${text}`, retryAfterMs(error) ?? DOWN_DELAY_MS)
  }
  const rejection = status === 413 ? OpenAiTooLargeError : OpenAiRejectedError
  return new rejection(`OpenAI answered ${text}`)
}

/** OpenAI's own sentence adds details such as the missing scope. */
function forbiddenBecause(code: string, text: string): string {
  const remedy =
    FORBIDDEN.get(code) ?? "check the key's project and its limits in OpenAI's dashboard"
  return `OpenAI knows the key but forbids the request (403${code ? ` ${code}` : ''}): ${remedy}. It says: ${text}`
}

/** `retry-after` in ms, when it is a number of seconds up to an hour. */
function retryAfterMs(error: InstanceType<typeof OpenAI.APIError>): number | undefined {
  const seconds = Number(error.headers?.get('retry-after') ?? Number.NaN)
  return seconds > 0 && seconds <= 3_600 ? seconds * 1_000 : undefined
}
