import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { JOB } from './jobs.ts'
import type { Filling } from './index.ts'
import { LIVE } from './publishing.ts'

const FIRST_ID = '019a2000-0000-7000-8000-0000000000a1'

/** Changes by gramd and by a person, one of them of a post. */
async function fillAudit(db: Db) {
  await sql`delete from audit_log where request_id = 'filled'`.execute(db)
  await sql`
    insert into audit_log (principal, name, action, object, status, request_id, at) values
      ('service', 'operator', 'retryPost', '/api/posts/' || ${LIVE}::text, 200, 'filled', world_now()),
      ('user:019a2000-0000-7000-8000-0000000000c1', 'dana', 'updatePost', '/api/posts/' || ${LIVE}::text, 200, 'filled',
        world_now() - interval '1 hour')`.execute(db)
}

/** Alerts of every severity; one with deliveries. */
async function fill(db: Db, text: string) {
  await db.deleteFrom('notifications').execute()
  await sql`
    insert into notifications (id, kind, cause, severity, title, items, count, sent_at, delivered_at)
    values (${FIRST_ID}, 'account_needs_person', 'challenge_required', 'critical', ${text},
      jsonb_build_array(jsonb_build_object('account', ${text}::text, 'reason', ${text}::text, 'next', ${text}::text),
        jsonb_build_object('note', ${text}::text)),
      12, now(), now())`.execute(db)
  await sql`
    insert into notifications (kind, cause, severity, title, items, sent_at)
    select kind, ${text}, severity, ${text}, jsonb_build_array(jsonb_build_object('note', ${text}::text)), now()
    from (values ('proxy_dead', 'critical'), ('pool_small', 'warning'), ('unknown_kind', 'info')) k (kind, severity)`.execute(
    db,
  )
  await sql`
    insert into notifications (kind, cause, severity, title, items, sent_at, last_raised_at) values
      ('publication_unknown', 'lost', 'critical', 'lost',
        jsonb_build_array(jsonb_build_object('post_id', ${LIVE}::text, 'account', 'publisher_6')), now(), now() - interval '1 hour'),
      ('job_ended', 'job', 'info', 'job', jsonb_build_array(jsonb_build_object('job_id', ${JOB}::text, 'kind', 'scrape',
        'total', 40, 'done', 37, 'failed', 3, 'cancelled', 0)), now(), now() - interval '2 hours'),
      ('pool_target', 'filled.aigerim', 'warning', 'target', jsonb_build_array(jsonb_build_object('target', 'filled.aigerim')), now(),
        now() - interval '1 day')`.execute(db)
  await fillAudit(db)
  await sql`
    insert into notification_deliveries (notification_id, channel, state, attempts, last_error, ended_at)
    select ${FIRST_ID}, channel, state, n, error, case when state <> 'pending' then now() end
    from (values ('webhook', 'delivered', 1, null), ('telegram', 'failed', 8, ${text}::text),
      ('telegram', 'pending', 2, ${text}::text)) d (channel, state, n, error)`.execute(db)
}

export const notifications: Filling = {
  fill,
  paths: [
    '/notifications',
    '/notifications?undelivered=true',
    `/notifications/${FIRST_ID}`,
    '/inbox',
    '/inbox?unread=true',
  ],
}
