-- A job is what one request started: its tasks are counted together, and it has an end.
create table jobs (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('scrape', 'discovery', 'import', 'analysis')),
  user_id uuid references users (id) on delete set null, -- null: started by the service
  notifies boolean not null default false,
  created_at timestamptz not null default world_now(),
  ended_at timestamptz,
  cancelled_at timestamptz, -- a person cancelled what was open
  -- Ended tasks are added up here; the others are waiting.
  total integer not null default 0,
  done integer not null default 0,
  failed integer not null default 0,
  cancelled integer not null default 0,
  constraint jobs_counts_fit check (done + failed + cancelled <= total)
);
create index jobs_open_idx on jobs (id) where ended_at is null;
create index jobs_ended_idx on jobs (ended_at) where ended_at is not null;
create index jobs_user_idx on jobs (user_id) where user_id is not null;

-- Tasks of a job; those that it adds while they run, such as scrapes of a discovery, come along.
create table job_tasks (
  job_id uuid not null references jobs (id) on delete cascade,
  task_id bigint not null,
  status text check (status in ('done', 'failed', 'cancelled')), -- null while it is open
  constraint job_tasks_pkey primary key (job_id, task_id)
) with (fillfactor = 80); -- room for the row with the end beside the one without
create index job_tasks_task_idx on job_tasks (task_id);
create index job_tasks_open_idx on job_tasks (job_id, task_id) where status is null;
