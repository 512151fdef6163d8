import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'
import { addPostCosts, type PostCost } from '../../../posts/store/catalog-posts/extraction.ts'

/** Adds what answers about posts have cost, to each post and to the newest sync that has it. */
export async function addCosts(tx: Tx, costs: readonly PostCost[]): Promise<void> {
  if (costs.length === 0) return
  await addPostCosts(tx, costs)
  await sql`
    with cost as (
      select post_id, sum(usd) as usd
      from jsonb_to_recordset(${jsonb(costs)}) as cost (post_id uuid, usd float8)
      group by post_id
    ), newest as (
      update catalog_sync_posts entry set cost_usd = entry.cost_usd + cost.usd
      from cost
      where entry.post_id = cost.post_id and entry.sync_id = (
        select max(each.sync_id::text)::uuid from catalog_sync_posts each where each.post_id = cost.post_id)
      returning entry.sync_id, cost.usd
    )
    update catalog_syncs s set counts = jsonb_set(s.counts, '{cost_usd}',
      to_jsonb((s.counts ->> 'cost_usd')::float8 + n.usd))
    from (select sync_id, sum(usd) as usd from newest group by sync_id) n
    where s.id = n.sync_id and s.counts is not null`.execute(tx)
}
