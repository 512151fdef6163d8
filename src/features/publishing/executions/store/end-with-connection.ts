import { sql } from 'kysely'
import type { Tx } from '../../../../db/database.ts'
import { holdPostsOf } from '../../posts/store/hold-posts.ts'
import { settlePost } from '../../posts/store/settle-post.ts'
import { tellOfUnknown } from '../tell.ts'

const GONE = 'the account is not connected any more'

/**
 * Ends what is under way on a connection that is removed. Nobody can look whether what was sent is there: a person
 * decides. What is there is not looked at again. Their tasks find nothing to do.
 */
export async function endWithConnection(tx: Tx, connectionId: string): Promise<void> {
  const open = sql`(e.status in ('queued', 'waiting', 'posting') or (e.status = 'success' and e.step <> 'done'))`
  const { rows: found } = await sql<{ id: string }>`
    select e.id from executions e join publishing_accounts p on p.id = e.publishing_account_id
    where p.connection_id = ${connectionId}::uuid and ${open}`.execute(tx)
  const ids = found.map(({ id }) => id)
  await holdPostsOf(tx, ids)
  await sql`
    select from publishing_accounts where connection_id = ${connectionId}::uuid for update`.execute(
    tx,
  )
  const { rows: ended } = await sql<{
    id: string
    post_id: string
    username: string
    status: string
  }>`
    update executions e set waits_for = null, updated_at = world_now(),
      status = case when e.status = 'success' then e.status when e.commit_sent_at is null then 'failed' else 'unknown' end,
      ended_at = case when e.status = 'success' then e.ended_at when e.commit_sent_at is null then world_now() end,
      error_class = case
        when e.status = 'success' then null when e.commit_sent_at is null then 'needs_person' else 'unknown_outcome' end,
      error_code = null, error_message = case when e.status <> 'success' then ${GONE} end,
      step = case when e.status = 'success' then 'done' else e.step end,
      warnings = case when e.status <> 'success' then e.warnings else e.warnings
        || case when e.step = 'read_back' then array['not_checked'] else '{}' end
        || case when e.comment is not null then array['comment_not_written'] else '{}' end end
    where e.id = any (${ids}::uuid[]) and ${open}
    returning e.id, e.post_id, e.username, e.status`.execute(tx)
  for (const postId of new Set(ended.map(({ post_id: id }) => id))) await settlePost(tx, postId)
  for (const execution of ended)
    if (execution.status === 'unknown') await tellOfUnknown(tx, execution, GONE)
}
