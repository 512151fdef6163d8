-- Questions about named pairs: does one follow the other? Members keep nothing but ids and names, as in checks.
create table relation_pair_checks (
  id uuid primary key default uuidv7(),
  status text not null default 'pending' check (
    status in ('pending', 'running', 'waiting', 'complete', 'incomplete', 'failed', 'cancelled')
  ),
  status_reason text,
  task_id bigint,
  is_confirmed boolean not null default false,
  estimated_requests integer,
  estimated_seconds double precision,
  requests integer not null default 0,
  accounts text[] not null default '{}', -- usernames of the pool's accounts that have asked
  created_at timestamptz not null default world_now(),
  started_at timestamptz,
  completed_at timestamptz
);
create index relation_pair_checks_created_idx on relation_pair_checks (created_at);

-- Whoever is in the pairs, each once, by number. Who was erased has neither name nor id.
create table relation_pair_people (
  check_id uuid not null references relation_pair_checks (id) on delete cascade,
  person smallint not null,
  username text,
  platform_id text,
  is_given_by_id boolean not null, -- then the name is only as good as the day it was seen
  named_at timestamptz,            -- when the name and the id were seen together; null until then
  account text,                    -- the account of the pool that this is, while it can be asked
  is_account_spent boolean not null default false, -- its own word was asked for, and cannot be had
  trouble text,                    -- why its lists cannot be read
  follower_count integer,
  following_count integer,
  counted_at timestamptz,
  constraint relation_pair_people_pkey primary key (check_id, person)
);
create index relation_pair_people_platform_id_idx on relation_pair_people (platform_id);
create index relation_pair_people_username_idx on relation_pair_people (username);

create table relation_pairs (
  check_id uuid not null references relation_pair_checks (id) on delete cascade,
  place smallint not null, -- in the request, from 0
  a smallint not null,
  b smallint not null,
  constraint relation_pairs_pkey primary key (check_id, place)
);

-- Does `follower` follow `followed`? Each once, however many pairs ask.
create table relation_pair_questions (
  check_id uuid not null references relation_pair_checks (id) on delete cascade,
  follower smallint not null,
  followed smallint not null,
  answer text check (answer in ('yes', 'no', 'unknown')), -- null while it is open
  basis text check (basis in ('friendship', 'check', 'list', 'search')),
  reason text, -- why unknown
  answered_at timestamptz, -- when it was so
  tried text[] not null default '{}', -- lists whose search has told neither
  stumbles text, -- why the last of them did not
  constraint relation_pair_questions_pkey primary key (check_id, follower, followed),
  constraint relation_pair_questions_basis check ((basis is not null) = (coalesce(answer, 'unknown') <> 'unknown'))
);

-- Lists that are read as a whole for many questions about them. Where one goes on is in the checkpoint of the task.
create table relation_pair_lists (
  check_id uuid not null references relation_pair_checks (id) on delete cascade,
  person smallint not null,
  kind text not null check (kind in ('followers', 'following')),
  state text not null default 'reading' check (state in ('reading', 'complete', 'incomplete')),
  reason text, -- why incomplete
  collected integer not null default 0,
  constraint relation_pair_lists_pkey primary key (check_id, person, kind)
);

-- Whom a page has shown already, only while the list is read.
create table relation_pair_members (
  check_id uuid not null,
  person smallint not null,
  kind text not null,
  platform_id text not null,
  constraint relation_pair_members_pkey primary key (check_id, person, kind, platform_id),
  constraint relation_pair_members_list_fkey foreign key (check_id, person, kind)
    references relation_pair_lists (check_id, person, kind) on delete cascade
);
create index relation_pair_members_platform_id_idx on relation_pair_members (platform_id);
