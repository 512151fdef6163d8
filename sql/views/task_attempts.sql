-- The attempts of tasks, with owner, times and outcome: the last 20 of a task that did not succeed,
-- and the one that ended it.
create or replace view public.task_attempts as
select task_id, owner, started_at, ended_at, ended_at - started_at as took, outcome, error_code, error_message
from past_attempts
union all
select id, lease_owner, started_at, completed_at, completed_at - started_at, status, error_code, error_message
from scrape_tasks
where status in ('done', 'cancelled') and lease_owner is not null;
