import { sql } from 'kysely'

/** Differs after each change of a batch that is not over; such batches are few. */
export const BATCHES_VERSION = sql`(
  select concat(count(*), ' ', md5(string_agg(
    concat_ws(' ', id, status, completed_count, failed_count, ingested_at, cancel_requested_at), ',' order by id)))
  from ai_batches where files_deleted_at is null)`
