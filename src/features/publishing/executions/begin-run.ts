import { publishFailure } from '../../../platforms/publish-failures.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { findPost } from '../posts/store/posts/posts.ts'
import { applyIfOwn } from './apply-event.ts'
import { findExecution, type Execution } from './store/executions.ts'
import { tryStart } from './gates.ts'
import { unseen } from './lookups.ts'
import { overdueBy } from './overdue.ts'
import { buildRequest } from './build-request.ts'
import { refreshQuota } from './store/quota.ts'
import { touchDeadline, type End, type Run } from './run.ts'
import type { Watchdog } from './watchdog.ts'

type Begun<Found> = Found | { end: End }

/** Reads what a run needs, and lets it in; an end when it cannot begin. */
export async function beginRun(
  context: TaskContext<Services>,
  found: Execution,
  watch: Watchdog,
): Promise<Begun<{ run: Run }>> {
  try {
    return await begin(context, found, watch)
  } catch (error) {
    return { end: { kind: 'thrown', error } }
  }
}

async function begin(
  context: TaskContext<Services>,
  found: Execution,
  watch: Watchdog,
): Promise<Begun<{ run: Run }>> {
  const { db, config, publishers } = context.services
  const post = await findPost(db, found.post_id)
  const publisher = publishers[found.route]
  if (!post) return { end: { kind: 'ended', status: 'gone' } }
  if (!publisher) return { end: withoutRoute(found) }
  if (found.route === 'official' && found.connection_id === null)
    return { end: withoutConnection(found) }
  watch.touchDeadline(0)
  const lateMs = await overdueBy(db, found, config.publishLateMs)
  if (lateMs !== null) return { end: { kind: 'missed', lateMs } }
  if (!hasStarted(found)) await refreshQuota(context, found, { publisher, signal: watch.signal })
  const entered = await start(context, found, post.media.length)
  if ('end' in entered) return entered
  const { execution } = entered
  const { ids } = execution
  if (ids === null) throw new Error('an execution began without ids')
  const order = { ...(await buildRequest(db, config, post, found)), ids }
  const { comment } = found
  const run: Run = { context, execution, order, publisher, watch, comment, lines: [] }
  touchDeadline(run)
  return { run }
}

const NOT_SET_UP = {
  official: publishFailure('order_refused', {
    message: 'no app of Meta’s is configured: set META_APP_ID, or publish on accounts of the pool',
  }),
  private: publishFailure('order_refused', { message: 'publishing by the private API is off' }),
} as const

/** Ends an execution whose route is not set up: gramd can neither publish nor look up. */
function withoutRoute(execution: Execution): End {
  const { route, status, commit_sent_at: sentAt } = execution
  const failure = NOT_SET_UP[route]
  return sentAt === null || status === 'success'
    ? { kind: 'failed', failure }
    : unseen(execution, failure.message)
}

/** Ends an execution whose connection is gone: gramd can neither publish nor look up. */
function withoutConnection(execution: Execution): End {
  const message = 'the account is not connected any more'
  return execution.commit_sent_at === null
    ? { kind: 'failed', failure: publishFailure('needs_person', { message }), isBlameless: true }
    : unseen(execution, message)
}

const hasStarted = ({ status }: Execution): boolean => status === 'posting' || status === 'success'

/** Starts an execution on its account, or continues one that has started. */
async function start(
  context: TaskContext<Services>,
  execution: Execution,
  items: number,
): Promise<Begun<{ execution: Execution }>> {
  const { db, config } = context.services
  if (hasStarted(execution)) return { execution }
  let gate: Awaited<ReturnType<typeof tryStart>> | undefined
  await context.checkpoint({}, async (tx) => {
    gate = await tryStart(tx, execution, config, items)
    if (gate.kind === 'wait')
      await applyIfOwn(tx, execution, { type: 'delayed', until: gate.until, reason: gate.reason })
  })
  if (gate?.kind === 'wait')
    return { end: { kind: 'paced', until: gate.until, reason: gate.reason } }
  if (gate?.kind === 'closed')
    return {
      end: {
        kind: 'failed',
        failure: publishFailure('needs_person', { message: gate.why }),
        isBlameless: true,
      },
    }
  const begun = await findExecution(db, execution.id)
  // A person may have stopped it meanwhile.
  return begun && hasStarted(begun)
    ? { execution: begun }
    : { end: { kind: 'ended', status: begun?.status ?? 'gone' } }
}
