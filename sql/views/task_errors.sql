-- What went wrong in the last day (world time), by code and message without its numbers and names; most frequent first is
-- `order by attempts desc`. Also attempts that are tried again (`retried`), put off (`snoozed`) or whose worker died
-- (`lost`). Looks at the newest 20,000 attempts that did not end well, whatever their age, and at nothing else.
create view derived.task_errors as
with each as (
  select case outcome when 'lost' then 'worker_lost' else error_code end as error_code, error_message, outcome,
    count(*) as attempts, min(ended_at) as first_seen, max(ended_at) as last_seen, max(task_id) as task_id
  from derived.newest_attempts(20000)
  where ended_at > world_now() - interval '1 day' and outcome <> 'cancelled'
  group by 1, 2, 3
),
grouped as (
  select error_code, coalesce(derived.normal_message(error_message), '') as message, sum(attempts)::integer as attempts,
    coalesce(sum(attempts) filter (where outcome = 'failed'), 0)::integer as failed,
    coalesce(sum(attempts) filter (where outcome = 'retried'), 0)::integer as retried,
    coalesce(sum(attempts) filter (where outcome = 'snoozed'), 0)::integer as snoozed,
    coalesce(sum(attempts) filter (where outcome = 'lost'), 0)::integer as lost,
    min(first_seen) as first_seen, max(last_seen) as last_seen, max(task_id) as example_task_id
  from each
  group by 1, 2
)
select * from grouped;
