-- People, their profiles, and what was seen there. Platform ids are text: they are 64-bit. Times
-- are world time.

-- The usernames in a text, as @name or in the address of a profile, in lower case. An erasure finds
-- texts by indexes on it. Where an address may overlap with a name, the whole text is searched.
create function parse_mentions(body text) returns text[]
language sql immutable parallel safe
return case
  when strpos(lower(body), 'instagram.com/') > 0 then array(
    select distinct lower(rtrim(found[1], '.'))
    from regexp_matches(body, '(?:[@＠]|instagram\.com/)([A-Za-z0-9._]{1,30})', 'gi') as found
  )
  else array(
    select distinct lower(rtrim(name, '.'))
    from (
      select substring(part from '^[A-Za-z0-9._]{1,30}') as name
      from string_to_table(replace(body, '＠', '@'), '@') with ordinality as after_sign (part, place)
      where place > 1
    ) names
    where name is not null
  )
end;

-- The same, which PostgreSQL inlines: most texts name no account, and then no query runs.
create function mentioned_names(body text) returns text[]
language sql immutable parallel safe
return case when body like any ('{%@%,%＠%,%/%}'::text[]) then parse_mentions(body) else '{}' end;

create function highlight_mentions(title text, story_links text[]) returns text[]
language sql immutable parallel safe
return array(
  select unnest(mentioned_names(body)) from unnest(array[title] || story_links) as body
);

create table persons (
  id uuid primary key default uuidv7(),
  full_name text,
  created_at timestamptz not null default world_now()
);

-- Metrics are fractions (0.02 is 2 %), named by what they divide by; <metric>_posts counts the
-- posts behind one, whether they sufficed or not.
create table blogs (
  id uuid primary key default uuidv7(),
  person_id uuid not null references persons (id),
  platform text not null default 'instagram' check (platform in ('instagram')),
  platform_id text,
  username text not null check (username <> '' and username = lower(username)),
  source text not null check (source in ('manual', 'discover', 'import')),
  scrape_status text not null default 'pending' check (
    scrape_status in ('pending', 'scraping', 'analyzing', 'active', 'private', 'restricted', 'deleted', 'failed')
  ),
  scraped_at timestamptz,
  -- When posts and highlights were read too; at scraped_at there may have been nothing new to read.
  fully_scraped_at timestamptz,
  -- The source of the last reading: an account of the pool, or the official API, which knows less.
  profile_source text check (profile_source in ('pool', 'official')),
  posts_source text check (posts_source in ('pool', 'official')),
  -- When another scrape is worth its requests, and how much it is worth; set at the end of each
  -- scrape.
  update_due_at timestamptz,
  update_value double precision not null default 1 check (update_value > 0),

  full_name text,
  biography text,
  bio_links jsonb not null default '[]' check (jsonb_typeof(bio_links) = 'array'), -- [{url, title}]
  external_url text,
  avatar_url text,
  picture_id text, -- of the avatar; its address is signed again each time
  is_verified boolean,
  is_business boolean,
  business_category text,
  follower_count integer check (follower_count >= 0),
  following_count integer check (following_count >= 0),
  media_count integer check (media_count >= 0),
  latest_story_at timestamptz,
  follower_tier text generated always as (
    case
      when follower_count < 1000 then 'under_1k'
      when follower_count < 10000 then '1k_10k'
      when follower_count < 50000 then '10k_50k'
      when follower_count < 500000 then '50k_500k'
      when follower_count < 1000000 then '500k_1m'
      when follower_count >= 1000000 then 'over_1m'
    end
  ) stored,
  search tsvector, -- words of name, biography and captions, for full-text search

  er double precision check (er >= 0), -- by followers, as er_reels
  er_posts integer check (er_posts >= 0),
  er_reels double precision check (er_reels >= 0),
  er_reels_posts integer check (er_reels_posts >= 0),
  er_reels_by_views double precision check (er_reels_by_views >= 0),
  er_reels_by_views_posts integer check (er_reels_by_views_posts >= 0),
  -- Within the tier, in our own database.
  er_percentile smallint check (er_percentile between 0 and 100),
  view_rate_by_followers double precision check (view_rate_by_followers >= 0),
  view_rate_by_followers_posts integer check (view_rate_by_followers_posts >= 0),
  comments_per_like double precision check (comments_per_like >= 0),
  comments_per_like_posts integer check (comments_per_like_posts >= 0),
  posts_per_week double precision check (posts_per_week >= 0),
  posts_last_28_days integer check (posts_last_28_days >= 0),
  last_post_at timestamptz,
  engagement_spread double precision check (engagement_spread >= 0), -- 1.4826 * MAD / median
  engagement_spread_posts integer check (engagement_spread_posts >= 0),
  engagement_trend text check (engagement_trend in ('growing', 'stable', 'declining', 'insufficient')),
  -- Relative change; low and high are its 95 % confidence interval.
  engagement_trend_per_30_days double precision,
  engagement_trend_low double precision,
  engagement_trend_high double precision,
  engagement_trend_posts integer check (engagement_trend_posts >= 0),
  paid_post_share double precision check (paid_post_share between 0 and 1),
  -- Posts whose answer says whether they are paid.
  paid_post_share_posts integer check (paid_post_share_posts >= 0),
  -- Relative change, at the average pace since an earlier scrape.
  follower_growth_7_days double precision,
  follower_growth_30_days double precision,
  risk_flags text[] not null default '{}',
  risk_evidence jsonb not null default '{}', -- flag -> what it was seen in
  languages text[] not null default '{}', -- of the captions, the most used first; ISO 639
  -- Where the creator lives, never more exact than a city of the gazetteer (src/places): its id and
  -- English name, what says so, and for tagged and inferred the number of posts that do.
  city_id integer,
  city text,
  city_source text check (city_source in ('written', 'tagged', 'biography', 'inferred')),
  city_posts integer check (city_posts > 0),

  -- The newest insights; ai_insights has all.
  ai_insights jsonb,
  ai_confidence double precision check (ai_confidence between 0 and 1),
  ai_version integer check (ai_version > 0),
  ai_model text,
  ai_prompt_version text,
  ai_analyzed_at timestamptz,

  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint blogs_platform_username_key unique (platform, username),
  constraint blogs_platform_platform_id_key unique (platform, platform_id),
  constraint blogs_insights_complete check (
    (ai_insights is null) = (ai_analyzed_at is null) and (ai_insights is null) = (ai_confidence is null)
  ),
  constraint blogs_city_complete check (
    (city_id is null) = (city is null) and (city_id is null) = (city_source is null)
  )
);
-- The frequency of a word decides between walking along a sort and asking the index, so the planner
-- must know many words.
alter table blogs alter column search set statistics 1000;

create index blogs_person_idx on blogs (person_id);
create index blogs_status_idx on blogs (scrape_status, scraped_at);
create index blogs_update_due_idx on blogs (update_due_at) where update_due_at is not null;
-- Texts that name other creators. The names in insights are in the index of ai_insights.
create index blogs_names_idx on blogs using gin (mentioned_names(
  coalesce(biography, '') || ' ' || coalesce(external_url, '') || ' ' || bio_links::text
));
create index blogs_search_idx on blogs using gin (search);
-- Words of name and biography: what creators say of themselves, where no category is known.
create index blogs_profile_words_idx on blogs using gin (ts_filter(search, '{a,b}'));
create index blogs_username_part_idx on blogs using gin (username gin_trgm_ops);
create index blogs_name_part_idx on blogs using gin (lower(full_name) gin_trgm_ops);
create index blogs_content_language_idx on blogs using gin ((ai_insights -> 'content' -> 'content_language'));
create index blogs_audience_gender_idx on blogs ((ai_insights -> 'audience_inference' ->> 'estimated_audience_gender'));
create index blogs_audience_age_idx on blogs ((ai_insights -> 'audience_inference' ->> 'estimated_audience_age'));
create index blogs_audience_region_idx on blogs ((ai_insights -> 'audience_inference' ->> 'estimated_audience_geo'));
create index blogs_has_children_idx on blogs ((ai_insights -> 'life_situation' ->> 'has_children'));
-- Not partial, here and for locations: the planner would not use its statistics of the values.
create index blogs_business_category_idx on blogs (lower(business_category));
create index blogs_city_idx on blogs (city_id, follower_count desc nulls last, id desc);
create index blogs_languages_idx on blogs using gin (languages);
create index blogs_risk_flags_idx on blogs using gin (risk_flags);
-- One index for each sort of GET /api/blogs: creators without the value last; the id breaks ties
-- for the keyset cursor.
create index blogs_created_idx on blogs (created_at desc, id desc);
create index blogs_scraped_idx on blogs (scraped_at desc nulls last, id desc);
create index blogs_last_post_idx on blogs (last_post_at desc nulls last, id desc);
create index blogs_followers_idx on blogs (follower_count desc nulls last, id desc);
create index blogs_following_idx on blogs (following_count desc nulls last, id desc);
create index blogs_media_idx on blogs (media_count desc nulls last, id desc);
create index blogs_growth_7_days_idx on blogs (follower_growth_7_days desc nulls last, id desc);
create index blogs_growth_30_days_idx on blogs (follower_growth_30_days desc nulls last, id desc);
create index blogs_er_idx on blogs (er desc nulls last, id desc);
create index blogs_er_reels_idx on blogs (er_reels desc nulls last, id desc);
create index blogs_er_reels_by_views_idx on blogs (er_reels_by_views desc nulls last, id desc);
create index blogs_er_percentile_idx on blogs (er_percentile desc nulls last, id desc);
create index blogs_view_rate_idx on blogs (view_rate_by_followers desc nulls last, id desc);
create index blogs_comments_per_like_idx on blogs (comments_per_like desc nulls last, id desc);
create index blogs_posts_per_week_idx on blogs (posts_per_week desc nulls last, id desc);
create index blogs_posts_last_28_days_idx on blogs (posts_last_28_days desc nulls last, id desc);
create index blogs_engagement_spread_idx on blogs (engagement_spread desc nulls last, id desc);
create index blogs_engagement_trend_idx on blogs (engagement_trend_per_30_days desc nulls last, id desc);
create index blogs_paid_post_share_idx on blogs (paid_post_share desc nulls last, id desc);
create index blogs_ai_confidence_idx on blogs (ai_confidence desc nulls last, id desc);

create table blog_posts (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  platform_id text not null,
  code text, -- instagram.com/p/<code>
  media_type text not null check (media_type in ('photo', 'video', 'album', 'unknown')),
  product_type text,
  child_count integer check (child_count >= 0), -- pictures and videos of an album
  is_pinned boolean not null default false,
  thumbnail_url text,
  caption_text text,
  hashtags text[] not null default '{}',
  mentions text[] not null default '{}', -- also the coauthors and the tagged
  coauthors text[] not null default '{}',
  tagged_users text[] not null default '{}',
  like_count integer check (like_count >= 0), -- null when hidden, never 0
  comment_count integer check (comment_count >= 0),
  play_count bigint check (play_count >= 0),
  view_count bigint check (view_count >= 0), -- the platform counts it differently from play_count
  location_id text,
  location_name text,
  location_lat double precision,
  location_lng double precision,
  music_id text,
  music_title text,
  music_artist text,
  is_paid_partnership boolean, -- null when the platform does not say
  sponsors text[] not null default '{}',
  -- The signs of advertising in its label, words, codes and links, and the brands, each with its
  -- evidence: {"signs": [{"kind", "quote"}], "brands": [{"brand", "by", "quote"}]}. Null without
  -- any.
  advertising jsonb,
  taken_at timestamptz not null,
  created_at timestamptz not null default world_now(),
  constraint blog_posts_blog_platform_id_key unique (blog_id, platform_id)
);
create index blog_posts_taken_idx on blog_posts (blog_id, taken_at desc);
create index blog_posts_hashtags_idx on blog_posts using gin (hashtags);
create index blog_posts_mentions_idx on blog_posts using gin (mentions);
create index blog_posts_sponsors_idx on blog_posts using gin (sponsors) where sponsors <> '{}';
-- The artist of a sound is often a username.
create index blog_posts_artist_idx on blog_posts (lower(music_artist)) where music_artist is not null;
create index blog_posts_location_idx on blog_posts (location_id, blog_id) where location_id is not null;
create index blog_posts_location_name_idx on blog_posts (lower(location_name) text_pattern_ops, blog_id);
alter index blog_posts_location_name_idx alter column 1 set statistics 1000;

create table blog_highlights (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  platform_id text not null,
  title text,
  media_count integer check (media_count >= 0),
  cover_url text,
  -- When the platform last changed it: an unchanged highlight is not read again.
  changed_at timestamptz,
  -- Null until its stories were read: a creator with very many has them read over several scrapes.
  stories_read_at timestamptz,
  story_mentions text[] not null default '{}',
  story_locations text[] not null default '{}',
  story_links text[] not null default '{}',
  created_at timestamptz not null default world_now(),
  constraint blog_highlights_blog_platform_id_key unique (blog_id, platform_id)
);
create index blog_highlights_mentions_idx on blog_highlights using gin (story_mentions) where story_mentions <> '{}';
create index blog_highlights_names_idx on blog_highlights using gin (highlight_mentions(title, story_links));

-- One row per scrape, so that trends are measured and not guessed.
create table blog_snapshots (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  scraped_at timestamptz not null default world_now(),
  -- False: only the profile was read, because the rest had not changed.
  is_full boolean not null default true,
  follower_count integer,
  following_count integer,
  media_count integer,
  er double precision,
  er_posts integer,
  er_reels double precision,
  er_reels_posts integer,
  er_reels_by_views double precision,
  view_rate_by_followers double precision,
  comments_per_like double precision,
  posts_per_week double precision,
  posts_last_28_days integer,
  engagement_spread double precision,
  engagement_trend text check (engagement_trend in ('growing', 'stable', 'declining', 'insufficient')),
  engagement_trend_per_30_days double precision,
  paid_post_share double precision
);
create index blog_snapshots_blog_idx on blog_snapshots (blog_id, scraped_at desc);

-- The distribution of a metric among our own creators of a tier: `percentiles` has the 0th to the
-- 100th.
create table tier_benchmarks (
  metric text not null,
  tier text not null,
  creators integer not null check (creators > 0),
  percentiles double precision[] not null check (cardinality(percentiles) = 101),
  computed_at timestamptz not null default world_now(),
  constraint tier_benchmarks_pkey primary key (metric, tier)
);

-- What schedule_updates has spent of its daily budget.
create table update_runs (
  id uuid primary key default uuidv7(),
  task_id bigint not null,
  ran_at timestamptz not null default world_now(),
  creators integer not null check (creators >= 0),
  requests integer not null check (requests >= 0) -- as estimated when they were scheduled
);
create index update_runs_ran_idx on update_runs (ran_at);
create index update_runs_task_idx on update_runs (task_id);
