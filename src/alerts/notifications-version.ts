import { sql } from 'kysely'

/** Differs after each alert, and when one is delivered. Both are read from the end of an index. */
export const NOTIFICATIONS_VERSION = sql`(
  select max(last_raised_at) from notifications) || ' ' || (
  select count(*) from (select from notifications where delivered_at is null limit 1000) as undelivered)`
