-- Wakes idle workers when tasks arrive, so that polling can stay slow. Once per statement: ten thousand new tasks are
-- one notification.
create function derived.notify_tasks() returns trigger
language plpgsql as $$
begin
  perform pg_notify('gramd_tasks', '');
  return null;
end
$$;

create trigger scrape_tasks_notify
  after insert on scrape_tasks
  for each statement execute function derived.notify_tasks();
