import { sql } from 'kysely'
import { AppError, type Disposition } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { hashOf } from '../../../base/secrets.ts'
import type { Subject } from './subjects.ts'

/** Too many wrong passwords or codes: a delay, since a lock would let anybody lock out an admin. */
class TooManyAttemptsError extends AppError {
  readonly code = 'too_many_attempts'
  readonly disposition: Disposition
  readonly status = 429

  constructor(waitMs: number) {
    const minutes = Math.ceil(waitMs / 60_000)
    super(`too many attempts; try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`)
    this.disposition = { action: 'snooze', delayMs: waitMs }
  }
}

/**
 * Counts an attempt as failed before it is checked, so that many at once do not get around the
 * limit. After the free ones within 15 minutes, the next waits 30 s, then twice as long each time,
 * up to 15 minutes. Returns that wait in ms, 0 for none. Throws TooManyAttemptsError.
 */
export async function countAttempt(db: Db, { key, freeAttempts }: Subject): Promise<number> {
  const subject = hashOf(key)
  const counted = await sql<{ ms: number | null }>`
    insert into sign_in_attempts as a (subject, failures) values (${subject}, 1)
    on conflict (subject) do update set
      failures = case when a.last_at < now() - interval '15 minutes' then 1 else a.failures + 1 end,
      last_at = now(),
      retry_at = case when a.last_at >= now() - interval '15 minutes' and a.failures + 1 >= ${freeAttempts}::int
        then now() + least(interval '15 minutes',
          interval '30 seconds' * 2 ^ least(a.failures + 1 - ${freeAttempts}::int, 10))
      end
    where a.retry_at is null or a.retry_at <= now()
    returning ${waitMs}`.execute(db)
  if (counted.rows[0]) return counted.rows[0].ms ?? 0
  const { rows } = await sql<{ ms: number }>`
    select ${waitMs} from sign_in_attempts where subject = ${subject}`.execute(db)
  throw new TooManyAttemptsError(Math.max(1_000, rows[0]?.ms ?? 0))
}

const waitMs = sql`extract(epoch from retry_at - now())::float8 * 1000 as ms`

export async function clearAttempts(db: Db, { key }: Subject): Promise<void> {
  await sql`delete from sign_in_attempts where subject = ${hashOf(key)}`.execute(db)
}

export async function takeBackAttempt(db: Db, { key }: Subject): Promise<void> {
  await sql`
    update sign_in_attempts set failures = greatest(failures - 1, 0), retry_at = null
    where subject = ${hashOf(key)}`.execute(db)
}

/**
 * Counts a failure at a user's login or, without one, of anybody; returns how many this hour has.
 */
export async function countFailure(db: Db, userId?: string): Promise<number> {
  const subject = hashOf(userId === undefined ? 'all failures' : `failures:${userId}`)
  const { rows } = await sql<{ failures: number }>`
    insert into sign_in_attempts as a (subject, failures) values (${subject}, 1)
    on conflict (subject) do update set
      failures = case when a.last_at < now() - interval '1 hour' then 1 else a.failures + 1 end,
      last_at = case when a.last_at < now() - interval '1 hour' then now() else a.last_at end
    returning failures`.execute(db)
  return rows[0]?.failures ?? 0
}

/** Removes counts that are a day old; returns how many. */
export async function removeOldAttempts(db: Db): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from sign_in_attempts where last_at < now() - interval '1 day'`.execute(db)
  return Number(numAffectedRows)
}
