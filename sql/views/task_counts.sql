-- The depth of the queue: tasks by type and status, and since when (world time) the oldest one has
-- that status. `due` pending tasks could run now; the others wait for a later time or in a batch,
-- and do not count for the oldest. GET /api/health reads it. Its cost is bounded: it counts 20,000
-- open tasks of a type, and the latest 2,000 ended ones of each status. If there are more,
-- `capped` is true, `count` is a lower bound, and `estimate` has the planner's statistics of
-- pending tasks, which are good after a recent analyze.
create view derived.task_counts as
with leased as (
  select task_type, count(*) as tasks, min(started_at) as started_at from derived.leased_tasks group by task_type
),
queued as (
  select q.task_type, q.tasks as pending, 0 as running, q.due, q.waiting_since, null::timestamptz as started_at,
    q.capped
  from derived.count_pending_tasks() q
  union all
  select l.task_type, 0, l.tasks, 0, null, l.started_at, false from leased l
  union all
  select task_type, case when is_sent then 0 else tasks end, case when is_sent then tasks else 0 end, 0, null,
    started_at, false
  from derived.open_batches()
),
shares as (
  select common.task_type, common.frequency * c.reltuples as tasks
  from pg_stats s
  join pg_class c on c.oid = 'public.scrape_tasks_open'::regclass
  cross join lateral unnest(s.most_common_vals::text::text[], s.most_common_freqs) as common (task_type, frequency)
  where s.schemaname = 'public' and s.tablename = 'scrape_tasks_open' and s.attname = 'task_type' and c.reltuples > 0
),
pending as (
  select task_type, sum(pending)::integer as count, sum(due)::integer as due, min(waiting_since) as oldest_at,
    bool_or(capped) as capped
  from queued group by task_type
)
select p.task_type, 'pending' as status, p.count, p.due, p.oldest_at, p.capped,
  case when p.capped then greatest(shares.tasks::bigint, p.count) end as estimate
from pending p left join shares on shares.task_type = p.task_type
where p.count > 0
union all
select task_type, 'running', sum(running)::integer, null, min(started_at), false, null
from queued group by task_type having sum(running) > 0
union all
select task_type, status, tasks, null, null, capped, null from derived.count_ended_tasks();
