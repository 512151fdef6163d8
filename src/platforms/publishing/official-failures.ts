import { refusalMessage } from '../../base/refusal-texts.ts'
import type { GraphError, GraphErrorKind } from '../graph-error.ts'
import { refusalOf } from '../graph-refusals.ts'
import { publishFailure, type PublishFailure } from '../publish-failures.ts'
import type { PublishFailureClass } from '../publish-failure-classes.ts'

/** The failure classes of codes that are in no table. */
const KINDS: Readonly<Record<GraphErrorKind, PublishFailureClass>> = {
  reauth: 'needs_person',
  permission: 'not_permitted',
  throttled: 'throttled',
  transient: 'transient',
  invalid: 'order_refused',
  metric_unsupported: 'order_refused',
  no_data: 'order_refused',
  gone: 'transient',
  quota: 'quota_reached',
  media_rejected: 'media_refused',
  blocked: 'action_blocked',
  config: 'not_permitted',
}

const HOUR_MS = 3_600_000
const WAIT_MS: Partial<Record<PublishFailureClass, number>> = {
  action_blocked: 24 * HOUR_MS,
  quota_reached: HOUR_MS,
}

/** Returns how a call failed. */
export function failureOf(error: GraphError): PublishFailure {
  const { metaCode, metaSubcode, kind, retryAfterMs, message, userMessage } = error
  const refusal = refusalOf(metaCode, metaSubcode)
  // An answer with status 429 is a limit, whatever its code.
  const failed = refusal && kind === refusal.kind ? refusal.failure : KINDS[kind]
  const failure = publishFailure(failed, {
    message: refusalMessage(refusal?.reason ?? null, message, userMessage),
    code: metaCode === null ? null : codeText(metaCode, metaSubcode),
    retryAfterMs: retryAfterMs ?? WAIT_MS[failed] ?? null,
  })
  const isOfApp = failed === 'throttled' && APP_LIMITS.has(metaCode ?? 0)
  return isOfApp ? { ...failure, remedy: 'wait' } : failure
}

/** Codes of the whole app's limit: it concerns no single account. */
const APP_LIMITS: ReadonlySet<number> = new Set([4, 341])

const codeText = (code: number, subcode: number | null): string =>
  subcode === null ? String(code) : `${code}/${subcode}`

/** Returns how a container failed: it cannot be used again, so a retry needs a new one. */
export function containerFailure(subcode: number | null): PublishFailure {
  const refusal = subcode === null ? undefined : refusalOf(null, subcode)
  const reason = refusal?.failure ?? 'upload_lost'
  const failed = reason === 'transient' ? 'upload_lost' : reason
  const why = subcode === null ? 'without a reason' : `with the code ${subcode}`
  const said = `Meta could not process the files: their container failed ${why}.`
  return publishFailure(failed, {
    message: refusalMessage(refusal?.reason ?? 'processing_failed', said, null),
    code: subcode === null ? null : String(subcode),
  })
}

/**
 * Refusals of a publication that come before anything was created. Posts have appeared after a
 * block for spam (2207051), and a container that is not found may already have been published.
 */
const CERTAIN: ReadonlySet<PublishFailureClass> = new Set<PublishFailureClass>([
  'throttled',
  'quota_reached',
  'needs_person',
  'media_refused',
  'media_unreachable',
  'caption_refused',
])

/** Whether the answer to a publication proves that there is no post. */
export const isCertain = ({ class: kind, code }: PublishFailure): boolean =>
  CERTAIN.has(kind) || (kind === 'not_permitted' && code === '25/2207050') || isMissingRight(code)

/** Codes 3, 10 and 200 to 299: refused before the call is processed. */
const isMissingRight = (code: string | null): boolean => /^(?:3|10|2\d\d)$/.test(code ?? '')
