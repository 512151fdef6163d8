import { storeTestMessage } from './store/notifications/raised.ts'
import { sql } from 'kysely'
import { LimitedError, type Disposition, type RequestLimit } from '../base/errors.ts'
import type { Db } from '../db/handles.ts'
import { lockExclusive } from '../db/locks.ts'
import type { Audience } from './kinds.ts'

const WINDOW_SECONDS = 60
const LIMIT: RequestLimit = {
  name: 'test_messages',
  quota: 5,
  unit: 'requests',
  windowSeconds: WINDOW_SECONDS,
}

/**
 * A user has sent the maximum number of tests a minute: each may post to a host of their choice.
 */
class TooManyTestsError extends LimitedError {
  readonly code = 'too_many_tests'
  readonly disposition: Disposition
  readonly limit = LIMIT

  constructor(waitMs: number) {
    super(`at most ${LIMIT.quota} tests a minute; try again in ${Math.ceil(waitMs / 1000)} s`)
    this.disposition = { action: 'snooze', delayMs: waitMs }
  }
}

/**
 * Raises a test for one audience, which the courier sends through its channels, and returns the id
 * of its notification. Throws TooManyTestsError beyond 5 within a minute of real time, on all
 * replicas.
 */
export async function raiseTestMessage(db: Db, audience: Audience): Promise<string> {
  return await db.transaction().execute(async (tx) => {
    await lockExclusive(tx, 'test_messages')
    // Ids hold the real time of their creation; created_at is world time, which tests and demos
    // shift.
    const { rows } = await sql<{ sent: number; wait_ms: number }>`
      select count(*)::int as sent,
        coalesce(ceil(extract(epoch from
          min(uuid_extract_timestamp(id)) + make_interval(secs => ${WINDOW_SECONDS}) - clock_timestamp()
        ) * 1000), 0)::int as wait_ms
      from notifications
      where audience = ${audience} and kind = 'test'
        and id > (select uuidv7(make_interval(secs => ${-WINDOW_SECONDS})))`.execute(tx)
    const [recent] = rows
    if (recent && recent.sent >= LIMIT.quota)
      throw new TooManyTestsError(Math.max(recent.wait_ms, 1_000))
    return await storeTestMessage(tx, audience)
  })
}
