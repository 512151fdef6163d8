-- How far the posts of a connection are known. It outlives a connection that is removed without its
-- data, so it knows the owner by itself and refers to no connection.
create table own_media_sync (
  connection_id uuid primary key,
  owner_id uuid references users (id) on delete set null, -- null: the service's
  username text not null,
  next_list_at timestamptz not null default world_now(), -- of the newest page
  listed_at timestamptz,
  next_full_at timestamptz not null default world_now(),
  fully_listed_at timestamptz,
  awaited_until timestamptz, -- a person looks at it or waits for a post: it is listed often until then
  next_insights_at timestamptz not null default world_now(), -- of the account
  next_demographics_at timestamptz not null default world_now(),
  ended_at timestamptz, -- the connection was removed
  created_at timestamptz not null default world_now()
);
create index own_media_sync_list_idx on own_media_sync (next_list_at) where ended_at is null;

create table own_media (
  id uuid primary key default uuidv7(),
  connection_id uuid not null references own_media_sync (connection_id) on delete cascade,
  owner_id uuid references users (id) on delete set null, -- of the connection
  platform_id text not null,
  permalink text,
  shortcode text,
  type text not null check (type in ('REEL', 'VIDEO', 'IMAGE', 'CAROUSEL', 'STORY', 'UNKNOWN')),
  caption text,
  duration_ms integer check (duration_ms > 0), -- the platform does not tell it
  child_count smallint not null default 0, -- of a carousel
  like_count integer, -- from the list; null when hidden
  comment_count integer,
  published_at timestamptz not null,
  next_sync_at timestamptz, -- null: only on request
  last_synced_at timestamptz, -- the last one that worked
  sync_status text not null default 'idle' check (sync_status in ('idle', 'ok', 'error', 'rate_limited')),
  sync_error text,
  sync_failures smallint not null default 0, -- in a row
  final_gap text, -- why there will never be a metric
  listed_at timestamptz not null default world_now(), -- the last list that had it began then
  missed_lists smallint not null default 0, -- whole ones, in a row
  deleted_at timestamptz,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint own_media_platform_id_key unique (connection_id, platform_id)
);
-- The pages of a list, newest first.
create index own_media_published_idx on own_media (connection_id, published_at desc, id desc);
-- A pasted link.
create index own_media_shortcode_idx on own_media (shortcode, connection_id);
-- What is due.
create index own_media_due_idx on own_media (next_sync_at) where next_sync_at is not null;

-- A metric that is missing here is not 0: `gaps` says why.
create table media_insights (
  media_id uuid not null references own_media (id) on delete cascade,
  collected_at timestamptz not null, -- to the minute: a sync that is repeated replaces its snapshot
  metrics jsonb not null,
  gaps jsonb not null default '{}',
  raw jsonb,
  constraint media_insights_pkey primary key (media_id, collected_at)
);
create index media_insights_collected_idx on media_insights (collected_at);
create index media_insights_raw_idx on media_insights (collected_at) where raw is not null;

create table account_insights (
  connection_id uuid not null references own_media_sync (connection_id) on delete cascade,
  day date not null, -- UTC
  collected_at timestamptz not null default world_now(),
  metrics jsonb not null,
  gaps jsonb not null default '{}',
  demographics jsonb,
  raw jsonb,
  constraint account_insights_pkey primary key (connection_id, day)
);
create index account_insights_collected_idx on account_insights (collected_at);
create index account_insights_raw_idx on account_insights (collected_at) where raw is not null;
