-- The queue. `lease_until` is real time (a lease guards against a dead process); every other time is world time.
create table scrape_tasks (
  id bigint generated always as identity primary key,
  blog_id uuid references blogs (id) on delete cascade,
  task_type text not null check (task_type <> ''),
  status text not null default 'pending' check (status in ('pending', 'running', 'done', 'failed', 'cancelled')),
  priority smallint not null check (priority between 1 and 10),
  payload jsonb not null default '{}',
  dedupe_key text,
  attempts integer not null default 0 check (attempts >= 0),
  max_attempts integer not null default 3 check (max_attempts > 0),
  lost_leases integer not null default 0,
  error_code text,
  error_message text,
  next_retry_at timestamptz,
  lease_owner text,
  lease_token uuid,
  lease_until timestamptz,
  batch_id uuid references ai_batches (id),
  checkpoint jsonb,
  progress jsonb,
  result jsonb,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default world_now(),
  due_at timestamptz not null generated always as (coalesce(next_retry_at, created_at)) stored,
  constraint scrape_tasks_lease_whole check (
    (lease_token is null) = (lease_until is null) and (lease_token is null) = (lease_owner is null)
  ),
  -- A task runs in a worker's hands (a lease) or in a batch, and holds a lease only while it runs.
  constraint scrape_tasks_running_is_held check (status <> 'running' or lease_token is not null or batch_id is not null),
  constraint scrape_tasks_leased_is_running check (lease_token is null or status = 'running'),
  constraint scrape_tasks_completed_iff_ended check (
    (status in ('done', 'failed', 'cancelled')) = (completed_at is not null)
  )
);

create index scrape_tasks_ready_idx on scrape_tasks (task_type, priority, due_at, id) where status = 'pending';
create index scrape_tasks_lease_idx on scrape_tasks (lease_until) where status = 'running' and lease_token is not null;
-- The key comes first, so that the planner never takes this index for a walk through a type.
create unique index scrape_tasks_dedupe_idx on scrape_tasks (dedupe_key, task_type)
  where dedupe_key is not null and status in ('pending', 'running');
create index scrape_tasks_batch_idx on scrape_tasks (batch_id) where batch_id is not null;
create index scrape_tasks_blog_idx on scrape_tasks (blog_id, id desc) where blog_id is not null;
create index scrape_tasks_status_idx on scrape_tasks (status, id desc);
create index scrape_tasks_type_idx on scrape_tasks (task_type, id desc);

-- What happened to tasks, for live streams that resume after Last-Event-ID. `xid` lets a reader stop short of
-- transactions that are still open, whose ids may be lower than ones it has already seen.
create table task_events (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  task_id bigint not null references scrape_tasks (id) on delete cascade,
  event text not null check (
    event in ('claimed', 'progress', 'sent', 'done', 'retried', 'snoozed', 'failed', 'cancelled', 'requeued')
  ),
  data jsonb not null default '{}',
  created_at timestamptz not null default world_now()
);
create index task_events_order_idx on task_events (xid, id);
create index task_events_task_idx on task_events (task_id, xid, id);
create index task_events_age_idx on task_events (created_at);

-- The last slot of each timetable entry that some replica has won.
create table cron_ticks (
  name text primary key,
  last_slot timestamptz not null,
  updated_at timestamptz not null default world_now()
);
