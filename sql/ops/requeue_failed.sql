-- Gives the failed tasks of one type another full set of attempts, unless an open task already does the same work.
-- Ends in ROLLBACK on purpose: read the row count, then run it again with -v confirm=commit.
-- psql "$DATABASE_URL" -v type=full_scrape -v confirm=rollback -f sql/ops/requeue_failed.sql
begin;
update scrape_tasks t
set status = 'pending', attempts = 0, lost_leases = 0, next_retry_at = world_now(), completed_at = null,
    batch_id = null, error_code = null, error_message = null
where status = 'failed' and task_type = :'type'
  and not exists (
    select from scrape_tasks o
    where o.task_type = t.task_type and o.dedupe_key = t.dedupe_key and o.status in ('pending', 'running')
  )
  -- of several failed twins only the newest comes back
  and not exists (
    select from scrape_tasks n
    where n.task_type = t.task_type and n.dedupe_key = t.dedupe_key and n.status = 'failed' and n.id > t.id
  );
select pg_notify('gramd_tasks', '');
:confirm;
