-- The hashtags that discovery searches.
create table discovery_hashtags (
  hashtag text primary key check (hashtag <> ''),
  filters jsonb not null default '{}' check (jsonb_typeof(filters) = 'object'),
  is_paused boolean not null default false,
  created_at timestamptz not null default world_now(),
  last_discovered_at timestamptz
);

-- Creators that discovery has seen and not kept, so that it spends no request on them again for a
-- while.
create table rejected_creators (
  platform text not null default 'instagram' check (platform in ('instagram')),
  -- '~' and the username when the id is unknown, because no account has that name.
  platform_id text not null,
  username text not null,
  full_name text,
  is_private boolean,
  is_gone boolean not null default false,
  is_verified boolean,
  -- Whether its profile was read: null below then means that the platform did not say, else that
  -- the profile was not requested.
  is_profile_read boolean not null default false,
  follower_count integer,
  media_count integer,
  business_category text,
  languages text[], -- of its captions (ISO 639-1), most used first; null when they were not read
  rejected_at timestamptz not null default world_now(),
  constraint rejected_creators_pkey primary key (platform, platform_id)
);
create index rejected_creators_username_idx on rejected_creators (platform, username);
create index rejected_creators_rejected_at_idx on rejected_creators (rejected_at);
