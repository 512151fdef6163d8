-- Batches with open tasks, found by steps along their index, with up to 50,000 tasks each, the
-- maximum of a batch. All tasks of a batch have one type; they wait until it is sent (`started_at`
-- is world time).
create function derived.open_batches()
returns table (batch_id uuid, task_type text, tasks integer, is_sent boolean, started_at timestamptz)
language sql stable rows 20
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
  with recursive known (batch_id) as (
    (select t.batch_id from scrape_tasks_open t where t.batch_id is not null order by t.batch_id limit 1)
    union all
    select (
      select t.batch_id from scrape_tasks_open t where t.batch_id > known.batch_id order by t.batch_id limit 1
    )
    from known
    where known.batch_id is not null
  )
  select known.batch_id, min(first.task_type), count(*)::integer, bool_or(first.status = 'running'),
    min(first.started_at)
  from known
  cross join lateral (
    select t.task_type, t.status, t.started_at from scrape_tasks_open t where t.batch_id = known.batch_id limit 50000
  ) first
  group by known.batch_id
$$;
