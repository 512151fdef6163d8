import { sql } from 'kysely'
import type { GraphCall } from '../platforms/graph-call.ts'
import type { UseConnection } from '../platforms/reading/own-media.ts'
import type { AcquireConnection } from '../platforms/reading/official-creators.ts'
import type { ConnectionParts } from './parts.ts'
import { RIGHTS_FOR_DISCOVERY } from './rights.ts'

/**
 * Finds the connection with the most remaining budget that may read other creators. These calls
 * count as not urgent, so an account's own posts never wait for them.
 */
export const createAcquireConnection =
  ({ db }: Pick<ConnectionParts, 'db'>, use: UseConnection): AcquireConnection =>
  async <T>(signal: AbortSignal, work: (call: GraphCall, platformId: string) => Promise<T>) => {
    const { rows } = await sql<{ id: string }>`
      select c.id from connections c
      left join graph_usage u on u.scope = 'account' and u.key = c.id::text
      where c.removed_at is null and c.login = 'facebook' and c.state in ('active', 'expiring')
        and c.rights_granted @> ${RIGHTS_FOR_DISCOVERY}::text[]
        and (u.blocked_until is null or u.blocked_until <= world_now())
      order by case when u.reported_at > world_now() - interval '1 hour' then u.percent else 0 end,
        u.reported_at nulls first, c.id
      limit 1`.execute(db)
    const [row] = rows
    if (!row) return null
    return await use({ connectionId: row.id, area: 'creators', isUrgent: false, signal }, work)
  }
