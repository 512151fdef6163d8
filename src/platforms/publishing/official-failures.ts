import type { GraphError, GraphErrorKind } from '../graph-error.ts'
import {
  publishFailure,
  type PublishFailure,
  type PublishFailureClass,
} from '../publish-failures.ts'

/** Meta's subcodes of publishing, from its table of error codes and from what was seen beside it. */
const SUBCODES: Readonly<Record<number, PublishFailureClass>> = {
  2207001: 'transient',
  2207003: 'transient',
  2207004: 'media_refused',
  2207005: 'media_refused',
  2207006: 'not_permitted',
  2207008: 'upload_lost',
  2207009: 'media_refused',
  2207010: 'caption_refused',
  2207020: 'upload_lost',
  2207023: 'order_refused',
  2207026: 'media_refused',
  2207027: 'transient',
  2207028: 'order_refused',
  2207032: 'transient',
  2207035: 'order_refused',
  2207036: 'order_refused',
  2207037: 'order_refused',
  2207040: 'order_refused',
  2207042: 'quota_reached',
  2207050: 'not_permitted',
  2207051: 'action_blocked',
  2207052: 'media_unreachable',
  2207053: 'upload_lost',
  2207057: 'order_refused',
  2207069: 'quota_reached',
  2207073: 'media_refused',
  2207077: 'media_unreachable',
  2207081: 'order_refused',
  2207082: 'upload_lost',
  2207085: 'media_refused',
}

const KINDS: Readonly<Record<GraphErrorKind, PublishFailureClass>> = {
  reauth: 'needs_person',
  permission: 'not_permitted',
  throttled: 'throttled',
  transient: 'transient',
  invalid: 'order_refused',
  metric_unsupported: 'order_refused',
  no_data: 'order_refused',
  gone: 'not_permitted',
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

/** What people look at when Meta does not get a file. */
const UNREACHED = 'look at the public address of gramd: gramd doctor checks it'

const explained = (failed: PublishFailureClass, message: string): string =>
  failed === 'media_unreachable' ? `${message} (${UNREACHED})` : message

/** How a call failed. */
export function failureOf(error: GraphError): PublishFailure {
  const { metaCode, metaSubcode, kind, retryAfterMs, message } = error
  const failed = (metaSubcode === null ? undefined : SUBCODES[metaSubcode]) ?? KINDS[kind]
  const failure = publishFailure(failed, {
    message: explained(failed, message),
    code: metaCode === null ? null : codeText(metaCode, metaSubcode),
    retryAfterMs: retryAfterMs ?? WAIT_MS[failed] ?? null,
  })
  const isOfApp = failed === 'throttled' && APP_LIMITS.has(metaCode ?? 0)
  return isOfApp ? { ...failure, remedy: 'wait' } : failure
}

/** Codes of the limit of the whole app: no account can help it. */
const APP_LIMITS: ReadonlySet<number> = new Set([4, 341])

const codeText = (code: number, subcode: number | null): string =>
  subcode === null ? String(code) : `${code}/${subcode}`

/** How a container ended: it cannot be used again, so that what would pass needs a new one. */
export function containerFailure(subcode: number | null): PublishFailure {
  const told = (subcode === null ? undefined : SUBCODES[subcode]) ?? 'upload_lost'
  const failed = told === 'transient' ? 'upload_lost' : told
  const why = subcode === null ? 'without a reason' : `with the code ${subcode}`
  const message = `Meta could not process the files: their container failed ${why}`
  const code = subcode === null ? null : String(subcode)
  return publishFailure(failed, { message: explained(failed, message), code })
}

/**
 * Refusals of a publication that come before anything was made. A post was seen after a block for
 * spam (2207051); a container that is not found may be one that was published before.
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

/** Codes 3, 10 and 200 to 299: refused before the call is looked at. */
const isMissingRight = (code: string | null): boolean => /^(?:3|10|2\d\d)$/.test(code ?? '')
