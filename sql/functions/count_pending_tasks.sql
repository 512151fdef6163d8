-- Pending tasks outside batches by type: all of them, the due ones, and since when (world time) the
-- oldest is due. Finds the types by steps along the queue's two indexes, with and without limit
-- keys. Costs up to 20,000 entries of each index per type, after which `capped` is true, and one
-- probe per type and priority. Settings fix the plan, as in the other functions of the queue,
-- because statistics of a queue are often stale.
create function derived.count_pending_tasks()
returns table (task_type text, tasks integer, due integer, capped boolean, waiting_since timestamptz, oldest_id bigint)
language sql stable rows 20
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
  with recursive plain (task_type) as (
    (
      select t.task_type from scrape_tasks t where t.status = 'pending' and t.batch_id is null and t.limit_key is null
        order by t.task_type limit 1
    )
    union all
    select (
      select t.task_type from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is null and t.task_type > plain.task_type
      order by t.task_type
      limit 1
    )
    from plain
    where plain.task_type is not null
  ),
  keyed (task_type) as (
    (
      select t.task_type from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null
      order by t.task_type
      limit 1
    )
    union all
    select (
      select t.task_type from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null and t.task_type > keyed.task_type
      order by t.task_type
      limit 1
    )
    from keyed
    where keyed.task_type is not null
  ),
  counted as (
    select plain.task_type, first.due_at from plain cross join lateral (
      select t.due_at from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is null and t.task_type = plain.task_type
      limit 20000
    ) first
    union all
    select keyed.task_type, first.due_at from keyed cross join lateral (
      select t.due_at from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null and t.task_type = keyed.task_type
      limit 20000
    ) first
  ),
  waiting as (
    select plain.task_type, first.due_at, first.id
    from plain
    cross join generate_series(1, 10) as p (priority)
    cross join lateral (
      select t.due_at, t.id from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is null and t.task_type = plain.task_type
        and t.priority = p.priority
        and t.due_at <= (select world_now())
      order by t.due_at, t.id
      limit 1
    ) first
    union all
    select keyed.task_type, first.due_at, first.id
    from keyed
    cross join lateral (
      select t.due_at, t.id from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null
        and t.task_type || '' = keyed.task_type
        and t.due_at <= (select world_now())
      order by t.due_at, t.id
      limit 1
    ) first
  )
  select counted.task_type, count(*)::integer, (count(*) filter (where due_at <= (select world_now())))::integer,
    count(*) >= 20000,
    (select min(w.due_at) from waiting w where w.task_type = counted.task_type),
    (array(select w.id from waiting w where w.task_type = counted.task_type order by w.due_at, w.id))[1]
  from counted
  group by counted.task_type
$$;
