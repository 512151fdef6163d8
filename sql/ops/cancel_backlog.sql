-- psql "$DATABASE_URL" -v type=discover -v confirm=rollback -f sql/ops/cancel_backlog.sql
-- Cancels up to 10,000 pending tasks of one type, also of an unknown one, last ones first; run it
-- again until it says 0. Running tasks and those in a batch stay (POST /api/tasks/<id>/cancel). To
-- undo it, POST /api/tasks/retry {"status": "cancelled", "task_type": …}. Pause the type first, so
-- that no worker runs any. Ends in ROLLBACK on purpose: read the count, then run it again with -v
-- confirm=commit.
begin;
with gone as (
  delete from scrape_tasks t
  where t.status = 'pending' and t.id = any (array(
    select w.id from scrape_tasks w
    where w.status = 'pending' and w.batch_id is null and w.task_type = :'type'
    order by w.priority desc, w.due_at desc, w.id desc
    limit 10000
    for update skip locked
  ))
  returning t.*
),
ended as (
  insert into scrape_tasks (id, created_at, due_at, completed_at, fencing_token, subject, attempts, max_attempts,
    lost_leases, priority, task_type, status, limit_key, payload, dedupe_key, checkpoint, progress, error_code,
    error_message)
  select id, created_at, created_at, world_now(), fencing_token, subject, attempts, max_attempts, lost_leases, priority,
    task_type, 'cancelled', limit_key, payload, dedupe_key, checkpoint, progress, error_code, error_message
  from gone
),
-- A creator whose analysis is given up keeps what its scrape found.
freed as (
  update blogs b set scrape_status = 'active', updated_at = world_now()
  from gone where gone.task_type = 'ai_analysis' and 'blog:' || b.id = gone.subject and b.scrape_status = 'analyzing'
),
events as (
  insert into task_events (event, task_type, task_ids)
  select 'cancelled', task_type, array_agg(id) from gone group by task_type
)
select count(*) as cancelled from gone;
:confirm;
