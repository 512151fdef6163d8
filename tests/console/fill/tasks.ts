import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

/** Beyond those that a test's own tasks get. */
export const FIRST_ID = 1_000_000_000

/** A few tasks in every state, and accounts that need a person. */
async function fill(db: Db, text: string) {
  await db.deleteFrom('scrape_tasks').execute()
  await sql`
    insert into scrape_tasks (id, task_type, status, priority, payload, attempts, started_at, completed_at, error_code, error_message, result)
    overriding system value
    select ${FIRST_ID} + row_number() over (), type, status, 5, jsonb_build_object('note', ${text}::text, 'list', jsonb_build_array(1, 2)),
      case status when 'failed' then 3 else 0 end,
      case when status <> 'pending' then now() - interval '5 minutes' end,
      case when status in ('done', 'failed', 'cancelled') then now() - n * interval '90 seconds' end,
      case status when 'failed' then 'transient' end,
      case status when 'failed' then ${text}::text end,
      case status when 'done' then jsonb_build_object('says', ${text}::text) end
    from unnest(array['full_scrape', 'ai_analysis', 'discover']) type,
      unnest(array['pending', 'done', 'failed', 'cancelled']) status,
      generate_series(1, 20) n`.execute(db)
  await sql`delete from past_attempts`.execute(db)
  await sql`
    insert into past_attempts (task_id, owner, started_at, ended_at, outcome, error_code, error_message)
    select ${FIRST_ID + 43}, ${text}::text, now() - n * interval '4 hours' - interval '40 seconds', now() - n * interval '4 hours',
      case n when 1 then 'failed' when 2 then 'snoozed' else 'retried' end, 'rate_limited', ${text}::text
    from generate_series(1, 4) n`.execute(db)
  await sql`delete from cron_ticks`.execute(db)
  await sql`
    insert into cron_ticks (name, last_slot, last_task_id, failed_at, error_code, error_message) values
      ('retire_tasks', now() - interval '5 hours', ${FIRST_ID + 43}, null, null, null),
      ('schedule_updates', now() - interval '5 hours', ${FIRST_ID + 2}, null, null, null),
      ('recover_tasks', now() - interval '1 minute', ${FIRST_ID}, now(), 'database_unavailable', ${text}::text)`.execute(
    db,
  )
  await sql`insert into paused_task_types (task_type) values ('discover') on conflict do nothing`.execute(
    db,
  )
  await sql`
    insert into instagram_accounts (username, state, device_seed) values
      ('kitchen_pool', 'needs_operator', 'one'), ('bakery_pool', 'needs_login', 'two'),
      ('garden_pool', 'paused', 'three')
    on conflict (username) do nothing`.execute(db)
}

/** The tasks alone, for tests that count them. */
export const fillTasks = async (db: Db) => await fill(db, 'the connection was closed')

export const tasks: Filling = {
  fill,
  paths: [
    '',
    '/tasks',
    '/tasks?status=failed',
    '/tasks?status=pending&text=note&has_failed_attempts=true',
    '/tasks?status=pending',
    '/tasks?task_type=none',
    '/tasks/errors',
    '/tasks/types',
    '/schedule',
    '/settings',
    '/settings?changed=true',
    '/search?q=a',
    '/search',
    `/tasks/${FIRST_ID + 1}`,
    `/tasks/${FIRST_ID + 43}`,
  ],
}
