import { classify } from '../../../base/classify.ts'
import { LeaseLostError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import {
  endsInRest,
  maxRetriesOf,
  publishFailure,
  type PublishFailure,
} from '../../../platforms/publish-failures.ts'
import type { Outcome, TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { lockPosts } from '../posts/store/lock-posts.ts'
import { applyIfOwn, StaleAttemptError } from './apply-event.ts'
import type { LifeEvent } from './events.ts'
import { alertMissed, missedFailure } from './overdue.ts'
import type { PublicationResult } from './publication.ts'
import type { End, Failed } from './run.ts'
import { MAX_COMMITS } from './steps.ts'
import { pauseAccount } from '../groups/store/publishing-accounts/pauses.ts'
import { isUndecided, type Execution } from './store/executions.ts'
import { clearQuota } from '../groups/store/publishing-accounts/quota.ts'
import { waitSentence, type WaitReason } from './waits.ts'

type Settled = Outcome<PublicationResult>

export const done = (status: string, commit?: (tx: Tx) => Promise<void>): Settled => ({
  kind: 'done',
  result: { status },
  ...(commit && { commit }),
})

export const snooze = (until: Date, code: string, message: string): Settled => ({
  kind: 'snooze',
  until,
  code,
  message,
})

/** Stores how a run ended, and says what becomes of its task. */
export async function settleRun(
  context: TaskContext<Services>,
  execution: Execution,
  end: End,
): Promise<Settled> {
  switch (end.kind) {
    case 'ended':
      return done(end.status)
    case 'paced':
      return snooze(end.until, 'publishing_paced', sentence(end.reason))
    case 'missed':
      return done('failed', async (tx) => {
        const failure = missedFailure(end.lateMs)
        if (await endRun(tx, execution, { type: 'failed', failure }))
          await alertMissed(tx, execution)
      })
    case 'published':
      return done('success')
    case 'wait':
      return await wait(context, execution, end)
    case 'unknown':
      return done('unknown', async (tx) => {
        await endRun(tx, execution, { type: 'lost', message: end.message })
      })
    case 'failed':
      return end.failure.remedy === 'wait'
        ? await wait(context, execution, {
            delayMs: end.failure.retryAfterMs ?? PASSES_MS,
            reason: { code: 'error', message: end.failure.message },
          })
        : await fail(context, execution, end)
    case 'thrown':
      return await settleThrown(context, execution, end.error)
  }
}

const sentence = ({ code, message }: WaitReason): string =>
  waitSentence(code, message ?? null) ?? ''

/** Returns whether the execution still belonged to this task. */
async function endRun(tx: Tx, execution: Execution, event: LifeEvent): Promise<boolean> {
  await lockPosts(tx, [execution.post_id])
  return (await applyIfOwn(tx, execution, event)) !== undefined
}

/** Failures that pass without a known time. */
const PASSES_MS = 5 * 60_000

async function wait(
  context: TaskContext<Services>,
  execution: Execution,
  { delayMs, reason }: { delayMs: number; reason: WaitReason },
): Promise<Settled> {
  const until = new Date(context.services.clock.now().getTime() + delayMs)
  await delay(context, execution, { until, reason })
  return snooze(until, 'publishing_waits', sentence(reason))
}

/** Stores nothing when another task has ended the execution or continues it. */
const delay = async (
  context: TaskContext<Services>,
  execution: Execution,
  wait: { until: Date; reason: WaitReason },
): Promise<void> =>
  await context.checkpoint({}, async (tx) => {
    await applyIfOwn(tx, execution, { type: 'delayed', ...wait })
  })

/**
 * Settles an error: limits and rests delay the execution; a post that was sent is looked up; any
 * other error is a temporary failure.
 */
async function settleThrown(
  context: TaskContext<Services>,
  execution: Execution,
  thrown: unknown,
): Promise<Settled> {
  context.signal.throwIfAborted()
  if (thrown instanceof LeaseLostError || thrown instanceof StaleAttemptError) throw thrown
  const error = classify(thrown)
  const { disposition } = error
  const now = context.services.clock.now().getTime()
  // Nothing that follows makes a sent post a failure: it is looked up, or it is published already.
  const isSent = execution.commit_sent_at !== null
  if (disposition.action === 'snooze' || isSent) {
    const wait = disposition.action === 'snooze' ? disposition : { delayMs: MIN_LOOK_MS }
    const until = 'until' in wait ? wait.until : new Date(now + wait.delayMs)
    await delay(context, execution, { until, reason: { code: 'error', message: error.message } })
    return snooze(until, error.code, error.message)
  }
  context.log.warn({ err: error, code: error.code }, 'publication failed')
  return await fail(context, execution, {
    failure: publishFailure('transient', { message: error.message, code: error.code }),
    isBlameless: true,
  })
}

const MIN_LOOK_MS = 30_000

/**
 * Returns whether the account pauses for a failure: for a fault of its own. The private API answers
 * an account that it distrusts with temporary failures, so there it slows down for those, too; a
 * session that the pool renews does not count.
 */
const isOfAccount = ({ fault, class: kind }: PublishFailure, { route }: Execution): boolean =>
  fault === 'account' || (fault === 'moment' && route === 'private' && kind !== 'session_ended')

/**
 * Retries a passing failure at the growing intervals of an account's pauses; the account does not
 * pause.
 */
function afterTries(
  now: Date,
  tries: number,
  { fault }: PublishFailure,
  pauseMinutes: readonly number[],
): Date {
  if (fault !== 'moment') return now
  const minutes = pauseMinutes[Math.min(tries, pauseMinutes.length - 1)] ?? 0
  return new Date(now.getTime() + minutes * 60_000)
}

/** Tried again after the account's pause, as often as that is allowed; else it ends. */
async function fail(
  context: TaskContext<Services>,
  execution: Execution,
  { failure, isBlameless = false }: Omit<Failed, 'kind'>,
): Promise<Settled> {
  const { clock, config } = context.services
  const { post_id: postId, publishing_account_id: accountId } = execution
  context.note({ failure_class: failure.class, failure_code: failure.code })
  const { remedy } = failure
  const isRestart = remedy === 'begin_again' || remedy === 'reencode'
  const isFinal =
    remedy === 'final' || remedy === 'person' || (remedy === 'reencode' && execution.is_reencoded)
  const isRetried =
    !isFinal &&
    execution.retry_count < Math.min(config.publishRetries, maxRetriesOf(failure)) &&
    (isRestart || execution.commits < MAX_COMMITS)
  const blames = !isBlameless && isOfAccount(failure, execution)
  return done(isRetried ? 'retry' : 'failed', async (tx) => {
    await lockPosts(tx, [postId])
    if (!(await isUndecided(tx, execution))) return
    const isResting =
      failure.remedy === 'rest' ||
      failure.class === 'quota_reached' ||
      (!isRetried && endsInRest(failure))
    const restMs = isResting ? config.publishCooldownMs : null
    const paused = blames
      ? await pauseAccount(tx, accountId, { pauseMinutes: config.publishPauses, restMs })
      : afterTries(clock.now(), execution.retry_count, failure, config.publishPauses)
    if (failure.class === 'quota_reached') await clearQuota(tx, accountId)
    if (!isRetried) {
      await applyIfOwn(tx, execution, { type: 'failed', failure })
      return
    }
    const least =
      clock.now().getTime() + Math.max(config.publishRetryDelayMs, failure.retryAfterMs ?? 0)
    const until = new Date(Math.max(least, paused.getTime()))
    await applyIfOwn(tx, execution, { type: 'retried', until, isRestart, failure })
  })
}
