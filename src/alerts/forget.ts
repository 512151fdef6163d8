import { sql } from 'kysely'
import { BLANK, wordPattern } from '../creators/identity.ts'
import type { Tx } from '../db/database.ts'

/**
 * Takes these words out of notifications: the things that are told with them go, and one whose cause or title has them
 * goes as a whole. Returns how many notifications were changed or went. What was sent is out of gramd's hands.
 */
export async function forgetInNotifications(tx: Tx, words: readonly string[]): Promise<number> {
  const pattern = wordPattern(words)
  if (pattern === null) return 0
  const gone = await sql`
    delete from notifications where concat_ws(' ', cause, title) ~* ${pattern}`.execute(tx)
  const changed = await sql`
    update notifications set items = (
      select coalesce(jsonb_agg(item order by place), '[]')
      from jsonb_array_elements(items) with ordinality as each (item, place)
      where item::text !~* ${pattern}
    )
    where items::text ~* ${pattern}`.execute(tx)
  await sql`
    update notification_deliveries
    set last_error = regexp_replace(last_error, ${pattern}, ${`\\1${BLANK}`}, 'gi'),
        log = case when log::text ~* ${pattern} then '[]' else log end
    where concat_ws(' ', last_error, log) ~* ${pattern}`.execute(tx)
  return Number((gone.numAffectedRows ?? 0n) + (changed.numAffectedRows ?? 0n))
}
