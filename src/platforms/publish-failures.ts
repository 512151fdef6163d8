import {
  type PublishRemedy,
  PUBLISH_FAILURES,
  type PublishFailureClass,
} from './publish-failure-classes.ts'
import { refusalOfText, type RefusalFault } from './graph-refusals.ts'

/** The fault of a class when the platform gives no code for it. */
const FAULTS: Readonly<Record<PublishFailureClass, RefusalFault>> = {
  transient: 'moment',
  throttled: 'account',
  quota_reached: 'account',
  session_ended: 'moment',
  upload_lost: 'moment',
  action_blocked: 'account',
  needs_person: 'account',
  not_permitted: 'account',
  media_refused: 'media',
  media_unreachable: 'media',
  caption_refused: 'order',
  order_refused: 'order',
}

export type PublishFailure = {
  class: PublishFailureClass
  /** The cause, which limits the effect of the failure. */
  fault: RefusalFault
  remedy: PublishRemedy
  /** For people, with the platform's own words; without secrets. */
  message: string
  /** The platform's code, such as `9004/2207052` or `feedback_required`; null without an answer. */
  code: string | null
  /** World ms to wait first, when the platform names them. */
  retryAfterMs: number | null
  /** Further details from the platform: codes, no texts for people. */
  details?: Readonly<Record<string, string>>
}

/** The platform's message about bytes that it cannot read as a picture. */
const UNREADABLE = /^bad image input/i

const remedyOf = (kind: PublishFailureClass, code: string | null): PublishRemedy =>
  kind === 'media_refused' && code !== null && UNREADABLE.test(code)
    ? 'reencode'
    : PUBLISH_FAILURES[kind]

export const publishFailure = (
  kind: PublishFailureClass,
  {
    message,
    code = null,
    retryAfterMs = null,
    details,
  }: Pick<PublishFailure, 'message'> &
    Partial<Pick<PublishFailure, 'code' | 'retryAfterMs' | 'details'>>,
): PublishFailure => ({
  class: kind,
  fault: refusalOfText(code)?.fault ?? FAULTS[kind],
  remedy: remedyOf(kind, code),
  message,
  code,
  retryAfterMs,
  ...(details && { details }),
})

/** A mistake of ours or a hidden block: new files help once or never. */
const ONCE =
  /^(?:no sidecar children|upload[ _]id is none|server .* (?:incorrect|conflicting) upload id)/i
/** The platform's message about files, and about accounts that it distrusts. */
const DISTRUST = /^other media configure error/i

/** The maximum number of retries after such a failure. */
export const maxRetriesOf = ({ code }: Pick<PublishFailure, 'code'>): number =>
  code !== null && ONCE.test(code) ? 1 : Infinity

/** Whether the account rests when even the last try has failed like this. */
export const endsInRest = ({ code }: Pick<PublishFailure, 'code'>): boolean =>
  code !== null && DISTRUST.test(code)

/** Returns the failure of a stored class; null for an unknown name. */
export const failureOfClass = (
  name: string,
  facts: Pick<PublishFailure, 'message' | 'code'>,
): PublishFailure | null => (isFailureClass(name) ? publishFailure(name, facts) : null)

const isFailureClass = (name: string): name is PublishFailureClass =>
  Object.hasOwn(PUBLISH_FAILURES, name)
