-- What readings have measured of posts of campaigns.
create table post_readings (
  blog_id uuid not null references blogs (id) on delete cascade,
  platform_id text not null,
  read_at timestamptz not null default world_now(),
  taken_at timestamptz not null,
  like_count integer,
  comment_count integer,
  play_count bigint,
  view_count bigint,
  caption text, -- null while it is as in the reading before
  is_paid_partnership boolean,
  comments_disabled boolean not null default false,
  constraint post_readings_pkey primary key (blog_id, platform_id, read_at)
);
create index post_readings_read_idx on post_readings (read_at);
create index post_readings_names_idx on post_readings using gin (mentioned_names(caption)) where caption is not null;

-- The last planned and the last ended reading of a creator.
create table reading_schedule (
  blog_id uuid primary key references blogs (id) on delete cascade,
  planned_at timestamptz,
  read_at timestamptz,
  -- Live stories that the last reading met; null when it did not ask.
  live_stories integer check (live_stories >= 0)
);

-- Requests of readings, as planned and then as made. The rows outlive their list: what was spent
-- stays spent.
create table reading_spending (
  hour timestamptz not null,
  list_id uuid not null, -- the campaign or list that a reading is charged to
  creators integer not null check (creators >= 0),
  requests integer not null check (requests >= 0),
  constraint reading_spending_pkey primary key (hour, list_id)
);
