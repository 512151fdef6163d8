-- Questions about named pairs: does one follow the other?
create table relation_pair_checks (
  id uuid primary key default uuidv7(),
  status text not null default 'pending' check (
    status in ('pending', 'running', 'waiting', 'complete', 'incomplete', 'failed', 'cancelled')
  ),
  status_reason text,
  task_id bigint,
  a smallint[] not null, -- the pairs in the order of the request: numbers of people
  b smallint[] not null,
  is_confirmed boolean not null default false,
  estimated_requests integer,
  estimated_seconds double precision,
  requests integer not null default 0,
  accounts text[] not null default '{}', -- usernames of the pool's accounts that were used
  created_at timestamptz not null default world_now(),
  started_at timestamptz,
  completed_at timestamptz,
  constraint relation_pair_checks_pairs check (cardinality(a) = cardinality(b))
);
create index relation_pair_checks_created_idx on relation_pair_checks (created_at);

-- The people in the pairs, each once, by number. An erased person has neither name nor id.
create table relation_pair_people (
  check_id uuid not null references relation_pair_checks (id) on delete cascade,
  person smallint not null,
  username text,
  platform_id text,
  is_named_by_id boolean not null, -- then the name may have changed since named_at
  named_at timestamptz,            -- when the name and the id were seen together; null until then
  account text,                    -- the pool's account that this person is, while it can be asked
  trouble text,                    -- why its lists cannot be read
  lists text[] not null default '{}', -- lists that a relation check was asked to read
  list_check_id uuid,                 -- the relation check that reads them
  follower_count integer,
  following_count integer,
  is_looked_up boolean not null default false,
  constraint relation_pair_people_pkey primary key (check_id, person)
);
create index relation_pair_people_platform_id_idx on relation_pair_people (platform_id);
create index relation_pair_people_username_idx on relation_pair_people (username);

-- Does `follower` follow `followed`? Each once, however many pairs ask.
create table relation_pair_questions (
  check_id uuid not null references relation_pair_checks (id) on delete cascade,
  follower smallint not null,
  followed smallint not null,
  answer text check (answer in ('yes', 'no', 'unknown')), -- null while it is open
  basis text check (basis in ('friendship', 'check', 'search')),
  reason text, -- why it is unknown; while it is open, why the last attempt gave no answer
  answered_at timestamptz, -- when it was so
  -- Attempts that gave no answer: a list that was searched, or the friendship.
  tried text[] not null default '{}',
  constraint relation_pair_questions_pkey primary key (check_id, follower, followed),
  constraint relation_pair_questions_basis check ((basis is not null) = (coalesce(answer, 'unknown') <> 'unknown'))
);
