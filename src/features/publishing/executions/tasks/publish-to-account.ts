import { z } from 'zod'
import { classify } from '../../../../base/classify.ts'
import { LeaseLostError } from '../../../../base/errors.ts'
import type { Tx } from '../../../../db/database.ts'
import {
  endsInRest,
  mostRetriesOf,
  publishFailure,
  type PublishFailure,
} from '../../../../platforms/publish-failures.ts'
import { enqueueAll } from '../../../../queue/enqueue.ts'
import { defineTask, type Outcome, type TaskContext } from '../../../../queue/task-type.ts'
import type { Services } from '../../../manifest.ts'
import { holdPosts, holdPostsOf } from '../../posts/store/hold-posts.ts'
import { settlePost } from '../../posts/store/settle-post.ts'
import { beginRun } from '../begin-run.ts'
import {
  findExecution,
  isStillOwn,
  pauseAccount,
  storeFailed,
  storeGoOn,
  storeRetry,
  storeUnchecked,
  storeUnknown,
  storeWait,
  SupersededError,
  type Execution,
} from '../store/executions.ts'
import { storeMissed } from '../missed.ts'
import { forgetQuota } from '../store/quota.ts'
import type { End, Failed } from '../run.ts'
import { MOST_COMMITS, takeSteps } from '../steps.ts'
import { tellOfUnknown } from '../tell.ts'
import { watchTask } from '../watch.ts'

const Payload = z.object({
  execution_id: z.uuid(),
  /** Grows with each retry, which is a task of its own, less urgent. */
  round: z.int().default(0),
})
/** Of a publication that a person begins. */
export const priorityOf = ({ is_urgent }: { is_urgent: boolean }): number =>
  is_urgent ? URGENT_PRIORITY : USUAL_PRIORITY

const Result = z.object({ status: z.string() })
type Result = z.output<typeof Result>
type Settled = Outcome<Result>

const URGENT_PRIORITY = 2
const USUAL_PRIORITY = 4
/** Retries give way to what was not tried yet. */
const RETRY_PRIORITY = 7
/** A task whose workers died is followed by another, so often and after this time. */
const MOST_SUCCESSORS = 3
const SUCCESSOR_MS = 5 * 60_000

/**
 * Publishes a post on one account. What is needed to find the post again is stored before the request that may make it,
 * and nothing is sent again before it was looked for.
 */
export const publishToAccount = defineTask<
  Services,
  z.output<typeof Payload>,
  Result,
  z.input<typeof Payload>
>({
  name: 'publish_to_account',
  summary: 'Publishes a post on one account.',
  access: { read: 'publishing:read', write: 'publishing:write' },
  payload: Payload,
  result: Result,
  priority: USUAL_PRIORITY,
  resource: 'none',
  share: 'publishing',
  limit: { max: { of: ({ config }) => config.publishAtOnce }, key: () => 'publishing' },
  dedupeKey: ({ execution_id, round }) => `${execution_id} ${round}`,
  subject: ({ execution_id }) => `execution:${execution_id}`,
  async handle({ payload }, context) {
    const { db, clock } = context.services
    const execution = await findExecution(db, payload.execution_id)
    if (!execution || !isOpen(execution)) return done(execution?.status ?? 'gone')
    // Another task goes on with it, such as the one that followed when this one failed.
    if (execution.round !== payload.round) return done('superseded')
    if (execution.due_at > clock.now())
      return snooze(execution.due_at, 'publishing_later', 'it is not due yet')
    const watch = watchTask(context, { execution_id: execution.id })
    try {
      const begun = await beginRun(context, execution, watch)
      if ('end' in begun) return await settle(context, execution, begun.end)
      const end = await takeSteps(begun.run)
      return await settle(context, begun.run.execution, end)
    } catch (error) {
      if (!(error instanceof SupersededError)) throw error
      return done('superseded')
    } finally {
      watch.stop()
    }
  },
  async onRelease(tx, releases) {
    const ended = releases.flatMap(({ payload, status }) =>
      status === 'pending' ? [] : [{ ...Payload.parse(payload), status }],
    )
    await holdPostsOf(
      tx,
      ended.map(({ execution_id: id }) => id),
    )
    for (const { execution_id: id, round, status } of ended) {
      const found = await findExecution(tx, id)
      if (found && found.round === round && isOpen(found)) await outlive(tx, found, status)
    }
  },
})

/**
 * Its task ended without it, such as when its workers died too often: another task goes on, and looks for what was sent.
 * What is there is never called a failure; after a task that a person has cancelled, a person looks.
 */
async function outlive(tx: Tx, execution: Execution, ended: 'failed' | 'cancelled'): Promise<void> {
  const { id, post_id: postId, commit_sent_at: sentAt, status, retry_count: retries } = execution
  const isThere = status === 'success'
  const isSent = isThere || sentAt !== null
  if (ended === 'failed' && retries < MOST_SUCCESSORS) {
    const { round, dueAt } = await storeGoOn(tx, id, SUCCESSOR_MS)
    const options = { dueAt, priority: RETRY_PRIORITY }
    await enqueueAll(tx, publishToAccount, [{ execution_id: id, round }], options)
    return
  }
  if (isThere) return await storeUnchecked(tx, execution)
  if (isSent) {
    const why = 'gramd stopped working on it after it was sent'
    await storeUnknown(tx, execution, why)
    await tellOfUnknown(tx, execution, why)
  } else {
    const message = ended === 'cancelled' ? 'its task was cancelled' : 'its task failed'
    await storeFailed(tx, execution, { class: 'transient', code: null, message })
  }
  await settlePost(tx, postId)
}

/** It goes on by itself. A success still has its read-back before it. */
const isOpen = ({ status, step }: Execution): boolean =>
  ['queued', 'waiting', 'posting'].includes(status) || (status === 'success' && step !== 'done')

const done = (status: string, commit?: (tx: Tx) => Promise<void>): Settled => ({
  kind: 'done',
  result: { status },
  ...(commit && { commit }),
})

const snooze = (until: Date, code: string, message: string): Settled => ({
  kind: 'snooze',
  until,
  code,
  message,
})

async function settle(
  context: TaskContext<Services>,
  execution: Execution,
  end: End,
): Promise<Settled> {
  const { post_id: postId } = execution
  switch (end.kind) {
    case 'ended':
      return done(end.status)
    case 'paced':
      return snooze(end.until, 'publishing_paced', end.why)
    case 'missed':
      return done('failed', async (tx) => {
        await holdPosts(tx, [postId])
        if (!(await isStillOwn(tx, execution))) return
        await storeMissed(tx, execution, end.lateMs)
        await settlePost(tx, postId)
      })
    case 'published':
      return done('success')
    case 'wait':
      return await wait(context, execution, end)
    case 'unknown':
      return done('unknown', async (tx) => {
        await holdPosts(tx, [postId])
        if (!(await isStillOwn(tx, execution))) return
        await storeUnknown(tx, execution, end.message)
        await settlePost(tx, postId)
        await tellOfUnknown(tx, execution, end.message)
      })
    case 'failed':
      return end.failure.remedy === 'wait'
        ? await wait(context, execution, {
            delayMs: end.failure.retryAfterMs ?? PASSES_MS,
            why: end.failure.message,
          })
        : await fail(context, execution, end)
    case 'thrown':
      return await settleThrown(context, execution, end.error)
  }
}

/** What passes without a known time. */
const PASSES_MS = 5 * 60_000

async function wait(
  context: TaskContext<Services>,
  execution: Execution,
  { delayMs, why }: { delayMs: number; why: string },
): Promise<Settled> {
  const until = new Date(context.services.clock.now().getTime() + delayMs)
  await context.checkpoint({}, async (tx) => await storeWait(tx, execution, { until, why }))
  return snooze(until, 'publishing_waits', why)
}

/** Limits and rests put it back; what has to be looked for is looked for; the rest is a failure for the moment. */
async function settleThrown(
  context: TaskContext<Services>,
  execution: Execution,
  thrown: unknown,
): Promise<Settled> {
  context.signal.throwIfAborted()
  if (thrown instanceof LeaseLostError || thrown instanceof SupersededError) throw thrown
  const error = classify(thrown)
  const { disposition } = error
  const now = context.services.clock.now().getTime()
  // Nothing that follows makes a failure of what was sent: that is looked for, or there already.
  const isSent = execution.commit_sent_at !== null
  if (disposition.action === 'snooze' || isSent) {
    const wait = disposition.action === 'snooze' ? disposition : { delayMs: LEAST_LOOK_MS }
    const until = 'until' in wait ? wait.until : new Date(now + wait.delayMs)
    await context.checkpoint(
      {},
      async (tx) => await storeWait(tx, execution, { until, why: error.message }),
    )
    return snooze(until, error.code, error.message)
  }
  context.log.warn({ err: error, code: error.code }, 'publication failed')
  return await fail(context, execution, {
    failure: publishFailure('transient', { message: error.message, code: error.code }),
    isBlameless: true,
  })
}

const LEAST_LOOK_MS = 30_000

/**
 * Whether the account pauses for it: for a fault of its own. The private API answers an account that it distrusts with
 * failures of the moment, so there it slows down for those, too; a session that the pool renews says nothing of it.
 */
const isOfAccount = ({ fault, class: kind }: PublishFailure, { route }: Execution): boolean =>
  fault === 'account' || (fault === 'moment' && route === 'private' && kind !== 'session_ended')

/** What passes is tried again at the growing distances of an account's pauses, though no account pauses for it. */
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
  const { clock, queue, config } = context.services
  const { id, post_id: postId, publishing_account_id: accountId } = execution
  context.note({ failure_class: failure.class, failure_code: failure.code })
  const { remedy } = failure
  const isAnew = remedy === 'begin_again' || remedy === 'reencode'
  const isFinal =
    remedy === 'final' || remedy === 'person' || (remedy === 'reencode' && execution.is_reencoded)
  const isRetried =
    !isFinal &&
    execution.retry_count < Math.min(config.publishRetries, mostRetriesOf(failure)) &&
    (isAnew || execution.commits < MOST_COMMITS)
  const blames = !isBlameless && isOfAccount(failure, execution)
  return done(isRetried ? 'retry' : 'failed', async (tx) => {
    await holdPosts(tx, [postId])
    if (!(await isStillOwn(tx, execution))) return
    const isResting =
      failure.remedy === 'rest' ||
      failure.class === 'quota_reached' ||
      (!isRetried && endsInRest(failure))
    const restMs = isResting ? config.publishRestMs : null
    const paused = blames
      ? await pauseAccount(tx, accountId, { pauseMinutes: config.publishPauses, restMs })
      : afterTries(clock.now(), execution.retry_count, failure, config.publishPauses)
    if (failure.class === 'quota_reached') await forgetQuota(tx, accountId)
    if (!isRetried) {
      await storeFailed(tx, execution, failure)
      return await settlePost(tx, postId)
    }
    const least =
      clock.now().getTime() + Math.max(config.publishRetryGapMs, failure.retryAfterMs ?? 0)
    const until = new Date(Math.max(least, paused.getTime()))
    const round = await storeRetry(tx, execution, { until, isAnew, failure })
    const options = { dueAt: until, priority: RETRY_PRIORITY }
    await queue.enqueue(tx, publishToAccount, { execution_id: id, round }, options)
  })
}
