-- The latest ended tasks by type and status: 2,000 each of the failed and the cancelled ones, and
-- the done ones among the latest 2,000 of all. `capped` says that there are more.
create function derived.count_ended_tasks() returns table (task_type text, status text, tasks integer, capped boolean)
language sql stable rows 60
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
  select counted.task_type, counted.status, counted.tasks, counted.seen >= 2000
  from (
    select t.task_type, t.status, count(*)::integer as tasks, sum(count(*)) over () as seen
    from (select e.task_type, e.status from scrape_tasks_ended e order by e.id desc limit 2000) t
    group by t.task_type, t.status
  ) counted
  where counted.status = 'done'
  union all
  select counted.task_type, unhappy.status, counted.tasks, counted.seen >= 2000
  from (values ('failed'), ('cancelled')) as unhappy (status)
  cross join lateral (
    select t.task_type, count(*)::integer as tasks, sum(count(*)) over () as seen
    from (
      select e.task_type from scrape_tasks_ended e
      -- Not `=`: for a status that no task has, the planner would walk back through all that have ended.
      where e.status >= unhappy.status and e.status <= unhappy.status and e.status <> 'done'
      order by e.status, e.id desc
      limit 2000
    ) t
    group by t.task_type
  ) counted
$$;
