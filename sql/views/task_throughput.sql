-- Tasks that ended in each of the last 48 hours (world time), by type. Reads up to 20,000 tasks per
-- hour (960,000 rows in all), and ranges of 32 pages at the edges of the hours. If an hour has
-- more, `capped` is true, its counts are of those tasks, and `per_minute` is over their time: a
-- lower bound. `wait_seconds` and `run_seconds` are medians, without cancelled tasks.
create view derived.task_throughput as
with hours as (
  select date_trunc('hour', (select world_now())) - n * interval '1 hour' as hour from generate_series(0, 47) as n
),
measured as (
  select hours.hour, e.*, e.done + e.failed + e.cancelled as ended,
    sum(e.done + e.failed + e.cancelled) over of_hour >= 20000 as capped,
    max(e.last_at) over of_hour - min(e.first_at) over of_hour as spanned
  from hours
  cross join lateral derived.count_ended_between(hours.hour, hours.hour + interval '1 hour', 20000) e
  window of_hour as (partition by hours.hour)
)
select hour, task_type, done, failed, cancelled, round(failed::numeric / nullif(done + failed, 0), 4) as failure_rate,
  round(60 * ended / greatest(1, extract(epoch from
    case when capped then spanned else least(hour + interval '1 hour', (select world_now())) - hour end
  )), 2) as per_minute,
  capped, round(wait::numeric, 1) as wait_seconds, round(run::numeric, 1) as run_seconds
from measured;
