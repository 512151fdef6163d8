import { sql } from 'kysely'
import type { AlertKind } from './kinds.ts'
import { jsonb, storableText, type Db, type Tx } from '../db/database.ts'
import { redact } from '../base/redact.ts'
import { withAdvice } from './advice.ts'
import { storableItem } from './item.ts'

/** A message tells so many of the things that it is about, and the number of all. */
export const MOST_ITEMS = 20
const LONGEST_TEXT = 300

/** `severity` and `title` are the kind's own, or others. */
export type Alert = AlertKind & {
  /** What people would count as one problem, such as `challenge`, not each account that meets it: that is the item. */
  cause: string
  /** One thing that it is about: flat, short and without secrets. */
  item?: Record<string, unknown>
}

/**
 * Has people told: in the open message of this kind and cause, or in a new one. One statement, so that it can be part
 * of the caller's transaction; make it the last of that, since others who raise the same wait for its end. Throws
 * what the database throws.
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
