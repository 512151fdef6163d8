-- When a creator is worth another scrape, told at the end of each.
alter table blogs
  add column update_due_at timestamptz,
  add column update_value double precision not null default 1 check (update_value > 0);
update blogs set update_due_at = scraped_at + interval '60 days' where scraped_at is not null;
create index blogs_update_due_idx on blogs (update_due_at) where update_due_at is not null;

-- What schedule_updates has spent of its daily budget.
create table update_runs (
  id uuid primary key default uuidv7(),
  ran_at timestamptz not null default world_now(),
  creators integer not null check (creators >= 0),
  requests integer not null check (requests >= 0) -- as estimated when they were scheduled
);
create index update_runs_ran_idx on update_runs (ran_at);
