-- What became of a timetable entry's last tick. Its task may have moved or been forgotten since: no foreign key.
alter table cron_ticks
  add column last_task_id bigint,
  -- The last tick that enqueued nothing, because the task of an earlier one was still open.
  add column skipped_slot timestamptz,
  -- When the failure of the last task that has been reported happened: each is reported once.
  add column reported_failure_at timestamptz,
  -- Why the tick that is due could not be made; empty again once it was.
  add column failed_at timestamptz,
  add column error_code text,
  add column error_message text;
