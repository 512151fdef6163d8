import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'
import type { Services } from '../../../services.ts'
import { postSubject, storeSubject } from '../../subjects.ts'
import { cancelSyncs, stopSync } from './catalog-syncs/syncs.ts'

export type CancelTasks = Pick<Services['queue'], 'cancelWithin'>

const OPEN = ['pending', 'running'] as const

/** Cancels all that is queued or runs for a store, and ends its syncs. */
export async function cancelStoreTasks(
  tx: Tx,
  queue: CancelTasks,
  storeId: string,
  reason = 'the store was removed',
): Promise<void> {
  const { rows: syncs } = await sql<{ id: string }>`
    select id from catalog_syncs where store_id = ${storeId}::uuid and status = 'running'`.execute(
    tx,
  )
  const { rows } = await sql<{ id: number }>`
    select t.id from catalog_posts p
    join shared.scrape_tasks t on t.subject = ${postSubject('')} || p.id and t.status in ('pending', 'running')
    where p.store_id = ${storeId}::uuid
    union all
    select id from shared.scrape_tasks
    where subject = ${storeSubject(storeId)} and status in ('pending', 'running')`.execute(tx)
  await queue.cancelWithin(tx, { ids: rows.map(({ id }) => id), statuses: [...OPEN] })
  await cancelSyncs(
    tx,
    syncs.map(({ id }) => id),
    reason,
  )
}

/** Cancels a sync, and what is queued for it alone. */
export async function cancelSync(
  tx: Tx,
  queue: CancelTasks,
  { id, store_id }: { id: string; store_id: string },
): Promise<boolean> {
  if (!(await stopSync(tx, id, { status: 'cancelled', reason: 'a person cancelled it' })))
    return false
  const { rows } = await sql<{ id: number }>`
    select t.id from catalog_sync_posts e
    join shared.scrape_tasks t on t.subject = ${postSubject('')} || e.post_id and t.status in ('pending', 'running')
    where e.sync_id = ${id}::uuid and e.outcome is null
      and not exists (
        select from catalog_sync_posts o join catalog_syncs s on s.id = o.sync_id
        where o.post_id = e.post_id and o.outcome is null and s.status = 'running')
    union all
    select t.id from shared.scrape_tasks t
    where t.subject = ${storeSubject(store_id)} and t.status in ('pending', 'running')
      and t.payload ->> 'sync_id' = ${id}`.execute(tx)
  await queue.cancelWithin(tx, { ids: rows.map((row) => row.id), statuses: [...OPEN] })
  return true
}
