-- Tasks by type and status for GET /api/health, at a bounded price however many rows there are: open tasks are counted
-- by index up to 100,000 of each type; of the ended ones only the latest 10,000 of each status are looked at.
-- `capped` says that there are more. A type's name is found by hopping along the index, not by reading all rows.
create view derived.task_counts as
with recursive known as (
  (select task_type from scrape_tasks order by task_type limit 1)
  union all
  select (select t.task_type from scrape_tasks t where t.task_type > known.task_type order by t.task_type limit 1)
  from known
  where known.task_type is not null
)
select known.task_type, 'pending' as status, found.count::integer as count, found.count >= 100000 as capped
from known
cross join lateral (
  select count(*) as count from (
    select from scrape_tasks t where t.status = 'pending' and t.task_type = known.task_type limit 100000
  ) pending
) found
where known.task_type is not null and found.count > 0
union all
select task_type, 'running', count(*)::integer, false
from scrape_tasks
where status = 'running'
group by task_type
union all
select latest.task_type, ended.status, count(*)::integer, max(latest.seen) >= 10000
from (values ('done'), ('failed'), ('cancelled')) as ended (status)
cross join lateral (
  select t.task_type, count(*) over () as seen from (
    select task_type from scrape_tasks where status = ended.status order by id desc limit 10000
  ) t
) latest
group by latest.task_type, ended.status;
