-- Who holds tasks: each worker by its leases, and each batch that was sent to OpenAI. `oldest_started_at` is world time,
-- `next_lease_end` real time: a worker that lives renews its leases long before. Reads what is held, and nothing else.
create view derived.task_holders as
select owner, count(*)::integer as tasks, array_agg(distinct task_type) as task_types,
  min(started_at) as oldest_started_at, min(lease_until) as next_lease_end,
  (count(*) filter (where is_expired))::integer as expired
from derived.leased_tasks
group by owner
union all
select 'batch ' || batch_id, tasks, array[task_type], started_at, null, 0
from derived.open_batches()
where is_sent;
