-- Every task, whatever has become of it: the one name to query. In `public` and replaced in place, because people build
-- their own views on it. Who holds a running task, and until when, is in the columns lease_*; a task that is in a batch at
-- OpenAI runs without a lease. Claims are looked at in subqueries, not joined, so that tasks are still found in the order
-- of an index; who holds a task is looked up for those that are held, and only when it is asked for.
create or replace view public.scrape_tasks as
select
  t.id, t.blog_id, t.task_type,
  case
    when t.sent_at is null and t.id not in (select unnest(c.task_ids) from task_claims c) then 'pending'
    else 'running'
  end as status,
  t.priority, t.payload, t.dedupe_key, t.limit_key, t.attempts, t.max_attempts, t.lost_leases, t.error_code,
  t.error_message,
  nullif(t.due_at, t.created_at) as next_retry_at,
  case when t.id in (select unnest(c.task_ids) from task_claims c) then
    (select c.owner from task_claims c where t.id = any (c.task_ids) limit 1)
  end as lease_owner,
  case when t.id in (select unnest(c.task_ids) from task_claims c) then
    (select c.id from task_claims c where t.id = any (c.task_ids) limit 1)
  end as lease_token,
  case when t.id in (select unnest(c.task_ids) from task_claims c) then
    (select c.lease_until from task_claims c where t.id = any (c.task_ids) limit 1)
  end as lease_until,
  t.batch_id, t.checkpoint, t.progress,
  null::jsonb as result,
  case when t.id in (select unnest(c.task_ids) from task_claims c) then
    (select c.started_at from task_claims c where t.id = any (c.task_ids) limit 1)
  else t.sent_at end as started_at,
  null::timestamptz as completed_at,
  t.created_at, t.due_at
from open_tasks t
union all
select
  id, blog_id, task_type, status, priority, payload, dedupe_key, limit_key, attempts, max_attempts, lost_leases,
  error_code, error_message,
  null::timestamptz as next_retry_at,
  null::text as lease_owner,
  null::bigint as lease_token,
  null::timestamptz as lease_until,
  batch_id, checkpoint, progress, result, started_at, completed_at, created_at,
  created_at as due_at
from ended_tasks;
