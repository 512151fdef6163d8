-- psql "$DATABASE_URL" -f sql/ops/running_tasks.sql
-- Each task that a worker runs: for how long, its progress, and the end of its lease.
-- derived.task_owners counts the tasks in batches at OpenAI.
select t.id, t.task_type, b.username as blog, t.owner,
       world_now() - t.started_at as running_for,
       t.lease_until - clock_timestamp() as lease_left,
       t.attempts, t.lost_leases, t.progress
from derived.leased_tasks t left join blogs b on 'blog:' || b.id = t.subject
order by t.started_at;
