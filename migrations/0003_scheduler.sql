-- The last slot of each cron entry that a replica has won, and what became of it.
create table cron_ticks (
  name text primary key,
  last_slot timestamptz not null,
  updated_at timestamptz not null default world_now(),
  last_task_id bigint, -- no foreign key: retention may have deleted the task
  -- The last tick that enqueued nothing, because an earlier task was still open.
  skipped_slot timestamptz,
  reported_failure_at timestamptz, -- when the last reported failure happened: each is reported once
  -- Why the due tick could not be made; null again once it was.
  failed_at timestamptz,
  error_code text,
  error_message text
);
