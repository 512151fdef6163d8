-- psql "$DATABASE_URL" -v type=full_scrape -v code=% -v confirm=rollback -f sql/ops/requeue_failed.sql
-- Gives the newest 10,000 failed tasks of one type, whose error code is like `code`, another full
-- set of attempts, unless an open task already does the same work; of several such tasks only the
-- newest returns. POST /api/tasks/retry does the same. Ends in ROLLBACK on purpose: read the count,
-- then run it again with -v confirm=commit.
begin;
with opened as (
  insert into scrape_tasks_open (id, created_at, due_at, fencing_token, subject, max_attempts, priority, task_type,
    limit_key, payload, dedupe_key, checkpoint, progress)
  select id, created_at, world_now(), fencing_token + 1, subject, max_attempts, priority, task_type, limit_key, payload,
    dedupe_key, checkpoint, progress
  from scrape_tasks_ended
  where status = 'failed' and status <> 'done' and task_type = :'type' and error_code like :'code'
  order by id desc
  limit 10000
  on conflict (dedupe_key, task_type) where dedupe_key is not null do nothing
  returning id, task_type
),
gone as (delete from scrape_tasks_ended where id = any (array(select id from opened))),
events as (
  insert into task_events (event, task_type, task_ids)
  select 'requeued', task_type, array_agg(id) from opened group by task_type
)
select count(*) as requeued, pg_notify('gramd_tasks', '') as workers_woken from opened;
:confirm;
