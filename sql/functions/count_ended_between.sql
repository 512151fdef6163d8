-- Tasks that ended in a time (world time) by type and status, of up to `most` tasks in their order
-- in the table, and the time that these span. `wait` is how long half of them waited at most from
-- the time when they could run to their last start, `run` how long half of them ran at most from
-- there, in seconds. Uses the BRIN index on completed_at, which reads little more than the pages of
-- that time.
create function derived.count_ended_between(since timestamptz, before timestamptz, most integer)
returns table (
  task_type text, done integer, failed integer, cancelled integer, first_at timestamptz, last_at timestamptz,
  wait double precision, run double precision
)
language sql stable rows 10
set enable_seqscan = off set enable_indexscan = off
as $$
  select task_type, (count(*) filter (where status = 'done'))::integer,
    (count(*) filter (where status = 'failed'))::integer,
    (count(*) filter (where status = 'cancelled'))::integer, min(completed_at), max(completed_at),
    percentile_disc(0.5) within group (order by greatest(0, extract(epoch from started_at - due_at))::float8)
      filter (where started_at is not null and status <> 'cancelled'),
    percentile_disc(0.5) within group (order by greatest(0, extract(epoch from completed_at - started_at))::float8)
      filter (where started_at is not null and status <> 'cancelled')
  from (
    select e.task_type, e.status, e.due_at, e.started_at, e.completed_at from scrape_tasks_ended e
    where e.completed_at >= since and e.completed_at < before
    limit most
  ) seen
  group by task_type
$$;
