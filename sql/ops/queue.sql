-- psql "$DATABASE_URL" -f sql/ops/queue.sql
-- The state of the queue on one page: stuck tasks and why, depth, owners, failures of the last day,
-- and tasks that ended in the last hours. docs/queue.md explains the columns.
\echo What is stuck
select * from derived.task_stalls order by since nulls first;
\echo How deep the queue is
select *, world_now() - oldest_at as oldest_age from derived.task_counts order by task_type, status;
\echo Who holds tasks
select *, next_lease_end - clock_timestamp() as lease_left from derived.task_owners order by tasks desc;
\echo What went wrong in the last day
select * from derived.task_errors order by attempts desc limit 20;
\echo What ended in the last six hours
select * from derived.task_throughput where hour > world_now() - interval '6 hours' order by hour desc, task_type;
