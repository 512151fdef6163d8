-- The tasks that workers run now, without those in a batch at OpenAI. `lease_until` is real time,
-- `started_at` world time.
create view derived.leased_tasks as
select t.id, t.task_type, t.lease_owner as owner, t.started_at, t.lease_until,
  t.lease_until < clock_timestamp() as is_expired, t.subject, t.attempts, t.max_attempts, t.lost_leases, t.progress
from scrape_tasks t
where t.status = 'running' and t.batch_id is null;
