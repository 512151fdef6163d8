import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import type { Logger } from '../log.ts'
import type { PlatformError } from '../platforms/errors.ts'

/** World time for which the pool stands still after an answer that no account is to blame for. */
const STOP = sql`interval '1 hour'`

/** Stops the whole pool, in every replica; alerts once for each stop. */
export async function stopPool(
  parts: { db: Db; log: Logger },
  error: PlatformError,
): Promise<void> {
  const { rows } = await sql<{ stopped_until: Date }>`
    with stop as (
      insert into pool_stops as s (cause, stopped_until) values (${error.code}, world_now() + ${STOP})
      on conflict (singleton) do update
        set cause = excluded.cause, stopped_until = excluded.stopped_until, created_at = world_now()
        where s.stopped_until <= world_now()
      returning s.cause, s.stopped_until
    ),
    told as (
      insert into notifications (kind, cause, payload)
      select 'pool_stopped', cause, jsonb_build_object('stopped_until', stopped_until) from stop
      on conflict do nothing
    )
    select stopped_until from stop`.execute(parts.db)
  const stop = rows[0]
  if (stop)
    parts.log.error(
      { code: error.code, err: error, stopped_until: stop.stopped_until },
      'pool stopped',
    )
}
