import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

const FIRST_TASK = 3_000_000_000

/** Hashtags with what they brought, and discoveries from every source. */
async function fill(db: Db, text: string) {
  await sql`delete from scrape_tasks where id >= ${FIRST_TASK}`.execute(db)
  await sql`delete from discovery_hashtags`.execute(db)
  await sql`
    insert into discovery_hashtags (hashtag, filters, is_paused, last_discovered_at) values
      ('алматымама', '{"min_followers": 5000, "languages": ["ru", "kk"]}', false, now() - interval '3 days'),
      ('astanafood', '{}', true, now() - interval '20 days'), ('newone', '{}', false, null)`.execute(
    db,
  )
  await sql`
    insert into scrape_tasks (id, task_type, status, priority, payload, attempts, started_at, completed_at, error_code, error_message,
      progress, result)
    overriding system value
    select ${FIRST_TASK}::bigint + n, 'discover', status, 10, payload, 1, now() - n * interval '9 hours',
      case when status in ('done', 'failed') then now() - n * interval '8 hours' end,
      case status when 'failed' then 'transient' end, case status when 'failed' then ${text}::text end,
      case status when 'pending' then null else '{"done": 30, "total": 120}'::jsonb end,
      case status when 'done' then jsonb_build_object('examined', 120, 'known', 30, 'created', created, 'returned', 0, 'requests', 77,
        'remembered', 5, 'filtered', jsonb_build_object('too_few_followers', 60, 'private', 9, 'language', 90 - 69 - created, 'gone', 0)) end
    from (values
        (1, 'done', '{"hashtags": ["алматымама"], "filters": {"min_followers": 5000}}'::jsonb, 12),
        (2, 'done', '{"hashtags": ["алматымама"], "filters": {}}'::jsonb, 8), (3, 'done', '{"hashtags": ["astanafood"]}'::jsonb, 0),
        (4, 'done', '{"location": "213131048", "filters": {"languages": ["ru"]}}'::jsonb, 3),
        (5, 'done', jsonb_build_object('similar_to', ${text}::text), 21), (6, 'done', '{"creators": ["a", "b"]}'::jsonb, 2),
        (7, 'failed', '{"hashtags": ["двойной", "хештег"]}'::jsonb, 0), (8, 'pending', '{"hashtags": ["newone"]}'::jsonb, 0)
      ) t (n, status, payload, created)`.execute(db)
}

export const discovery: Filling = {
  fill,
  paths: [
    '/discovery',
    '/discovery/sources',
    '/discovery/runs',
    '/discovery/new',
    '/discovery/hashtags/new',
    '/discovery/hashtags/astanafood/edit',
    '/discovery/hashtags/astanafood/remove',
  ],
}
