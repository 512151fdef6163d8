import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { Services } from '../../../services.ts'
import { draftKind } from '../../extract/draft-kind.ts'
import { holdReason } from '../../extract/hold-reason.ts'
import { postSubject, storeSubject } from '../../subjects.ts'

/** The maximum number of posts of a sync that are read: what one waits for, the others do, too. */
const MAX_POSTS = 20

type Sync = { syncId: string; storeId: string }

/** Returns what a running sync waits for; null while it proceeds. */
export const readWait = async (
  services: Pick<Services, 'db' | 'config'>,
  sync: Sync,
): Promise<string | null> =>
  (await readRetry(services.db, sync)) ?? (await readBatch(services, sync))

const openPosts = (syncId: string) => sql`
  select post_id from catalog_sync_posts where sync_id = ${syncId}::uuid and outcome is null limit ${MAX_POSTS}`

/** Returns why the first task was put back. */
async function readRetry(db: Db, { syncId, storeId }: Sync): Promise<string | null> {
  const { rows } = await sql<{ error_message: string | null }>`
    select t.error_message from (
      select s.error_message, s.next_retry_at from shared.scrape_tasks s
      where s.subject = ${storeSubject(storeId)} and s.status = 'pending' and s.next_retry_at > world_now()
      union all
      select s.error_message, s.next_retry_at from (${openPosts(syncId)}) e
      join shared.scrape_tasks s on s.subject = ${postSubject('')} || e.post_id
        and s.status = 'pending' and s.next_retry_at > world_now()
    ) t order by t.next_retry_at limit 1`.execute(db)
  return rows[0]?.error_message ?? null
}

/** Returns the batch that its posts are in or wait for, and what delays batches. */
async function readBatch(
  services: Pick<Services, 'db' | 'config'>,
  { syncId }: Sync,
): Promise<string | null> {
  const { rows } = await sql<{ sent: string | null; is_held: boolean }>`
    select case when b.status <> 'preparing' then b.status end as sent,
      exists (select from shared.ai_sending where held is not null) or exists (select from shared.ai_holds) as is_held
    from (${openPosts(syncId)}) e
    join shared.scrape_tasks t on t.subject = ${postSubject('')} || e.post_id
      and t.status in ('pending', 'running') and t.task_type = ${draftKind.task.name}
    left join shared.ai_batches b on b.id = t.batch_id
    order by coalesce(b.status, 'preparing') = 'preparing', b.created_at limit 1`.execute(
    services.db,
  )
  const [row] = rows
  if (!row) return null
  if (row.sent !== null) return `the answers of a batch: ${row.sent}`
  // Only then more is read: a stream of a scan asks twice a second.
  const why = row.is_held ? await holdReason(services) : null
  return why === null ? 'the next batch' : `the next batch: ${why}`
}
