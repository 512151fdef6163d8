import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import type { Release } from '../../queue/task-type.ts'
import { TURN } from '../checks/index.ts'
import { endCheck, insertEvents } from './checks-store.ts'

/** What becomes of a check whose task is put back, has failed or was cancelled; what was collected stays. */
export async function releaseCheck(
  tx: Tx,
  id: string,
  { taskId, status }: Pick<Release, 'taskId' | 'status'>,
): Promise<void> {
  if (status === 'pending') return await tellWait(tx, id, taskId)
  if (status === 'cancelled') return await endCheck(tx, id, { status, reason: 'cancelled' })
  const { rows } = await sql<{ code: string | null; has_some: boolean }>`
    select
      (select error_code from scrape_tasks where id = ${taskId}) as code,
      exists (select from relation_lists where check_id = ${id} and collected > 0) as has_some`.execute(
    tx,
  )
  const { code = null, has_some: hasSome = false } = rows[0] ?? {}
  await endCheck(tx, id, { status: hasSome ? 'incomplete' : 'failed', reason: code })
}

/** A check that goes on waiting for the same says so once. */
async function tellWait(tx: Tx, id: string, taskId: number): Promise<void> {
  const { rows } = await sql<{ reason: string; until: Date }>`
    select t.error_code as reason, t.due_at as until
    from scrape_tasks t
    left join lateral (
      select e.event, e.data from relation_events e where e.check_id = ${id}::uuid order by e.id desc limit 1
    ) last on true
    where t.status = 'pending' and t.id = ${taskId} and t.error_code <> ${TURN}
      and (last.event is distinct from 'waiting' or last.data ->> 'reason' is distinct from t.error_code)`.execute(
    tx,
  )
  const events = rows.map((data) => ({ event: 'waiting', data }))
  await insertEvents(tx, id, events)
}
