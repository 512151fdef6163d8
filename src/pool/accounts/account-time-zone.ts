import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { InvalidInputError } from '../../base/errors.ts'

/**
 * PostgreSQL computes active hours, so it must know the zone. Names only: an offset such as +05:00
 * means the opposite there. Throws InvalidInputError about `time_zone`.
 */
export async function requireTimeZone(db: Db, timeZone: string): Promise<void> {
  const { rows } = await sql`select from pg_timezone_names where name = ${timeZone}`.execute(db)
  if (rows.length > 0) return
  const reason = 'expected the name of a time zone, as in Asia/Almaty'
  throw new InvalidInputError(`time_zone: ${reason}`, [{ field: 'time_zone', reason }])
}
