import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { endCheck } from './checks-store.ts'

/** Ends a check whose task has failed or was cancelled; what was collected stays, and counts as a part. */
export async function departCheck(
  tx: Tx,
  id: string,
  taskId: number,
  status: 'failed' | 'cancelled',
): Promise<void> {
  const { rows } = await sql<{ code: string | null; collected: number }>`
    select
      (select error_code from ended_tasks where id = ${taskId}) as code,
      (select coalesce(sum(collected), 0)::int from relation_lists where check_id = ${id}) as collected`.execute(
    tx,
  )
  const { code = null, collected = 0 } = rows[0] ?? {}
  if (status === 'cancelled') return await endCheck(tx, id, { status, reason: 'cancelled' })
  const end = collected > 0 ? 'incomplete' : 'failed'
  await endCheck(tx, id, { status: end, reason: code })
}
