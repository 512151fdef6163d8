-- The attempts of tasks, each with who made it, when and how it ended: those that went wrong (the last 20 of a task),
-- and the one that ended the task.
create or replace view public.task_attempts as
select task_id, owner, started_at, ended_at, ended_at - started_at as took, outcome, error_code, error_message
from past_attempts
union all
select id, lease_owner, started_at, completed_at, completed_at - started_at, status, error_code, error_message
from scrape_tasks
where status in ('done', 'cancelled') and lease_owner is not null;
