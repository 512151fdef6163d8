-- Stuck tasks, with reason and remedy: a row for each reason of each type, none when all is well.
-- `since` is world time, but real time for `lease_expired`. The database does not know which types
-- need an Instagram account, so `pool_stopped`, `no_account_in_service` and `no_account_free` are
-- about the whole pool while work is due; nor which types workers know: GET /api/health names
-- unknown ones. Costs as much as derived.task_counts for open tasks, and up to 5,000 probes for the
-- tasks of the newest attempts that did not succeed.
create view derived.task_stalls as
with held as materialized (select * from derived.leased_tasks),
queued as (
  select q.task_type, q.due, q.waiting_since, q.oldest_id, coalesce(h.alive, 0) as alive,
    p.paused_at
  from derived.count_pending_tasks() q
  left join (
    select task_type, count(*) filter (where not is_expired) as alive from held group by task_type
  ) h using (task_type)
  left join paused_task_types p using (task_type)
),
-- A type whose tasks end in batches gathers them for hours, and that is as it should be.
waiting as (
  select queued.*, world_now() - waiting_since as waits, last.completed_at as last_end,
    case when last.batch_id is null then interval '5 minutes' else interval '4 hours' end as patience
  from queued
  left join lateral (
    -- Not `=`: for a type of which none has ended the planner would walk back through all that have.
    select e.completed_at, e.batch_id from scrape_tasks_ended e
    where e.task_type >= queued.task_type and e.task_type <= queued.task_type
    order by e.task_type desc, e.id desc
    limit 1
  ) last on true
  where waiting_since is not null
),
troubled as (
  select t.id, t.task_type, t.attempts, t.max_attempts, t.lost_leases, t.error_code, a.since
  from (
    select task_id, min(ended_at) as since from derived.newest_attempts(5000)
    where outcome in ('retried', 'lost') group by task_id
  ) a
  cross join lateral (select * from scrape_tasks_open o where o.id = a.task_id offset 0) t
),
pool as (select * from derived.pool_state where exists (select from waiting))
select task_type, 'paused' as reason, due as tasks, paused_at as since, oldest_id as example_task_id,
  'somebody paused the type; POST /api/task-types/' || task_type || '/resume lets it go on' as detail
from waiting where paused_at is not null
union all
select task_type, 'nothing_runs', due, waiting_since, oldest_id,
  'due, and no worker has any: does one run and know the type, has it free slots, is what the type needs there? '
    || coalesce('The last one ended at ' || last_end, 'None is known to have ended')
from waiting where paused_at is null and alive = 0 and waits > patience
union all
select task_type, 'waits_long', due, waiting_since, oldest_id,
  'due for over an hour while others of the type run: more comes in than slots, limits and accounts let out'
from waiting where paused_at is null and alive > 0 and waits > interval '1 hour'
union all
select task_type, 'lease_expired', count(*)::integer, min(lease_until), min(id),
  'fell silent: ' || string_agg(distinct owner, ', ') || '; any worker that runs the type takes these tasks'
from held where is_expired group by task_type
union all
select task_type, 'runs_long', count(*)::integer, min(started_at), min(id),
  'for over an hour with ' || string_agg(distinct owner, ', ') || '; POST /api/tasks/<id>/cancel aborts one'
from held where not is_expired and started_at < world_now() - interval '1 hour' group by task_type
union all
select task_type, 'batch_overdue', sum(tasks)::integer, min(started_at), null,
  'sent to OpenAI over 26 hours ago: ' || string_agg('batch ' || batch_id, ', ')
from derived.open_batches() where started_at < world_now() - interval '26 hours' group by task_type
union all
select task_type, 'loses_leases', count(*)::integer, min(since), (array_agg(id order by lost_leases desc))[1],
  'workers died with it, up to ' || max(lost_leases) || ' times; at 20 it fails as worker_lost'
from troubled where lost_leases >= 3 group by task_type
union all
select task_type, 'last_attempt', count(*)::integer, min(since), min(id),
  'fails for good if its next attempt does: ' || coalesce(string_agg(distinct error_code, ', '), 'it runs now')
from troubled where attempts > 0 and attempts + 1 >= max_attempts group by task_type
union all
select null, 'pool_stopped', null, null, null, 'no account is used before ' || stopped_until || '; pool_stops says why'
from pool where stopped_until is not null
union all
select null, 'no_account_in_service', null, null, null, 'every account needs a person, or its proxy is not active'
from pool where stopped_until is null and in_service = 0
union all
select null, 'no_account_free', null, null, null,
  'all accounts rest, have spent their budget or wait to log in again; the first is free at ' || free_at
from pool where stopped_until is null and in_service > 0 and free_at > world_now();
