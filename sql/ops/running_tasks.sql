-- Who is working on what, for how long, and until when their leases hold. Tasks without a lease are in a batch.
-- psql "$DATABASE_URL" -f sql/ops/running_tasks.sql
select t.id, t.task_type, b.username as blog, t.lease_owner, t.batch_id,
       world_now() - t.started_at as running_for,
       t.lease_until - clock_timestamp() as lease_left,
       t.attempts, t.lost_leases, t.progress
from scrape_tasks t left join blogs b on b.id = t.blog_id
where t.status = 'running'
order by t.started_at;
