import { z } from 'zod'
import { redact } from '../../base/log/redact.ts'
import { GraphError, type GraphErrorKind } from '../graph-error.ts'
import { decimal, flag, isRecord, text } from '../graph-answers.ts'
import { refusalOf as refusalOfCode, refusalOfSubcode } from '../graph-refusals.ts'

/** The contexts in which a code has a different meaning. */
export type CallContext = 'insights' | 'story_insights' | null

/** Returns the kind of a refusal, by code and subcode alone. */
export function kindOf(
  { code, subcode, isTransient }: { code: number; subcode: number | null; isTransient: boolean },
  context: CallContext = null,
): GraphErrorKind {
  const exact = subcode === null ? undefined : refusalOfSubcode(code, subcode)
  if (exact) return exact.kind
  if (context !== null && code === 100) return 'metric_unsupported'
  if (context === 'story_insights' && code === 10) return 'no_data'
  const general = refusalOfCode(code, null)
  if (general) return general.kind
  return isTransient ? 'transient' : 'invalid'
}

const Refusal = z.object({
  message: text,
  code: decimal,
  error_subcode: decimal,
  is_transient: flag,
  error_user_title: text,
  error_user_msg: text,
  fbtrace_id: text,
})

/** A refusal of the endpoint that exchanges the codes of Instagram Login. */
const ExchangeRefusal = z.object({ error_type: z.string(), error_message: text })

export type RefusedAnswer = {
  status: number
  body: unknown
  /** The name of the call in messages. */
  what: string
  context: CallContext
  retryAfterMs: number | null
  /** Secrets, which are hidden wherever Meta repeats them. */
  secrets: readonly string[]
}

const LONGEST_TEXT = 300

/** Returns the error of a refused answer; undefined when the body is not a refusal. */
export function refusalOf(answer: RefusedAnswer): GraphError | undefined {
  const { body } = answer
  const refusal = isRecord(body) ? Refusal.safeParse(body['error']).data : undefined
  if (refusal) return graphRefusal(refusal, answer)
  const exchange = ExchangeRefusal.safeParse(body).data
  return exchange && exchangeRefusal(exchange.error_message, answer)
}

function graphRefusal(refusal: z.output<typeof Refusal>, answer: RefusedAnswer): GraphError {
  const { status, what, context, retryAfterMs } = answer
  const code = refusal.code ?? 0
  const subcode = refusal.error_subcode
  const reported = kindOf(
    { code, subcode, isTransient: refusal.is_transient || status >= 500 },
    context,
  )
  const isVague = reported === 'transient' || reported === 'invalid'
  const reason = clean(refusal.message, answer) ?? 'no reason given'
  const title = clean(refusal.error_user_title, answer)
  return new GraphError(`Meta refused ${what}: ${reason}${title === null ? '' : ` (${title})`}`, {
    kind: status === 429 && isVague ? 'throttled' : reported,
    metaCode: code,
    metaSubcode: subcode,
    httpStatus: status,
    traceId: refusal.fbtrace_id,
    retryAfterMs,
    userMessage: clean(refusal.error_user_msg, answer),
    allowed: allowedIn(refusal.message),
  })
}

/** Reads the whole text: a list of metrics is longer than the part that an error stores. */
function allowedIn(message: string | null): string[] {
  const [, list = ''] = message?.split('must be one of the following values:') ?? []
  return list.split(/[\s,]+/).filter((name) => /^\w+$/.test(name))
}

function exchangeRefusal(message: string | null, answer: RefusedAnswer): GraphError {
  const { status, what, retryAfterMs } = answer
  const kind = status >= 500 ? 'transient' : 'invalid'
  return new GraphError(`Meta refused ${what}: ${clean(message, answer) ?? 'no reason given'}`, {
    kind: status === 429 ? 'throttled' : kind,
    metaCode: null,
    metaSubcode: null,
    httpStatus: status,
    traceId: null,
    retryAfterMs,
    userMessage: null,
  })
}

const clean = (value: string | null, { secrets }: RefusedAnswer): string | null =>
  value === null ? null : redact(value, secrets).slice(0, LONGEST_TEXT)

/**
 * Returns the error for a missing or truncated answer, or one that comes from an edge server or
 * proxy instead of Meta's API.
 */
export function brokenAnswer(
  message: string,
  facts: { status: number | null; retryAfterMs: number | null },
  options?: ErrorOptions,
): GraphError {
  return new GraphError(
    message,
    {
      kind: facts.status === 429 ? 'throttled' : 'transient',
      metaCode: null,
      metaSubcode: null,
      httpStatus: facts.status,
      traceId: null,
      retryAfterMs: facts.retryAfterMs,
      userMessage: null,
    },
    options,
  )
}
