import { sql } from 'kysely'
import { raiseAlert } from '../../../../../alerts/raise.ts'
import type { Tx } from '../../../../../db/handles.ts'
import { PUBLISHING_ALERTS } from '../../../declare.ts'

type Settled = { author_id: string | null; status: string; success: number; total: number }

/**
 * Sets the state of a post to that of its executions, and notifies its author when the last has
 * ended. If a person stopped the post, it is cancelled, whatever was published before, until it is
 * retried. The post is locked before its executions change: otherwise, of two that end at once,
 * each would count the other one as open.
 */
export async function settlePost(tx: Tx, postId: string): Promise<void> {
  const { rows } = await sql<Settled>`
    with counts as (
      select count(*) filter (where status <> 'skipped') as total,
        count(*) filter (where status in ('queued', 'waiting', 'posting')) as open,
        count(*) filter (where status = 'success') as success,
        count(*) filter (where status = 'cancelled') as cancelled
      from executions where post_id = ${postId}::uuid
    ),
    post as (
      select stopped_at is not null as is_stopped from posts where id = ${postId}::uuid
    ),
    settled as (
      select *, case
          when open > 0 then 'posting'
          when cancelled > 0 and is_stopped then 'cancelled'
          when success = total and total > 0 then 'completed'
          when success > 0 then 'partly_failed'
          when cancelled = total and total > 0 then 'cancelled'
          else 'failed'
        end as state
      from counts cross join post
    )
    update posts p set status = s.state, updated_at = world_now(),
      completed_at = case when s.open = 0 then coalesce(p.completed_at, world_now()) end
    from settled s
    where p.id = ${postId}::uuid and p.status is distinct from s.state
    returning p.author_id, p.status, s.success::int, s.total::int`.execute(tx)
  const [post] = rows
  if (post && ['completed', 'partly_failed', 'failed'].includes(post.status))
    await notifyAuthor(tx, postId, post)
}

async function notifyAuthor(tx: Tx, postId: string, post: Settled): Promise<void> {
  const { author_id: authorId, status, success, total } = post
  const { post_ended: kind } = PUBLISHING_ALERTS
  const severity = status === 'completed' ? ('info' as const) : ('warning' as const)
  const notice = {
    severity,
    cause: `post:${postId}`,
    item: { post_id: postId, status, success, total },
  }
  await raiseAlert(
    tx,
    authorId === null
      ? { ...kind, ...notice, audience: 'operators' }
      : { ...kind, ...notice, userId: authorId },
  )
}
