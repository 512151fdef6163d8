import {
  ChallengeRequiredError,
  FeedbackRequiredError,
  LoginRequiredError,
  PlatformError,
  RateLimitedError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../errors.ts'
import { NotFoundError, PublishRefusedError, type PublishAnswer } from '../target-errors.ts'
import { publishFailure, type PublishFailure } from '../publish-failures.ts'
import type { PublishFailureClass } from '../publish-failure-classes.ts'

const HOUR_MS = 3_600_000
/** The platform lengthens a block when an action is retried. */
const BLOCK_MS = 24 * HOUR_MS
const THROTTLED_MS = 45 * 60_000

/**
 * Returns what an error of a request says about the post; undefined when it says nothing, such as a
 * spent budget. `wasSent`: the request may have created the post.
 */
export function answerIn(
  thrown: unknown,
  { wasSent, now }: { wasSent: boolean; now: Date },
): PublishAnswer | undefined {
  if (thrown instanceof PublishRefusedError) return thrown.answer
  if (!(thrown instanceof PlatformError)) return undefined
  const failure = failureOf(thrown, now)
  if (!failure) return undefined
  return { kind: wasSent && isOpen(thrown) ? 'unknown' : 'not_published', failure }
}

/** Anything but a refusal: no answer, a failing server, an unreadable answer. */
const isOpen = (error: PlatformError): boolean =>
  error instanceof TransientPlatformError ||
  error instanceof UnexpectedAnswerError ||
  error.owner === 'proxy'

function failureOf(error: PlatformError, now: Date): PublishFailure | undefined {
  const failed = classOf(error)
  if (!failed) return undefined
  const retryAfterMs = retryAfter(error, now)
  const details = error instanceof FeedbackRequiredError ? { details: error.policy } : {}
  return publishFailure(failed, {
    message: error.message,
    code: error.code,
    retryAfterMs,
    ...details,
  })
}

function classOf(error: PlatformError): PublishFailureClass | undefined {
  if (error instanceof FeedbackRequiredError) return 'action_blocked'
  if (error instanceof RateLimitedError) return 'throttled'
  if (error instanceof LoginRequiredError) return 'session_ended'
  if (error instanceof NotFoundError) return 'order_refused'
  if (isOpen(error)) return 'transient'
  // Challenge, second factor, suspension, refused password: each needs a person.
  return error.owner === 'account' || error instanceof ChallengeRequiredError
    ? 'needs_person'
    : undefined
}

function retryAfter(error: PlatformError, now: Date): number | null {
  if (error instanceof RateLimitedError) return THROTTLED_MS
  if (!(error instanceof FeedbackRequiredError)) return null
  return Math.max(BLOCK_MS, (error.until?.getTime() ?? 0) - now.getTime())
}
