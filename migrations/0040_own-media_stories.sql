-- Live stories of connected accounts that are creators of running campaigns, with the latest numbers
-- that Meta gave of them: it gives none after their 24 hours.
create table own_stories (
  connection_id uuid not null references own_media_sync (connection_id) on delete cascade,
  platform_id text not null, -- Meta's id
  blog_id uuid not null references blogs (id) on delete cascade,
  story_id text, -- the id by which the app knows it, from its address; null: the address has none
  taken_at timestamptz not null,
  tried_at timestamptz, -- the last reading, also one that brought nothing
  read_at timestamptz, -- the last one that brought numbers
  metrics jsonb,
  -- Why the last reading brought nothing.
  reason text check (reason in ('too_few_viewers', 'right_missing', 'not_yet_counted', 'refused', 'gone')),
  created_at timestamptz not null default world_now(),
  constraint own_stories_pkey primary key (connection_id, platform_id),
  constraint own_stories_read check ((read_at is null) = (metrics is null))
);
create index own_stories_blog_idx on own_stories (blog_id, taken_at);
create index own_stories_taken_idx on own_stories (taken_at);

-- When the stories of a connection are read next; null: as soon as a campaign wants them.
alter table own_media_sync add column next_stories_at timestamptz;
