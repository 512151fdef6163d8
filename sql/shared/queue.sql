-- What other folders may read of tasks: not their leases, fencing tokens and limits.
create view shared.scrape_tasks as
select id, task_type, subject, status, priority, dedupe_key, batch_id, payload, checkpoint, progress, result, attempts,
  max_attempts, error_code, error_message, created_at, due_at, next_retry_at, started_at, completed_at
from scrape_tasks;

create view shared.task_events as select * from task_events;
create view shared.paused_task_types as select * from paused_task_types;
