-- People, their profiles, and what was seen there. Instagram ids are text: they are 64-bit. Times are world time.

create table persons (
  id uuid primary key default uuidv7(),
  full_name text,
  created_at timestamptz not null default world_now()
);

create table blogs (
  id uuid primary key default uuidv7(),
  person_id uuid not null references persons (id),
  platform text not null default 'instagram' check (platform in ('instagram')),
  username text not null check (username <> '' and username = lower(username)),
  platform_id text,
  full_name text,
  biography text,
  avatar_url text,
  follower_count integer check (follower_count >= 0),
  following_count integer check (following_count >= 0),
  media_count integer check (media_count >= 0),
  is_verified boolean,
  is_business boolean,
  business_category text,
  external_url text,
  er double precision check (er >= 0),
  er_reels double precision check (er_reels >= 0),
  er_trend text check (er_trend in ('growing', 'stable', 'declining', 'insufficient')),
  posts_per_week double precision check (posts_per_week >= 0),
  scrape_status text not null default 'pending' check (
    scrape_status in ('pending', 'scraping', 'analyzing', 'active', 'private', 'deleted', 'failed')
  ),
  scraped_at timestamptz,
  ai_insights jsonb,
  ai_confidence double precision check (ai_confidence between 0 and 1),
  ai_analyzed_at timestamptz,
  source text not null check (source in ('manual', 'discover', 'import')),
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint blogs_platform_username_key unique (platform, username),
  constraint blogs_platform_platform_id_key unique (platform, platform_id),
  constraint blogs_insights_complete check (
    (ai_insights is null) = (ai_analyzed_at is null) and (ai_insights is null) = (ai_confidence is null)
  )
);

create index blogs_person_idx on blogs (person_id);
-- One index for each sort of GET /api/blogs; the id breaks ties for the keyset cursor.
create index blogs_created_idx on blogs (created_at desc, id desc);
create index blogs_followers_idx on blogs (follower_count desc nulls last, id desc);
create index blogs_er_idx on blogs (er desc nulls last, id desc);
create index blogs_scraped_idx on blogs (scraped_at desc nulls last, id desc);
create index blogs_posts_per_week_idx on blogs (posts_per_week desc nulls last, id desc);
create index blogs_status_idx on blogs (scrape_status, scraped_at);
create index blogs_content_language_idx on blogs using gin ((ai_insights -> 'content' -> 'content_language'));

create table blog_posts (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  platform_id text not null,
  caption_text text,
  hashtags text[] not null default '{}',
  mentions text[] not null default '{}',
  like_count integer check (like_count >= 0), -- null when hidden, never 0
  comment_count integer check (comment_count >= 0),
  play_count bigint check (play_count >= 0),
  media_type text not null check (media_type in ('photo', 'video', 'album', 'unknown')),
  product_type text,
  is_pinned boolean not null default false,
  thumbnail_url text,
  location_id text,
  location_name text,
  location_lat double precision,
  location_lng double precision,
  taken_at timestamptz not null,
  created_at timestamptz not null default world_now(),
  constraint blog_posts_blog_platform_id_key unique (blog_id, platform_id)
);
create index blog_posts_taken_idx on blog_posts (blog_id, taken_at desc);

create table blog_highlights (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  platform_id text not null,
  title text,
  media_count integer check (media_count >= 0),
  cover_url text,
  story_mentions text[] not null default '{}',
  story_locations text[] not null default '{}',
  story_links text[] not null default '{}',
  created_at timestamptz not null default world_now(),
  constraint blog_highlights_blog_platform_id_key unique (blog_id, platform_id)
);

-- One row per scrape, so that trends need no guess.
create table blog_snapshots (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  scraped_at timestamptz not null default world_now(),
  follower_count integer,
  following_count integer,
  media_count integer,
  er double precision,
  er_reels double precision,
  er_trend text check (er_trend in ('growing', 'stable', 'declining', 'insufficient')),
  posts_per_week double precision
);
create index blog_snapshots_blog_idx on blog_snapshots (blog_id, scraped_at desc);

create table categories (
  id uuid primary key default uuidv7(),
  name text not null unique check (name <> '')
);

create table blog_categories (
  blog_id uuid not null references blogs (id) on delete cascade,
  category_id uuid not null references categories (id),
  is_primary boolean not null default false,
  constraint blog_categories_pkey primary key (blog_id, category_id)
);
create unique index blog_categories_one_primary_idx on blog_categories (blog_id) where is_primary;
create index blog_categories_category_idx on blog_categories (category_id, blog_id);
