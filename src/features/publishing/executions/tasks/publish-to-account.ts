import type { z } from 'zod'
import { defineTask } from '../../../../queue/task-type.ts'
import type { Services } from '../../../services.ts'
import { lockPostsOf } from '../../posts/store/lock-posts.ts'
import { applyEvents, StaleAttemptError } from '../apply-event.ts'
import { beginRun } from '../begin-run.ts'
import type { LifeEvent } from '../events.ts'
import { isOpen, stateOf } from '../life.ts'
import { publication, PublicationPayload, type PublicationResult } from '../publication.ts'
import { done, settleRun, snooze } from '../settle-run.ts'
import { takeSteps } from '../steps.ts'
import { findExecution, type Execution } from '../store/executions.ts'
import { taskWatchdog } from '../watchdog.ts'

/** A task whose workers died is followed by another, so often and after this time. */
const MAX_SUCCESSORS = 3
const SUCCESSOR_MS = 5 * 60_000
/** Once it was sent: looking it up publishes nothing, and the doubled times reach over a day. */
const MAX_LOOKUP_SUCCESSORS = 9

/**
 * Publishes a post on one account. Data needed to find the post again are stored before the request
 * that may create it, and nothing is sent again before it was looked up.
 */
export const publishToAccount = defineTask<
  Services,
  z.output<typeof PublicationPayload>,
  PublicationResult,
  z.input<typeof PublicationPayload>
>({
  ...publication,
  async handle({ payload }, context) {
    const { db, clock } = context.services
    const execution = await findExecution(db, payload.execution_id)
    if (!execution || !isOpen(execution)) return done(execution?.status ?? 'gone')
    // Another task continues it, such as the one that followed when this one failed.
    if (execution.attempt !== payload.attempt) return done('superseded')
    if (execution.due_at > clock.now())
      return snooze(execution.due_at, 'publishing_later', 'it is not due yet')
    const watch = taskWatchdog(context, { execution_id: execution.id })
    try {
      const begun = await beginRun(context, execution, watch)
      if ('end' in begun) return await settleRun(context, execution, begun.end)
      const end = await takeSteps(begun.run)
      return await settleRun(context, begun.run.execution, end)
    } catch (error) {
      if (!(error instanceof StaleAttemptError)) throw error
      return done('superseded')
    } finally {
      watch.stop()
    }
  },
  async onRelease(tx, releases) {
    const ended = releases.flatMap(({ payload, status }) =>
      status === 'pending' ? [] : [{ ...PublicationPayload.parse(payload), status }],
    )
    const ids = ended.map(({ execution_id: id }) => id)
    await lockPostsOf(tx, ids)
    await applyEvents(tx, ids, (execution) => {
      const task = ended.find(
        ({ execution_id: id, attempt }) => id === execution.id && attempt === execution.attempt,
      )
      return task && afterTask(execution, task.status)
    })
  },
})

/**
 * Returns the event for an execution whose task ended without an outcome, such as when its workers
 * died too often: another task continues, and looks up what was sent. A published post never counts
 * as a failure; after a task that a person has cancelled, a person checks.
 */
function afterTask(execution: Execution, ended: 'failed' | 'cancelled'): LifeEvent | undefined {
  if (!isOpen(execution)) return undefined
  const state = stateOf(execution)
  const successors = execution.retry_count
  if (
    ended === 'failed' &&
    successors < (state === 'sent' ? MAX_LOOKUP_SUCCESSORS : MAX_SUCCESSORS)
  )
    return { type: 'handed_on', delayMs: SUCCESSOR_MS * 2 ** successors }
  if (state === 'published') return { type: 'left_unchecked' }
  if (state === 'sent')
    return { type: 'lost', message: 'gramd stopped working on it after it was sent' }
  const message = ended === 'cancelled' ? 'its task was cancelled' : 'its task failed'
  return { type: 'failed', failure: { class: 'transient', code: null, message } }
}
