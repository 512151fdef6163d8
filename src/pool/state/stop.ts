import { sql } from 'kysely'
import type { Tx, Db } from '../../db/handles.ts'
import { CORE_ALERTS } from '../../alerts/kinds.ts'
import { raiseAlert } from '../../alerts/raise.ts'
import type { Logger } from '../../base/log/log.ts'
import { AppOutdatedError, type PlatformError } from '../../platforms/errors.ts'

/** The cause of a stop by the circuit breaker; any other cause is an error code. */
export const BREAKER_CAUSE = 'circuit_breaker'

/** World time for which the pool stops after an error that is no account's fault. */
const STOP = sql`interval '1 hour'`

/** The cause of a stop of the whole pool, and its end in world time. */
export type PoolStop = { cause: string; until: Date }

/**
 * Stops the whole pool, in every replica; alerts once per stop. Replaces a stop by the circuit
 * breaker, but never shortens it.
 */
export async function stopPool(
  parts: { db: Db; log: Logger },
  error: PlatformError,
): Promise<void> {
  const stop = await parts.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ stopped_until: Date }>`
      insert into pool_stops as s (cause, stopped_until) values (${error.code}, world_now() + ${STOP})
      on conflict (singleton) do update
        set cause = excluded.cause, stopped_until = greatest(s.stopped_until, excluded.stopped_until),
            created_at = world_now()
        where s.stopped_until <= world_now() or s.cause = ${BREAKER_CAUSE}
      returning s.stopped_until`.execute(tx)
    const [made] = rows
    if (made) {
      const item = {
        code: error.code,
        stopped_until: made.stopped_until,
        ...(error instanceof AppOutdatedError ? { app_version: error.appVersion } : {}),
      }
      await raiseAlert(tx, { ...CORE_ALERTS.pool_stopped, cause: error.code, item })
    }
    return made
  })
  if (stop)
    parts.log.error(
      { code: error.code, err: error, stopped_until: stop.stopped_until },
      'pool stopped',
    )
}

/** Resumes the pool; earlier failures no longer count. Returns the lifted stop. */
export async function liftStop(db: Db): Promise<PoolStop | undefined> {
  const { rows } = await sql<PoolStop>`
    update pool_stops set stopped_until = world_now()
    where stopped_until > world_now()
    returning cause, old.stopped_until as until`.execute(db)
  return rows[0]
}

/** World time at which the stop ends; undefined when a longer stop is in force. */
export async function stopFor(tx: Tx, ms: number): Promise<Date | undefined> {
  const { rows } = await sql<{ stopped_until: Date }>`
    insert into pool_stops as s (cause, stopped_until)
    values (${BREAKER_CAUSE}, world_now() + make_interval(secs => ${ms / 1000}))
    on conflict (singleton) do update
      set cause = excluded.cause, stopped_until = excluded.stopped_until, created_at = world_now()
      where s.stopped_until < excluded.stopped_until
    returning stopped_until`.execute(tx)
  return rows[0]?.stopped_until
}
