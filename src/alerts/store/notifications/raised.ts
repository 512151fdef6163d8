import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { CORE_ALERTS, type Audience, type Severity } from '../../kinds.ts'

/** Items kept per notification; its count covers all. */
const MAX_ITEMS = 20

/** Adds an alert to the open notification of its kind, cause and audience, or to a new one. */
export async function storeRaised(
  db: Db | Tx,
  raised: {
    audience: Audience
    kind: string
    cause: string
    severity: Severity
    title: string
    items: readonly object[]
    /** The alerts that this is. */
    count: number
  },
): Promise<void> {
  const { audience, kind, cause, severity, title, items, count } = raised
  await sql`
    insert into notifications as n (audience, kind, cause, severity, title, items, count)
    values (${audience}, ${kind}, ${cause}, ${severity}, ${title}, ${jsonb(items)}, ${count})
    on conflict (kind, cause, audience) where sent_at is null do update set
      count = n.count + excluded.count,
      last_raised_at = excluded.last_raised_at,
      severity = case
        when 'critical' in (n.severity, excluded.severity) then 'critical'
        when 'warning' in (n.severity, excluded.severity) then 'warning'
        else 'info'
      end,
      title = excluded.title,
      items = jsonb_path_query_array(n.items || excluded.items, ${`$[0 to ${MAX_ITEMS - 1}]`}::jsonpath)`.execute(
    db,
  )
}

/** Stores a test message for an audience, apart from all others; returns its id. */
export async function storeTestMessage(tx: Tx, audience: Audience): Promise<string> {
  const { id } = await tx
    .insertInto('notifications')
    .values({ ...CORE_ALERTS.test, audience, cause: sql`uuidv7()::text` })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
