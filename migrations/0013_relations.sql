-- A check reads the lists of followers of a target, which need not be a blog of ours: the
-- platform's id identifies it, once it is known.
create table relation_checks (
  id uuid primary key default uuidv7(),
  blog_id uuid references blogs (id) on delete cascade,
  username text, -- of the target when the check was created
  platform_id text, -- null until the first request
  kinds text[] not null check (kinds <@ array['followers', 'following', 'mutuals'] and cardinality(kinds) > 0),
  max_members integer check (max_members > 0), -- of each list
  status text not null default 'pending' check (
    status in ('pending', 'running', 'waiting', 'complete', 'incomplete', 'failed', 'cancelled')
  ),
  status_reason text,
  task_id bigint,
  is_confirmed boolean not null default false,
  estimated_requests integer,
  estimated_seconds double precision,
  requests integer not null default 0,
  accounts text[] not null default '{}', -- usernames of the pool's accounts that have read pages
  created_at timestamptz not null default world_now(),
  started_at timestamptz,
  completed_at timestamptz
);
create index relation_checks_blog_idx on relation_checks (blog_id, created_at desc);
create index relation_checks_username_idx on relation_checks (username, id desc);
-- Checks of one target, newest first: a diff compares two, and an erasure deletes all.
create index relation_checks_platform_id_idx on relation_checks (platform_id, id);
create index relation_checks_created_idx on relation_checks (created_at);

-- One of the lists of a check. Its cursor is in the checkpoint of the task.
create table relation_lists (
  check_id uuid not null references relation_checks (id) on delete cascade,
  kind text not null check (kind in ('followers', 'following')),
  state text not null default 'pending' check (state in ('pending', 'reading', 'verifying', 'complete', 'incomplete')),
  reason text, -- why it is incomplete
  expected integer, -- by the profile when the check began
  expected_at_end integer,
  collected integer not null default 0,
  erased integer not null default 0, -- members that were not stored, or deleted, since they were erased
  pages integer not null default 0,
  requests integer not null default 0,
  -- The newest reading with a page: a list that restarts is read again.
  reading smallint not null default 1,
  constraint relation_lists_pkey primary key (check_id, kind)
);

create table relation_members (
  check_id uuid not null references relation_checks (id) on delete cascade,
  kind text not null check (kind in ('followers', 'following')),
  platform_id text not null,
  username text not null,
  is_private boolean,
  is_verified boolean,
  created_at timestamptz not null default world_now(),
  -- The newest reading that showed the member; older ones have left.
  last_reading smallint not null default 1,
  constraint relation_members_pkey primary key (check_id, kind, platform_id)
);
create index relation_members_platform_id_idx on relation_members (platform_id);
-- Members by the beginning of their names, in one check as well.
create index relation_members_username_idx on relation_members (username text_pattern_ops, check_id);

-- The history of a check: accounts that changed, waits, lists that ended.
create table relation_events (
  id bigint generated always as identity primary key,
  check_id uuid not null references relation_checks (id) on delete cascade,
  event text not null,
  data jsonb not null default '{}',
  created_at timestamptz not null default world_now()
);
create index relation_events_check_idx on relation_events (check_id, id);
