-- The owners of tasks: each worker with leases, and each batch at OpenAI. `oldest_started_at` is
-- world time, `next_lease_end` real time: a live worker renews its leases long before. Reads
-- running tasks only.
create view derived.task_owners as
select owner, count(*)::integer as tasks, array_agg(distinct task_type) as task_types,
  min(started_at) as oldest_started_at, min(lease_until) as next_lease_end,
  (count(*) filter (where is_expired))::integer as expired
from derived.leased_tasks
group by owner
union all
select 'batch ' || batch_id, tasks, array[task_type], started_at, null, 0
from derived.open_batches()
where is_sent;
