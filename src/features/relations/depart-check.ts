import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import type { Departure } from '../../queue/task-type.ts'
import { TURN } from './check-kinds.ts'
import { endCheck } from './checks-store.ts'

/** What becomes of a check whose task is put back, has failed or was cancelled; what was collected stays. */
export async function departCheck(
  tx: Tx,
  id: string,
  { taskId, status }: Pick<Departure, 'taskId' | 'status'>,
): Promise<void> {
  if (status === 'pending') return await tellWait(tx, id, taskId)
  if (status === 'cancelled') return await endCheck(tx, id, { status, reason: 'cancelled' })
  const { rows } = await sql<{ code: string | null; has_some: boolean }>`
    select
      (select error_code from ended_tasks where id = ${taskId}) as code,
      exists (select from relation_lists where check_id = ${id} and collected > 0) as has_some`.execute(
    tx,
  )
  const { code = null, has_some: hasSome = false } = rows[0] ?? {}
  await endCheck(tx, id, { status: hasSome ? 'incomplete' : 'failed', reason: code })
}

/** A check that goes on waiting for the same says so once. */
async function tellWait(tx: Tx, id: string, taskId: number): Promise<void> {
  await sql`
    with held as materialized (select id from relation_checks where id = ${id} for no key update)
    insert into relation_events (check_id, event, data)
    select c.id, 'waiting', jsonb_build_object('reason', t.error_code, 'until', t.due_at)
    from held c
    join open_tasks t on t.id = ${taskId} and t.error_code <> ${TURN}
    left join lateral (
      select e.event, e.data from relation_events e where e.check_id = c.id order by e.id desc limit 1
    ) last on true
    where last.event is distinct from 'waiting' or last.data ->> 'reason' is distinct from t.error_code`.execute(
    tx,
  )
}
