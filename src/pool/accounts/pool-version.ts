import { sql } from 'kysely'

/** Differs after each change of an account or a proxy. A pool has some thousand rows. */
export const POOL_VERSION = sql`(
  select concat(count(*), ' ', max(updated_at), ' ', max(last_used_at)) from instagram_accounts) || (
  select concat(' ', count(*), ' ', max(updated_at)) from proxies)`
