import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import { jsonb } from '../../../db/database.ts'
import type { PlannedReading } from './plan.ts'

/** Counts the requests of planned readings, by the list that each is charged to. */
export async function storeSpending(tx: Tx, planned: readonly PlannedReading[]): Promise<void> {
  await sql`
    insert into reading_spending as spending (hour, list_id, creators, requests)
    select date_trunc('hour', (select world_now())), list_id, count(*), sum(requests)
    from jsonb_to_recordset(${jsonb(planned)}) as r (list_id uuid, requests int)
    group by list_id order by list_id
    on conflict (hour, list_id) do update set creators = spending.creators + excluded.creators,
      requests = spending.requests + excluded.requests`.execute(tx)
}

/** Corrects what a planned reading was expected to take by what it took. */
export async function settleSpending(
  tx: Tx,
  { listId, hour, change }: { listId: string; hour: Date; change: number },
): Promise<void> {
  if (change === 0) return
  await sql`
    update reading_spending set requests = greatest(requests + ${change}, 0)
    where list_id = ${listId}::uuid and hour = date_trunc('hour', ${hour}::timestamptz)`.execute(tx)
}
