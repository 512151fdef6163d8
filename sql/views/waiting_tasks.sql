-- Since when (world time) the oldest due task of each type waits, for GET /api/health: one probe of the queue's index
-- for each type and priority. Tasks that have been put off until later are not waiting.
create view derived.waiting_tasks as
with recursive known as (
  (select task_type from scrape_tasks where status = 'pending' order by task_type limit 1)
  union all
  select (
    select t.task_type from scrape_tasks t
    where t.status = 'pending' and t.task_type > known.task_type
    order by t.task_type
    limit 1
  )
  from known
  where known.task_type is not null
)
select known.task_type, min(oldest.due_at) as waiting_since
from known
cross join generate_series(1, 10) as p (priority)
cross join lateral (
  select t.due_at from scrape_tasks t
  where t.status = 'pending' and t.task_type = known.task_type and t.priority = p.priority
    and t.due_at <= (select world_now())
  order by t.due_at
  limit 1
) oldest
group by known.task_type;
