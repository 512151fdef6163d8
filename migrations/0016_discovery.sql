-- What discovery looks for, and whom it has looked at.

create table discovery_hashtags (
  hashtag text primary key check (hashtag <> ''),
  filters jsonb not null default '{}' check (jsonb_typeof(filters) = 'object'),
  is_paused boolean not null default false,
  created_at timestamptz not null default world_now(),
  last_discovered_at timestamptz
);

-- Creators whom discovery has looked at and not kept, so that looking again costs no request for a while.
create table seen_creators (
  platform text not null default 'instagram' check (platform in ('instagram')),
  -- '~' and the name of a creator whose id was never told, because there is nobody of that name.
  platform_id text not null,
  username text not null,
  full_name text,
  is_private boolean,
  is_gone boolean not null default false,
  is_verified boolean,
  -- Whether its profile was read, so that what is null below was not told; else it was not asked for.
  is_profile_read boolean not null default false,
  follower_count integer,
  media_count integer,
  business_category text,
  -- Of its captions (ISO 639-1), most used first; null when they were not read.
  languages text[],
  seen_at timestamptz not null default world_now(),
  constraint seen_creators_pkey primary key (platform, platform_id)
);
create index seen_creators_username_idx on seen_creators (platform, username);
create index seen_creators_seen_idx on seen_creators (seen_at);
