-- The tasks that workers hold now, one row each, found by their claims. `lease_until` is real time, `started_at` world
-- time; what is in a batch at OpenAI is not here.
create view derived.leased_tasks as
select t.id, t.task_type, c.owner, c.id as claim_id, c.started_at, c.lease_until,
  c.lease_until < clock_timestamp() as is_expired, t.blog_id, t.attempts, t.max_attempts, t.lost_leases, t.progress
from task_claims c
cross join lateral unnest(c.task_ids) as held (id)
cross join lateral (select * from open_tasks o where o.id = held.id offset 0) t;
