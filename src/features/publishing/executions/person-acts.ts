import { setTime, storeStopped } from '../posts/store/posts/times.ts'
import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import { idOfShortcode } from '../../../creators/shortcode.ts'
import type { Services } from '../../services.ts'
import { isEditable, settleUnbegun } from '../posts/store/posts/post-state.ts'
import { lockPost } from '../posts/store/posts/posts.ts'
import { applyEvents } from './apply-event.ts'
import { lockExecutions, lockExecutionsOf, type Execution } from './store/executions.ts'
import { allows } from './transitions.ts'

type Cancels = Pick<Services['queue'], 'cancelWithin'>

/**
 * Cancels the schedule of a post and its executions that were not sent; returns how many
 * executions. Executions that wait with files already at their platform are cancelled, too: those
 * files are not public. `stoppedBy` is the user who cancels, or null for the service. Throws
 * ConflictError when there is nothing to cancel.
 */
export async function cancelExecutions(
  tx: Tx,
  queue: Cancels,
  postId: string,
  stoppedBy: string | null,
): Promise<number> {
  const {
    status,
    scheduled_at: scheduledAt,
    publish_requested_at: requestedAt,
  } = await lockPost(tx, postId)
  if (isEditable(status) && (scheduledAt !== null || requestedAt !== null)) {
    await setTime(tx, postId, null)
    await settleUnbegun(tx, postId)
    return 0
  }
  const begun = await lockExecutionsOf(tx, postId)
  const ids = begun.flatMap((execution) => (allows(execution, 'cancelled') ? [execution.id] : []))
  if (ids.length === 0 && status !== 'posting')
    throw new ConflictError(`the post is ${status}: there is nothing to stop`)
  // Before they are: what becomes of the post follows from both.
  if (ids.length > 0) await storeStopped(tx, postId, stoppedBy)
  await applyEvents(tx, ids, () => ({ type: 'cancelled' }))
  await endTasks(tx, queue, ids)
  return ids.length
}

/**
 * Cancels one execution that was not sent; the others of its post go on. Throws
 * NoSuchRecordError, and ConflictError when it is too late.
 */
export async function cancelExecution(
  tx: Tx,
  queue: Cancels,
  { postId, id }: { postId: string; id: string },
): Promise<void> {
  await lockPost(tx, postId)
  const execution = await lockExecution(tx, postId, id)
  if (!allows(execution, 'cancelled'))
    throw new ConflictError(
      `the publication is ${execution.status}: only one that was not sent can be skipped`,
    )
  await applyEvents(tx, [id], () => ({ type: 'cancelled' }))
  await endTasks(tx, queue, [id])
}

async function endTasks(tx: Tx, queue: Cancels, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select t.id from shared.scrape_tasks t
    where t.subject = any (${ids.map((id) => `execution:${id}`)}::text[]) and t.status in ('pending',
      'running')`.execute(tx)
  await queue.cancelWithin(tx, { ids: rows.map(({ id }) => id), statuses: ['pending', 'running'] })
}

/** An execution of a post, which is locked. Throws NoSuchRecordError. */
export async function lockExecution(tx: Tx, postId: string, id: string): Promise<Execution> {
  const [execution] = await lockExecutions(tx, [id])
  if (execution?.post_id !== postId)
    throw new NoSuchRecordError(`the post has no publication ${id}`)
  return execution
}

/**
 * Stores what a person saw at the account: the post is there, at this address, or it is absent. An
 * absent post is looked up once more, and published again if the look-up does not find it. The
 * private API identifies a post by a number, which the letters of its address encode; the ids of
 * Meta's API cannot be derived from the address.
 */
export async function resolveUnknown(
  tx: Tx,
  { postId, id }: { postId: string; id: string },
  found: { permalink: string; shortcode: string } | null,
): Promise<void> {
  await lockPost(tx, postId)
  const { status, route } = await lockExecution(tx, postId, id)
  if (status !== 'unknown')
    throw new ConflictError(`the publication is ${status}: its outcome is known`)
  await applyEvents(tx, [id], () => {
    if (!found) return { type: 'reported_missing' }
    const mediaId = route === 'private' ? idOfShortcode(found.shortcode) : null
    return { type: 'found', mediaId, permalink: found.permalink }
  })
}
