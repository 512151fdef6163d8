-- A check is about a target that need not be a blog of ours: the platform's id decides, once it is known.
alter table relation_checks
  alter column blog_id drop not null,
  add column username text, -- of the target when the check was asked for
  add column platform_id text, -- null until the first request
  add column task_id bigint,
  add column max_members integer check (max_members > 0), -- of each list
  add column is_confirmed boolean not null default false,
  add column estimated_requests integer,
  add column estimated_seconds double precision,
  add column requests integer not null default 0,
  add column accounts text[] not null default '{}', -- usernames of the pool's accounts that have read pages
  add column started_at timestamptz,
  -- Each list tells its own.
  drop column expected_followers,
  drop column expected_following;
create index relation_checks_username_idx on relation_checks (username, id desc);

-- One of the lists that a check reads. Where it goes on is in the checkpoint of the task.
create table relation_lists (
  check_id uuid not null references relation_checks (id) on delete cascade,
  kind text not null check (kind in ('followers', 'following')),
  state text not null default 'pending' check (state in ('pending', 'reading', 'verifying', 'complete', 'incomplete')),
  reason text, -- why incomplete
  expected integer, -- by the profile when the check began
  expected_at_end integer,
  collected integer not null default 0,
  pages integer not null default 0,
  requests integer not null default 0,
  constraint relation_lists_pkey primary key (check_id, kind)
);

-- What happened to a check: accounts that changed, waits, lists that ended.
create table relation_events (
  id bigint generated always as identity primary key,
  check_id uuid not null references relation_checks (id) on delete cascade,
  event text not null,
  data jsonb not null default '{}',
  created_at timestamptz not null default world_now()
);
create index relation_events_check_idx on relation_events (check_id, id);

alter table relation_members add column last_reading smallint not null default 1; -- the newest reading of the list that showed it
