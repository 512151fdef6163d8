import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import { groupAilments } from '../../../pool/accounts/ailments.ts'
import { groupDeadProxies } from '../../../pool/proxies/dead-proxies.ts'
import type { PoolReaders } from '../../../pool/budget/pool-readers.ts'
import type { Facts } from './list-needs.ts'
import { readPublicationTroubles } from './publications.ts'

/** Reads what needs are found from, beside the report of health. */
export async function readFacts(
  db: Db,
  { capacity, usage }: Pick<PoolReaders, 'capacity' | 'usage'>,
): Promise<Omit<Facts, 'report' | 'resourceOf'>> {
  const [publications, proxies, ailments, left, used, pool] = await Promise.all([
    readPublicationTroubles(db),
    groupDeadProxies(db),
    groupAilments(db),
    capacity(),
    usage(),
    readPool(db),
  ])
  return { publications, proxies, ailments, capacity: left, usage: used, ...pool }
}

async function readPool(db: Db): Promise<{ now: Date; freeAt: Date | null }> {
  const query = sql<{ now: Date; freeAt: Date | null }>`
    select w.now, case when greatest(pool.stopped_until, pool.free_at) > w.now then
      greatest(pool.stopped_until, pool.free_at)
    end as "freeAt"
    from (select world_now() as now) w cross join derived.pool_state pool`
  const [row] = await runComposed(db, 'pool_free_at', query)
  if (!row) throw new Error('the pool has no state')
  return row
}
