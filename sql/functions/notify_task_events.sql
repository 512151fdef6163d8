-- Wakes those who stream task events to clients.
create function derived.notify_task_events() returns trigger
language plpgsql as $$
begin
  perform pg_notify('gramd_task_events', '');
  return null;
end
$$;

create trigger task_events_notify
  after insert on task_events
  for each statement execute function derived.notify_task_events();
