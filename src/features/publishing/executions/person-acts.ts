import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/database.ts'
import { idOfShortcode } from '../../../creators/shortcode.ts'
import type { Services } from '../../manifest.ts'
import { isEditable, settleUnbegun } from '../posts/store/post-state.ts'
import { lockPost } from '../posts/store/posts.ts'
import { settlePost } from '../posts/store/settle-post.ts'
import { lacksComment } from './store/executions.ts'
import { priorityOf, publishToAccount } from './tasks/publish-to-account.ts'

type Cancels = Pick<Services['queue'], 'cancelWithin'>

/**
 * Cancels what was not sent of a post, and its schedule; gives how many. Whatever has files at its platform already, and
 * waits, is cancelled, too: nobody sees them. `stoppedBy` is the user who does it, null the service. Throws ConflictError
 * when nothing is left.
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
    publish_asked_at: askedAt,
  } = await lockPost(tx, postId)
  if (isEditable(status) && (scheduledAt !== null || askedAt !== null)) {
    await sql`
      update posts set scheduled_at = null, time_zone = null, missed_at = null, publish_asked_at = null
      where id = ${postId}::uuid`.execute(tx)
    await settleUnbegun(tx, postId)
    return 0
  }
  const { rows } = await sql<{ id: string }>`
    update executions set status = 'cancelled', ended_at = world_now(), waits_for = null, updated_at = world_now()
    where post_id = ${postId}::uuid and commit_sent_at is null
      and (status in ('queued', 'waiting') or (status = 'posting' and commits = 0))
    returning id`.execute(tx)
  if (rows.length === 0 && status !== 'posting')
    throw new ConflictError(`the post is ${status}: there is nothing to stop`)
  if (rows.length > 0)
    await sql`
      update posts set stopped_at = world_now(), stopped_by = ${stoppedBy}::uuid where id = ${postId}::uuid`.execute(
      tx,
    )
  await endTasks(
    tx,
    queue,
    rows.map(({ id }) => id),
  )
  await settlePost(tx, postId)
  return rows.length
}

async function endTasks(tx: Tx, queue: Cancels, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select t.id from shared.scrape_tasks t
    where t.subject = any (${ids.map((id) => `execution:${id}`)}::text[]) and t.status in ('pending', 'running')`.execute(
    tx,
  )
  await queue.cancelWithin(tx, { ids: rows.map(({ id }) => id), statuses: ['pending', 'running'] })
}

type Found = {
  id: string
  post_id: string
  status: string
  round: number
  route: string
  username: string
  error_class: string | null
}

/** Throws NoSuchRecordError. */
export async function lockExecution(tx: Tx, postId: string, id: string): Promise<Found> {
  const { rows } = await sql<Found>`
    select id, post_id, status, round, route, username, error_class from executions
    where id = ${id}::uuid and post_id = ${postId}::uuid for no key update`.execute(tx)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`the post has no publication ${id}`)
  return row
}

/**
 * A person has looked: the post is there, at this address, or it is not: then it is looked for once more, and published
 * anew when no look finds it. The private API names a post by the number that its address says in letters; Meta's own numbers nobody can read out of it.
 */
export async function resolveUnknown(
  tx: Tx,
  queue: Services['queue'],
  { postId, id }: { postId: string; id: string },
  found: { permalink: string; shortcode: string } | null,
): Promise<void> {
  const post = await lockPost(tx, postId)
  const { status, round, route } = await lockExecution(tx, postId, id)
  if (status !== 'unknown')
    throw new ConflictError(`the publication is ${status}: its outcome is known`)
  if (found) {
    const mediaId = route === 'private' ? idOfShortcode(found.shortcode) : null
    const lacks = ['not_checked', ...(await lacksComment(tx, id))]
    await sql`
      update executions set status = 'success', step = 'done', permalink = ${found.permalink}, media_id = ${mediaId},
        posted_at = coalesce(commit_sent_at, world_now()), ended_at = world_now(), warnings = ${lacks}::text[],
        error_class = null, error_code = null, error_message = null, updated_at = world_now()
      where id = ${id}::uuid`.execute(tx)
    await settlePost(tx, postId)
    return
  }
  await sql`
    update executions set status = 'posting', step = 'look_up', due_at = world_now(), round = ${round + 1},
      disowned_at = world_now(), looks = 0, retry_count = 0, error_class = null, error_code = null, error_message = null,
      updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
  await queue.enqueue(
    tx,
    publishToAccount,
    { execution_id: id, round: round + 1 },
    { priority: priorityOf(post) },
  )
  await settlePost(tx, postId)
}
