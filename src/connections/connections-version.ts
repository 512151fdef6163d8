import { sql } from 'kysely'

/** Differs after each change of a connection; an installation has some hundred connections. */
export const CONNECTIONS_VERSION = sql`(
  select concat(count(*), ' ', max(updated_at), ' ', max(checked_at)) from connections where removed_at is null)`
