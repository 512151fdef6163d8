import {
  failureOfClass,
  publishFailure,
  type PublishFailure,
} from '../../../platforms/publish-failures.ts'
import { lockPosts } from '../posts/store/lock-posts.ts'
import { applyOwn } from './apply-event.ts'
import type { Step } from './life.ts'
import { creditAccount } from '../groups/store/publishing-accounts/pauses.ts'
import type { Execution } from './store/executions.ts'
import { readBack, writeComment } from './finishing-steps.ts'
import type { LookUpOutcome } from '../../../platforms/publisher.ts'
import { findSendSlot, claimSendSlot, type SendSlot } from './send-slot.ts'
import { restart, onLookupError, knownPosts } from './lookups.ts'
import { restAtLimit } from './store/rest-at-limit.ts'
import { happens, flushLog, loggedStep, type End, type Next, type Run } from './run.ts'

/** The most times that a publication is sent with the same ids; it is looked up after each. */
export const MAX_COMMITS = 3
const MAX_LOOKUPS = 6
/**
 * Lookups of a post that the platform reports as published, at growing intervals: an hour in all.
 */
const MAX_READY_POLLS = 12
const LONGEST_LOOK_MS = 15 * 60_000
/** The fewest polls of a feed before a post that is not in it counts as absent. */
const MIN_LOOKUPS = 3
/** A post that the platform does not show for so long after the last send is not there. */
const INVISIBLE_LIMIT_MS = 30 * 60_000
/** Files that the platform still processes after so long count as not processable. */
const NOT_READY_MS = 15 * 60_000
const NEVER_READY = publishFailure('media_refused', {
  message: 'the platform has not finished processing the files within 15 minutes',
})
const LOOK_AGAIN_MS = 30_000

const STEPS: Record<Step, (run: Run) => Promise<Next>> = {
  upload,
  commit,
  look_up: lookUp,
  read_back: readBack,
  comment: writeComment,
  done: async () => ({ kind: 'published' }),
}

/** Takes steps until the publication is there, or something has to be waited for. */
export async function takeSteps(run: Run): Promise<End> {
  try {
    // A request was sent, and its answer was lost.
    if (run.execution.commit_sent_at !== null && run.execution.step === 'commit')
      await happens(run, { type: 'unanswered', failure: null })
    for (;;) {
      const next = await STEPS[run.execution.step](run)
      if ('kind' in next) return next
      if (next.event) await happens(run, next.event)
      await flushLog(run)
    }
  } catch (error) {
    return { kind: 'thrown', error }
  } finally {
    await flushLog(run)
  }
}

async function upload(run: Run): Promise<Next> {
  const { publisher, order } = run
  const outcome = await loggedStep(run, 'upload', async (call) => publisher.upload(call, order))
  if (outcome.kind === 'ready') return { event: { type: 'uploaded' } }
  if (outcome.kind === 'waiting') return await stillProcessed(run, outcome.delayMs)
  return { kind: 'failed', failure: outcome.failure }
}

/** The publisher of Meta's API gives up by itself. */
async function stillProcessed(run: Run, delayMs: number): Promise<Next> {
  const { route, not_ready_ms: waited } = run.execution
  if (route === 'private' && waited >= NOT_READY_MS) return { kind: 'failed', failure: NEVER_READY }
  await happens(run, { type: 'processing', delayMs })
  return { kind: 'wait', delayMs, reason: { code: 'processing' } }
}

/** Thrown when a publication may not be sent now. */
class NoSlot extends Error {
  readonly turn: Exclude<SendSlot, { kind: 'taken' }>
  constructor(turn: NoSlot['turn']) {
    super(turn.kind)
    this.turn = turn
  }
}

async function commit(run: Run): Promise<Next> {
  const { publisher, order, context } = run
  // Before the account is used: whose turn has not come asks nothing of the platform.
  const { db, config } = context.services
  const later = await findSendSlot(db, run.execution, config)
  if (later) return withoutSlot(run, later)
  const beforeSend = async (): Promise<void> => {
    let turn: SendSlot = { kind: 'ended' }
    await context.checkpoint({}, async (tx) => {
      turn = await claimSendSlot(tx, run.execution, config)
    })
    run.execution = takenBy(turn)
  }
  try {
    const outcome = await loggedStep(run, 'commit', async (call) =>
      publisher.commit({ ...call, beforeSend }, order),
    )
    switch (outcome.kind) {
      case 'published':
        return await published(run, outcome.post)
      case 'waiting':
        return await notReady(run, outcome.delayMs)
      case 'not_published':
        return await refused(run, outcome.failure)
      case 'unknown':
        return { event: { type: 'unanswered', failure: outcome.failure } }
    }
  } catch (thrown) {
    if (!(thrown instanceof NoSlot)) throw thrown
    return withoutSlot(run, thrown.turn)
  }
}

function takenBy(turn: SendSlot): Execution {
  if (turn.kind !== 'taken') throw new NoSlot(turn)
  return turn.execution
}

function withoutSlot({ context }: Run, turn: NoSlot['turn']): Next {
  if (turn.kind === 'ended') return { kind: 'ended', status: 'ended' }
  const delayMs = Math.max(1_000, turn.until.getTime() - context.services.clock.now().getTime())
  return { kind: 'wait', delayMs, reason: turn.reason }
}

/**
 * The platform has made nothing, so that nothing was sent, and is asked again, less often after a
 * while; what is not ready after so much waiting never will be.
 */
async function notReady(run: Run, retryMs: number): Promise<Next> {
  const { not_ready_ms: waited } = run.execution
  if (waited >= NOT_READY_MS) return await refused(run, NEVER_READY)
  const delayMs = Math.round(Math.max(retryMs, Math.min(waited / 4, LOOK_AGAIN_MS)))
  await happens(run, { type: 'not_ready', delayMs })
  return { kind: 'wait', delayMs, reason: { code: 'processing' } }
}

const LAST: ReadonlySet<PublishFailure['remedy']> = new Set(['final', 'begin_again', 'reencode'])

/**
 * Handles a refusal. If it ends the post, or restarts it, it does not tell the fate of what was
 * sent before and never answered: that is looked up once more.
 */
async function refused(run: Run, failure: PublishFailure): Promise<Next> {
  if (LAST.has(failure.remedy) && run.execution.commits > 1)
    return { event: { type: 'unanswered', failure } }
  await happens(run, { type: 'refused', counts: failure.remedy !== 'wait' })
  return { kind: 'failed', failure }
}

async function published(
  run: Run,
  post: { mediaId: string | null; permalink: string | null },
): Promise<Next> {
  const { post_id: postId, publishing_account_id: accountId } = run.execution
  await run.context.checkpoint({}, async (tx) => {
    await lockPosts(tx, [postId])
    await creditAccount(tx, accountId)
    run.execution = await applyOwn(tx, run.execution, { type: 'published', ...post })
    await restAtLimit(tx, accountId, run.context.services.config)
  })
  return { event: null }
}

async function lookUp(run: Run): Promise<Next> {
  const { publisher, order, execution } = run
  const { commit_sent_at: last, first_sent_at: first, lookups, reported_missing_at } = execution
  if (last === null) return { event: { type: 'absent' } }
  const others = await knownPosts(run.context.services.db, execution, first ?? last)
  const sent = { first: first ?? last, last, others }
  let outcome: LookUpOutcome
  try {
    outcome = await loggedStep(run, 'look_up', async (call) => publisher.lookUp(call, order, sent))
  } catch (thrown) {
    return onLookupError(run, thrown)
  }
  // A person has looked before, or no look has found it: some looks more prove enough.
  const isGone = outcome.kind === 'absent' || (outcome.kind === 'unseen' && !outcome.isPublished)
  if (reported_missing_at !== null && isGone)
    return lookups + 1 < MIN_LOOKUPS ? await lookAgain(run, LOOK_AGAIN_MS) : await restart(run)
  return await found(run, outcome)
}

async function found(run: Run, outcome: LookUpOutcome): Promise<Next> {
  const { lookups } = run.execution
  switch (outcome.kind) {
    case 'published':
      return await published(run, outcome.post)
    case 'not_published':
      await happens(run, { type: 'refused', counts: true })
      return { kind: 'failed', failure: outcome.failure }
    case 'absent':
      // A feed may show a post late: after a long pause one poll proves nothing.
      return run.execution.route === 'private' && lookups + 1 < MIN_LOOKUPS
        ? await lookAgain(run, LOOK_AGAIN_MS)
        : await absent(run, outcome)
    case 'unseen':
      return outcome.isPublished
        ? await awaitVisible(run, outcome.delayMs)
        : await lookAgain(run, outcome.delayMs)
  }
}

/**
 * The post is published, and gramd waits to see it. One that stays hidden is there, under an
 * unknown id.
 */
async function awaitVisible(run: Run, delayMs: number): Promise<Next> {
  const lookups = run.execution.lookups + 1
  if (lookups >= MAX_READY_POLLS) return await published(run, { mediaId: null, permalink: null })
  await happens(run, { type: 'unseen' })
  const longer = delayMs * 2 ** Math.max(0, lookups - MAX_LOOKUPS)
  return { kind: 'wait', delayMs: Math.min(longer, LONGEST_LOOK_MS), reason: { code: 'look_up' } }
}

async function lookAgain(run: Run, delayMs: number): Promise<Next> {
  const lookups = run.execution.lookups + 1
  if (lookups >= MAX_LOOKUPS)
    return { kind: 'unknown', message: 'it was sent, and the platform does not show it' }
  await happens(run, { type: 'unseen' })
  return { kind: 'wait', delayMs, reason: { code: 'look_up' } }
}

/** The post is not there: gramd sends it again, unless the answer said why that would not help. */
async function absent(run: Run, { isProven }: { isProven: boolean }): Promise<Next> {
  const { commits, error_class: kind, error_code: code, error_message: message } = run.execution
  const cause = kind === null ? null : failureOfClass(kind, { code, message: message ?? '' })
  // What would need new files may pass once more with the same ones: new ones are the greater risk.
  const isOnceMore = cause?.remedy === 'begin_again' && commits < 2
  if (cause && cause.remedy !== 'retry' && !isOnceMore) {
    await happens(run, { type: 'refused', counts: true })
    return { kind: 'failed', failure: cause }
  }
  return commits < MAX_COMMITS
    ? { event: { type: 'absent' } }
    : await endAbsent(run, { isProven, cause })
}

/**
 * Ends an execution that was sent for the last time and is absent. While its absence is not proven,
 * gramd polls the list of posts until even a late post would be in it; then the execution has
 * failed. It stays recorded as sent, so that a retry looks it up first.
 */
async function endAbsent(
  run: Run,
  { isProven, cause }: { isProven: boolean; cause: PublishFailure | null },
): Promise<Next> {
  const { commits, commit_sent_at: sentAt, error_code: code } = run.execution
  const now = run.context.services.clock.now().getTime()
  const ageMs = now - (sentAt?.getTime() ?? now)
  if (!isProven && ageMs < INVISIBLE_LIMIT_MS) {
    await happens(run, { type: 'unseen' })
    const delayMs = Math.round(Math.max(LOOK_AGAIN_MS, Math.min(ageMs, INVISIBLE_LIMIT_MS - ageMs)))
    return { kind: 'wait', delayMs, reason: { code: 'look_up' } }
  }
  if (isProven) await happens(run, { type: 'refused', counts: true })
  const message = `it was sent ${commits} times and is not there: ${cause?.message ?? 'no answer came'}`
  const failure = publishFailure(cause?.class ?? 'transient', { message, code })
  return { kind: 'failed', failure, isBlameless: cause === null }
}
