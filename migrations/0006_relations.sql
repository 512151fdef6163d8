-- A check of who follows whom, paged with a checkpoint.
create table relation_checks (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  kinds text[] not null check (kinds <@ array['followers', 'following', 'mutuals'] and cardinality(kinds) > 0),
  status text not null default 'pending' check (
    status in ('pending', 'running', 'waiting', 'complete', 'incomplete', 'failed', 'cancelled')
  ),
  status_reason text,
  expected_followers integer,
  expected_following integer,
  created_at timestamptz not null default world_now(),
  completed_at timestamptz
);
create index relation_checks_blog_idx on relation_checks (blog_id, created_at desc);

create table relation_members (
  check_id uuid not null references relation_checks (id) on delete cascade,
  kind text not null check (kind in ('followers', 'following')),
  platform_id text not null,
  username text not null,
  is_private boolean,
  is_verified boolean,
  created_at timestamptz not null default world_now(),
  constraint relation_members_pkey primary key (check_id, kind, platform_id)
);
