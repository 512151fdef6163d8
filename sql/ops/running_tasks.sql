-- psql "$DATABASE_URL" -f sql/ops/running_tasks.sql
-- Each task that a worker holds: for how long, how far it is, and until when the lease holds. What is in a batch at OpenAI
-- is not here; derived.task_holders counts it.
select t.id, t.task_type, b.username as blog, t.owner,
       world_now() - t.started_at as running_for,
       t.lease_until - clock_timestamp() as lease_left,
       t.attempts, t.lost_leases, t.progress
from derived.leased_tasks t left join blogs b on 'blog:' || b.id = t.subject
order by t.started_at;
