-- The newest tasks that failed, at most `most`.
create function derived.newest_failed_tasks(most integer)
returns table (id bigint, error_code text, error_message text, completed_at timestamptz)
language sql stable rows 20000
-- For a share of the failed tasks, PostgreSQL would sort them all, or walk back through all that have ended: with a
-- million of them that takes ten times as long.
set enable_bitmapscan = off set enable_sort = off
as $$
  select t.id, t.error_code, t.error_message, t.completed_at
  from scrape_tasks_ended t
  where t.status >= 'failed' and t.status <= 'failed' and t.status <> 'done'
  order by t.status, t.id desc
  limit most
$$;
