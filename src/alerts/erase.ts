import { sql } from 'kysely'
import { BLANK, wordPattern } from '../creators/identity.ts'
import type { Tx } from '../db/database.ts'

/**
 * Removes these words from notifications: deletes items that contain them, and notifications whose
 * cause or title does. Returns how many notifications changed. Sent ones cannot be recalled.
 */
export async function eraseFromNotifications(tx: Tx, words: readonly string[]): Promise<number> {
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
