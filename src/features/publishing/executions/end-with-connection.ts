import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import { lockPostsOf } from '../posts/store/lock-posts.ts'
import { applyEvents } from './apply-event.ts'

const GONE = 'the account is not connected any more'

/**
 * Ends the executions under way on a connection that is removed. Without the connection, gramd
 * cannot check whether a sent post was published: a person decides. Published posts are not checked
 * again. The tasks of these executions find nothing to do.
 */
export async function endWithConnection(tx: Tx, connectionId: string): Promise<void> {
  const open = sql`(e.status in ('queued', 'waiting', 'posting') or (e.status = 'success' and e.step <> 'done'))`
  const { rows: found } = await sql<{ id: string }>`
    select e.id from executions e join publishing_accounts p on p.id = e.publishing_account_id
    where p.connection_id = ${connectionId}::uuid and ${open}`.execute(tx)
  const ids = found.map(({ id }) => id)
  await lockPostsOf(tx, ids)
  await sql`
    select from publishing_accounts where connection_id = ${connectionId}::uuid for update`.execute(
    tx,
  )
  await applyEvents(tx, ids, () => ({ type: 'disconnected', message: GONE }))
}
