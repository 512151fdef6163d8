import { z } from 'zod'
import { redact } from '../../base/redact.ts'
import { GraphError, type GraphErrorKind } from '../graph-error.ts'
import { decimal, flag, isRecord, text } from '../graph-answers.ts'

/** Where a code means something else than elsewhere. */
export type CallContext = 'insights' | 'story_insights' | null

type Rule = {
  code: number | readonly [from: number, to: number]
  /** Absent: any, when no rule names it. */
  subcode?: number
  kind: GraphErrorKind
}

// From Meta's pages on error handling, rate limits and publishing errors. A rule with a subcode
// goes before one without.
const RULES: readonly Rule[] = [
  { code: 1, kind: 'transient' },
  { code: 1, subcode: 2207057, kind: 'invalid' },
  { code: 2, kind: 'transient' },
  { code: 3, kind: 'config' },
  { code: 4, kind: 'throttled' },
  { code: 4, subcode: 2207051, kind: 'blocked' },
  { code: 9, kind: 'quota' },
  { code: 10, kind: 'permission' },
  { code: 17, kind: 'throttled' },
  { code: 24, kind: 'gone' },
  { code: 25, kind: 'blocked' },
  { code: 32, kind: 'throttled' },
  { code: 100, kind: 'invalid' },
  { code: 100, subcode: 33, kind: 'gone' },
  { code: 100, subcode: 2108006, kind: 'no_data' },
  { code: 100, subcode: 2207023, kind: 'media_rejected' },
  { code: 100, subcode: 2207028, kind: 'media_rejected' },
  { code: 100, subcode: 2207035, kind: 'media_rejected' },
  { code: 100, subcode: 2207036, kind: 'media_rejected' },
  { code: 100, subcode: 2207037, kind: 'media_rejected' },
  { code: 100, subcode: 2207040, kind: 'media_rejected' },
  // Business Discovery of a name that nobody has, or of a personal account.
  { code: 110, kind: 'gone' },
  { code: 101, kind: 'config' },
  { code: 102, kind: 'reauth' },
  { code: 104, kind: 'reauth' },
  { code: 190, kind: 'reauth' },
  { code: [200, 299], kind: 'permission' },
  { code: 341, kind: 'throttled' },
  { code: 352, kind: 'media_rejected' },
  { code: 368, kind: 'blocked' },
  { code: 506, kind: 'invalid' },
  { code: 613, kind: 'throttled' },
  { code: 803, kind: 'gone' },
  { code: 9004, kind: 'media_rejected' },
  { code: 9007, kind: 'transient' },
  { code: 9009, kind: 'gone' },
  { code: [36_000, 36_999], kind: 'media_rejected' },
  { code: [80_000, 80_999], kind: 'throttled' },
  { code: [-2, -1], kind: 'transient' },
]

const covers = ({ code }: Rule, asked: number): boolean =>
  typeof code === 'number' ? code === asked : asked >= code[0] && asked <= code[1]

/** The kind of a refusal, by code and subcode alone. */
export function kindOf(
  { code, subcode, isTransient }: { code: number; subcode: number | null; isTransient: boolean },
  context: CallContext = null,
): GraphErrorKind {
  const rules = RULES.filter((rule) => covers(rule, code))
  const exact = rules.find((rule) => rule.subcode !== undefined && rule.subcode === subcode)
  if (exact) return exact.kind
  if (context !== null && code === 100) return 'metric_unsupported'
  if (context === 'story_insights' && code === 10) return 'no_data'
  const general = rules.find((rule) => rule.subcode === undefined)
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

/** Of the endpoint that exchanges the codes of Instagram Login. */
const ExchangeRefusal = z.object({ error_type: z.string(), error_message: text })

export type RefusedAnswer = {
  status: number
  body: unknown
  /** Of the call, as a person names it. */
  what: string
  context: CallContext
  retryAfterMs: number | null
  /** Hidden wherever Meta repeats them. */
  secrets: readonly string[]
}

const LONGEST_TEXT = 300

/** The error of an answer with a refusal; undefined when the body is none. */
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
  const told = kindOf(
    { code, subcode, isTransient: refusal.is_transient || status >= 500 },
    context,
  )
  const isVague = told === 'transient' || told === 'invalid'
  const reason = clean(refusal.message, answer) ?? 'no reason given'
  const title = clean(refusal.error_user_title, answer)
  return new GraphError(`Meta refused ${what}: ${reason}${title === null ? '' : ` (${title})`}`, {
    kind: status === 429 && isVague ? 'throttled' : told,
    metaCode: code,
    metaSubcode: subcode,
    httpStatus: status,
    traceId: refusal.fbtrace_id,
    retryAfterMs,
    userMessage: clean(refusal.error_user_msg, answer),
  })
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

/** No answer, a cut one, or one that no program of Meta's wrote: an edge or a proxy failed. */
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
