-- When a creator is worth another scrape, told at the end of each.
alter table blogs
  add column update_due_at timestamptz,
  add column update_value double precision not null default 1 check (update_value > 0);
update blogs
set update_value = log(10 + coalesce(follower_count, 0)::double precision), update_due_at = case scrape_status
  when 'deleted' then scraped_at + interval '90 days'
  when 'failed' then coalesce(scraped_at, updated_at) + interval '7 days'
  else scraped_at + interval '60 days'
end;
create index blogs_update_due_idx on blogs (update_due_at) where update_due_at is not null;

-- What schedule_updates has spent of its daily budget.
create table update_runs (
  id uuid primary key default uuidv7(),
  task_id bigint not null,
  ran_at timestamptz not null default world_now(),
  creators integer not null check (creators >= 0),
  requests integer not null check (requests >= 0) -- as estimated when they were scheduled
);
create index update_runs_ran_idx on update_runs (ran_at);
create index update_runs_task_idx on update_runs (task_id);
