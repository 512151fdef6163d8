-- Failures of the last day (world time) by code, and message without numbers and names: among the
-- newest 5,000 attempts that did not succeed, of those with the `chosen` ids; null for all. The
-- view derived.task_errors describes the columns.
create function derived.task_errors_of(chosen bigint[])
returns table (error_code text, message text, attempts integer, failed integer, retried integer, snoozed integer, lost integer,
  first_seen timestamptz, last_seen timestamptz, example_task_id bigint, trend integer[])
language sql stable rows 100
as $$
  with each as (
    select case outcome when 'lost' then 'worker_lost' else error_code end as error_code,
      coalesce(error_message, '') as error_message, outcome,
      least(7, greatest(0, floor(extract(epoch from (select world_now()) - ended_at) / 10800)))::integer as age,
      count(*) as attempts, min(ended_at) as first_seen, max(ended_at) as last_seen, max(task_id) as task_id
    from derived.newest_attempts(5000) a
    -- The clock is asked once, not for each row.
    where ended_at > (select world_now()) - interval '1 day' and outcome <> 'cancelled'
      and (chosen is null or a.id = any (chosen))
    group by 1, 2, 3, 4
  ),
  -- What is alike is looked for once in each message, by nine regular expressions.
  messages as materialized (
    select error_message, coalesce(derived.normal_message(error_message), '') as message from each
      group by error_message
  ),
  grouped as (
    select error_code, message, sum(attempts)::integer as attempts,
      coalesce(sum(attempts) filter (where outcome = 'failed'), 0)::integer as failed,
      coalesce(sum(attempts) filter (where outcome = 'retried'), 0)::integer as retried,
      coalesce(sum(attempts) filter (where outcome = 'snoozed'), 0)::integer as snoozed,
      coalesce(sum(attempts) filter (where outcome = 'lost'), 0)::integer as lost,
      min(first_seen) as first_seen, max(last_seen) as last_seen, max(task_id) as example_task_id,
      array[
        coalesce(sum(attempts) filter (where age = 7), 0), coalesce(sum(attempts) filter (where age = 6), 0),
        coalesce(sum(attempts) filter (where age = 5), 0), coalesce(sum(attempts) filter (where age = 4), 0),
        coalesce(sum(attempts) filter (where age = 3), 0), coalesce(sum(attempts) filter (where age = 2), 0),
        coalesce(sum(attempts) filter (where age = 1), 0), coalesce(sum(attempts) filter (where age = 0), 0)
      ]::integer[] as trend
    from each join messages using (error_message)
    group by 1, 2
  )
  select * from grouped
$$;
