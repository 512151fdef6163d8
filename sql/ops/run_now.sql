-- psql "$DATABASE_URL" -v type=full_scrape -v confirm=rollback -f sql/ops/run_now.sql
-- Makes up to 10,000 retried or snoozed tasks of one type run now, first ones first, because what
-- they wait for is available again. Tasks that were enqueued for a later time keep it. Ends in
-- ROLLBACK on purpose: read the count, then run it again with -v confirm=commit.
begin;
with moved as (
  update scrape_tasks t set due_at = world_now()
  where t.status = 'pending' and t.id = any (array(
    select w.id from scrape_tasks w
    where w.status = 'pending' and w.batch_id is null and w.task_type = :'type' and w.due_at > world_now()
      and w.error_code is not null
    order by w.priority, w.due_at, w.id
    limit 10000
    for update skip locked
  ))
  returning t.id, t.task_type
),
events as (
  insert into task_events (event, task_type, task_ids)
  select 'requeued', task_type, array_agg(id) from moved group by task_type
)
select count(*) as moved, pg_notify('gramd_tasks', '') as workers_woken from moved;
:confirm;
