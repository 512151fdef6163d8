import { sql } from 'kysely'
import { createClock, REAL_TIME, type Clock, type WorldTime } from '../base/clock.ts'
import type { Db } from './handles.ts'
import { MisconfiguredError } from '../base/startup-error.ts'

/** Reads the world time of this database; `REAL_TIME` when not shifted. */
export async function readWorldTime(db: Db): Promise<WorldTime> {
  const row = await db.selectFrom('world_clock').selectAll().executeTakeFirst()
  if (!row) return REAL_TIME
  return { worldAt: row.world_at.getTime(), realAt: row.real_at.getTime(), speed: row.speed }
}

/** Throws when it is shifted: budgets would be counted in the wrong time. */
export async function refuseShiftedClock(db: Db): Promise<void> {
  if ((await readWorldTime(db)) === REAL_TIME) return
  throw new MisconfiguredError(
    'the world clock of this database is shifted: it belongs to a test or a demo, use another one',
  )
}

/** Creates a clock with the database's world time. */
export async function loadClock(db: Db): Promise<Clock> {
  return createClock(await readWorldTime(db))
}

/** Shifts or compresses world time; for tests and the demo only. */
export async function setWorldTime(db: Db, time: WorldTime): Promise<void> {
  const values = {
    world_at: new Date(time.worldAt),
    real_at: new Date(time.realAt),
    speed: time.speed,
  }
  await db
    .insertInto('world_clock')
    .values(values)
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet(values))
    .execute()
}

/** Moves world time forward by `ms`, whatever it is now. */
export async function advanceWorldTime(db: Db, ms: number): Promise<void> {
  await sql`
    insert into world_clock (world_at, real_at)
    values (statement_timestamp() + make_interval(secs => ${ms / 1000}), statement_timestamp())
    on conflict (singleton) do update set world_at = world_clock.world_at + make_interval(secs =>
      ${ms / 1000})`.execute(db)
}
