import { sql } from 'kysely'
import type { AlertKind } from './kinds.ts'
import { jsonb, storableText, type Db, type Tx } from '../db/database.ts'
import { redact } from '../base/redact.ts'
import { withAdvice } from './advice.ts'
import { storableItem } from './item.ts'

/** Items kept per notification; its count covers all. */
const MOST_ITEMS = 20
const LONGEST_TEXT = 300

/** `severity` and `title` are the kind's own, or others. */
export type Alert = AlertKind & {
  /** One problem for people, such as `challenge`; the account that meets it is the item. */
  cause: string
  /** One affected thing: flat, short and without secrets. */
  item?: Record<string, unknown>
}

/**
 * Adds an alert to the open notification of this kind and cause, or to a new one. One statement, to
 * be the last of the caller's transaction, since concurrent alerts of the same cause wait for its
 * end. Throws what the database throws.
 */
export async function raiseAlert(db: Db | Tx, alert: Alert): Promise<void> {
  const { kind, severity, title, item } = alert
  await sql`
    insert into notifications as n (kind, cause, severity, title, items)
    values (${kind}, ${short(alert.cause)}, ${severity}, ${short(title)},
      ${jsonb(item === undefined ? [] : [storableItem(withAdvice(kind, alert.cause, item))])})
    on conflict (kind, cause) where sent_at is null do update set
      count = n.count + 1,
      last_raised_at = excluded.last_raised_at,
      severity = case
        when 'critical' in (n.severity, excluded.severity) then 'critical'
        when 'warning' in (n.severity, excluded.severity) then 'warning'
        else 'info'
      end,
      title = excluded.title,
      items = case
        when jsonb_array_length(n.items) < ${sql.lit(MOST_ITEMS)} then n.items || excluded.items else n.items
      end`.execute(db)
}

const short = (text: string): string => storableText(redact(text)).slice(0, LONGEST_TEXT)
