-- Generated from the migrated schema by `npm run db:types`; do not edit.

create extension pg_trgm;

create table public.account_events (
  id bigint generated always as identity not null,
  account_id uuid,
  event text not null,
  from_state text,
  to_state text,
  code text,
  blames text,
  detail jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  constraint account_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES instagram_accounts(id) ON DELETE CASCADE,
  constraint account_events_blames_check CHECK ((blames = ANY (ARRAY['account'::text, 'proxy'::text]))),
  constraint account_events_pkey PRIMARY KEY (id)
);

create table public.account_insights (
  connection_id uuid not null,
  day date not null,
  collected_at timestamp with time zone default world_now() not null,
  metrics jsonb not null,
  gaps jsonb default '{}'::jsonb not null,
  demographics jsonb,
  raw jsonb,
  constraint account_insights_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES own_media_sync(connection_id) ON DELETE CASCADE,
  constraint account_insights_pkey PRIMARY KEY (connection_id, day)
);

create table public.account_requests (
  id bigint generated always as identity not null,
  account_id uuid,
  proxy_id uuid,
  kind text not null,
  endpoint text,
  task_id bigint,
  reserved_at timestamp with time zone default world_now() not null,
  ended_at timestamp with time zone,
  outcome text,
  removed_username text,
  constraint account_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES instagram_accounts(id) ON DELETE SET NULL,
  constraint account_requests_kind_check CHECK ((kind = ANY (ARRAY['request'::text, 'login'::text]))),
  constraint account_requests_pkey PRIMARY KEY (id),
  constraint account_requests_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES proxies(id) ON DELETE SET NULL
);

create table public.ai_alerts_sent (
  name text not null,
  sent_at timestamp with time zone default world_now() not null,
  constraint ai_alerts_sent_pkey PRIMARY KEY (name)
);

create table public.ai_batch_rows (
  batch_id uuid not null,
  task_id bigint not null,
  outcome text,
  input_tokens integer default 0 not null,
  output_tokens integer default 0 not null,
  cost_usd double precision default 0 not null,
  constraint ai_batch_rows_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES ai_batches(id) ON DELETE CASCADE,
  constraint ai_batch_rows_outcome_check CHECK ((outcome = ANY (ARRAY['success'::text, 'refusal'::text, 'cut_off'::text, 'content_filter'::text, 'invalid'::text, 'row_error'::text, 'missing'::text, 'expired'::text, 'cancelled'::text]))),
  constraint ai_batch_rows_pkey PRIMARY KEY (batch_id, task_id)
);

create table public.ai_batches (
  id uuid default uuidv7() not null,
  kind text not null,
  model text not null,
  status text default 'preparing'::text not null,
  prompt jsonb,
  is_outdated boolean default false not null,
  remote_id text,
  input_file_id text,
  output_file_id text,
  error_file_id text,
  request_count integer not null,
  completed_count integer default 0 not null,
  failed_count integer default 0 not null,
  outcomes jsonb default '{}'::jsonb not null,
  error_code text,
  error_message text,
  estimated_cost_usd double precision default 0 not null,
  estimated_input_tokens bigint default 0 not null,
  input_usd_per_million double precision,
  output_usd_per_million double precision,
  input_tokens bigint default 0 not null,
  output_tokens bigint default 0 not null,
  cost_usd double precision default 0 not null,
  created_at timestamp with time zone default world_now() not null,
  create_attempted_at timestamp with time zone,
  sent_at timestamp with time zone,
  polled_at timestamp with time zone,
  cancel_requested_at timestamp with time zone,
  completed_at timestamp with time zone,
  ingested_at timestamp with time zone,
  files_deleted_at timestamp with time zone,
  constraint ai_batches_completed_count_check CHECK ((completed_count >= 0)),
  constraint ai_batches_estimated_input_tokens_check CHECK ((estimated_input_tokens >= 0)),
  constraint ai_batches_failed_count_check CHECK ((failed_count >= 0)),
  constraint ai_batches_ingested_is_terminal CHECK (((ingested_at IS NULL) OR (status = ANY (ARRAY['abandoned'::text, 'completed'::text, 'failed'::text, 'expired'::text, 'cancelled'::text])))),
  constraint ai_batches_input_usd_per_million_check CHECK ((input_usd_per_million >= (0)::double precision)),
  constraint ai_batches_outcomes_check CHECK ((jsonb_typeof(outcomes) = 'object'::text)),
  constraint ai_batches_output_usd_per_million_check CHECK ((output_usd_per_million >= (0)::double precision)),
  constraint ai_batches_pkey PRIMARY KEY (id),
  constraint ai_batches_remote_id_key UNIQUE (remote_id),
  constraint ai_batches_request_count_check CHECK ((request_count > 0)),
  constraint ai_batches_sent_has_remote CHECK (((status = ANY (ARRAY['preparing'::text, 'abandoned'::text])) = (remote_id IS NULL))),
  constraint ai_batches_status_check CHECK ((status = ANY (ARRAY['preparing'::text, 'abandoned'::text, 'validating'::text, 'in_progress'::text, 'finalizing'::text, 'cancelling'::text, 'completed'::text, 'failed'::text, 'expired'::text, 'cancelled'::text])))
);

create table public.ai_calls (
  id uuid default uuidv7() not null,
  kind text not null,
  subject text,
  model text not null,
  outcome text,
  input_tokens integer default 0 not null,
  output_tokens integer default 0 not null,
  cost_usd double precision default 0 not null,
  created_at timestamp with time zone default world_now() not null,
  under_way_until timestamp with time zone,
  constraint ai_calls_cost_usd_check CHECK ((cost_usd >= (0)::double precision)),
  constraint ai_calls_input_tokens_check CHECK ((input_tokens >= 0)),
  constraint ai_calls_model_check CHECK ((model <> ''::text)),
  constraint ai_calls_output_tokens_check CHECK ((output_tokens >= 0)),
  constraint ai_calls_pkey PRIMARY KEY (id)
);

create table public.ai_gathering (
  kind text not null,
  until timestamp with time zone not null,
  constraint ai_gathering_pkey PRIMARY KEY (kind)
);

create table public.ai_holds (
  is_only boolean default true not null,
  code text not null,
  model text not null,
  message text not null,
  since timestamp with time zone default world_now() not null,
  nonce bytea not null,
  key_hash bytea not null,
  probe_at timestamp with time zone,
  constraint ai_holds_is_only_check CHECK (is_only),
  constraint ai_holds_pkey PRIMARY KEY (is_only)
);

create table public.ai_insights (
  blog_id uuid not null,
  version integer not null,
  insights jsonb not null,
  confidence double precision not null,
  model text not null,
  prompt_version text not null,
  task_id bigint,
  batch_id uuid,
  created_at timestamp with time zone default world_now() not null,
  constraint ai_insights_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint ai_insights_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint ai_insights_insights_check CHECK ((jsonb_typeof(insights) = 'object'::text)),
  constraint ai_insights_model_check CHECK ((model <> ''::text)),
  constraint ai_insights_pkey PRIMARY KEY (blog_id, version),
  constraint ai_insights_prompt_version_check CHECK ((prompt_version <> ''::text)),
  constraint ai_insights_task_key UNIQUE (task_id),
  constraint ai_insights_version_check CHECK ((version > 0))
);

create table public.ai_models (
  id text not null,
  ends_on date,
  base_url text not null,
  read_at timestamp with time zone not null,
  constraint ai_models_id_check CHECK ((length(id) <= 200)),
  constraint ai_models_pkey PRIMARY KEY (id)
);

create table public.ai_sending (
  is_only boolean default true not null,
  held text,
  held_since timestamp with time zone,
  constraint ai_sending_held_since CHECK (((held IS NULL) = (held_since IS NULL))),
  constraint ai_sending_is_only_check CHECK (is_only),
  constraint ai_sending_pkey PRIMARY KEY (is_only)
);

create table public.api_tokens (
  id uuid default uuidv7() not null,
  user_id uuid,
  name text not null,
  token_hash bytea not null,
  scopes text[] not null,
  created_at timestamp with time zone default world_now() not null,
  last_used_at timestamp with time zone,
  constraint api_tokens_name_check CHECK ((name <> ''::text)),
  constraint api_tokens_name_key UNIQUE (name),
  constraint api_tokens_pkey PRIMARY KEY (id),
  constraint api_tokens_scopes_check CHECK ((cardinality(scopes) > 0)),
  constraint api_tokens_token_hash_key UNIQUE (token_hash),
  constraint api_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table public.app_login_refusals (
  account_id uuid not null,
  app_version text not null,
  refused_at timestamp with time zone default world_now() not null,
  is_accounts_own boolean default false not null,
  constraint app_login_refusals_account_id_fkey FOREIGN KEY (account_id) REFERENCES instagram_accounts(id) ON DELETE CASCADE,
  constraint app_login_refusals_app_version_check CHECK ((app_version ~ '^\d{1,4}(\.\d{1,4}){4}$'::text)),
  constraint app_login_refusals_pkey PRIMARY KEY (account_id)
);

create table public.audit_log (
  id bigint generated always as identity not null,
  at timestamp with time zone default world_now() not null,
  principal text not null,
  name text not null,
  action text not null,
  object text,
  before jsonb,
  after jsonb,
  status integer,
  request_id text not null,
  address text,
  constraint audit_log_pkey PRIMARY KEY (id)
);

create table public.bindings (
  id uuid default uuidv7() not null,
  version_id uuid not null,
  media_id uuid not null,
  kind text not null,
  created_at timestamp with time zone default world_now() not null,
  constraint bindings_kind_check CHECK ((kind = ANY (ARRAY['manual'::text, 'tagged'::text]))),
  constraint bindings_media_id_fkey FOREIGN KEY (media_id) REFERENCES own_media(id) ON DELETE CASCADE,
  constraint bindings_media_id_key UNIQUE (media_id),
  constraint bindings_pkey PRIMARY KEY (id),
  constraint bindings_version_id_fkey FOREIGN KEY (version_id) REFERENCES project_versions(id) ON DELETE CASCADE
);

create table public.blog_categories (
  blog_id uuid not null,
  category_id uuid not null,
  is_primary boolean default false not null,
  constraint blog_categories_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_categories_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id),
  constraint blog_categories_pkey PRIMARY KEY (blog_id, category_id)
);

create table public.blog_highlights (
  id uuid default uuidv7() not null,
  blog_id uuid not null,
  platform_id text not null,
  title text,
  media_count integer,
  cover_url text,
  changed_at timestamp with time zone,
  stories_read_at timestamp with time zone,
  story_mentions text[] default '{}'::text[] not null,
  story_locations text[] default '{}'::text[] not null,
  story_links text[] default '{}'::text[] not null,
  created_at timestamp with time zone default world_now() not null,
  constraint blog_highlights_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_highlights_blog_platform_id_key UNIQUE (blog_id, platform_id),
  constraint blog_highlights_media_count_check CHECK ((media_count >= 0)),
  constraint blog_highlights_pkey PRIMARY KEY (id)
);

create table public.blog_posts (
  id uuid default uuidv7() not null,
  blog_id uuid not null,
  platform_id text not null,
  code text,
  media_type text not null,
  product_type text,
  child_count integer,
  is_pinned boolean default false not null,
  thumbnail_url text,
  caption_text text,
  hashtags text[] default '{}'::text[] not null,
  mentions text[] default '{}'::text[] not null,
  coauthors text[] default '{}'::text[] not null,
  tagged_users text[] default '{}'::text[] not null,
  like_count integer,
  comment_count integer,
  play_count bigint,
  view_count bigint,
  location_id text,
  location_name text,
  location_lat double precision,
  location_lng double precision,
  music_id text,
  music_title text,
  music_artist text,
  is_paid_partnership boolean,
  sponsors text[] default '{}'::text[] not null,
  advertising jsonb,
  taken_at timestamp with time zone not null,
  created_at timestamp with time zone default world_now() not null,
  constraint blog_posts_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_posts_blog_platform_id_key UNIQUE (blog_id, platform_id),
  constraint blog_posts_child_count_check CHECK ((child_count >= 0)),
  constraint blog_posts_comment_count_check CHECK ((comment_count >= 0)),
  constraint blog_posts_like_count_check CHECK ((like_count >= 0)),
  constraint blog_posts_media_type_check CHECK ((media_type = ANY (ARRAY['photo'::text, 'video'::text, 'album'::text, 'unknown'::text]))),
  constraint blog_posts_pkey PRIMARY KEY (id),
  constraint blog_posts_play_count_check CHECK ((play_count >= 0)),
  constraint blog_posts_view_count_check CHECK ((view_count >= 0))
);

create table public.blog_snapshots (
  id uuid default uuidv7() not null,
  blog_id uuid not null,
  scraped_at timestamp with time zone default world_now() not null,
  is_full boolean default true not null,
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
  engagement_trend text,
  engagement_trend_per_30_days double precision,
  paid_post_share double precision,
  constraint blog_snapshots_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_snapshots_engagement_trend_check CHECK ((engagement_trend = ANY (ARRAY['growing'::text, 'stable'::text, 'declining'::text, 'insufficient'::text]))),
  constraint blog_snapshots_pkey PRIMARY KEY (id)
);

create table public.blog_stories (
  id uuid default uuidv7() not null,
  blog_id uuid not null,
  platform_id text not null,
  taken_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  first_met_at timestamp with time zone default world_now() not null,
  last_met_at timestamp with time zone default world_now() not null,
  media_type text not null,
  picture text,
  mentions text[] default '{}'::text[] not null,
  links text[] default '{}'::text[] not null,
  hashtags text[] default '{}'::text[] not null,
  stickers text[] default '{}'::text[] not null,
  constraint blog_stories_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_stories_blog_platform_id_key UNIQUE (blog_id, platform_id),
  constraint blog_stories_media_type_check CHECK ((media_type = ANY (ARRAY['photo'::text, 'video'::text, 'album'::text, 'unknown'::text]))),
  constraint blog_stories_pkey PRIMARY KEY (id)
);

create table public.blog_topics (
  blog_id uuid not null,
  topic text not null,
  term text not null,
  place smallint not null,
  category_id uuid,
  matched_by text,
  similarity real,
  first_seen_at timestamp with time zone default world_now() not null,
  last_seen_at timestamp with time zone default world_now() not null,
  constraint blog_topics_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_topics_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id),
  constraint blog_topics_matched_by_check CHECK ((matched_by = ANY (ARRAY['name'::text, 'synonym'::text, 'similarity'::text, 'words'::text]))),
  constraint blog_topics_matched_by_something CHECK (((category_id IS NULL) = (matched_by IS NULL))),
  constraint blog_topics_pkey PRIMARY KEY (blog_id, term),
  constraint blog_topics_place_check CHECK ((place >= 0)),
  constraint blog_topics_similarity_check CHECK (((similarity >= (0)::double precision) AND (similarity <= (1)::double precision))),
  constraint blog_topics_similarity_of_similar CHECK (((NOT (matched_by IS DISTINCT FROM 'similarity'::text)) = (similarity IS NOT NULL))),
  constraint blog_topics_topic_check CHECK ((topic <> ''::text))
);

create table public.blogs (
  id uuid default uuidv7() not null,
  person_id uuid not null,
  platform text default 'instagram'::text not null,
  platform_id text,
  username text not null,
  source text not null,
  scrape_status text default 'pending'::text not null,
  scraped_at timestamp with time zone,
  fully_scraped_at timestamp with time zone,
  profile_source text,
  posts_source text,
  update_due_at timestamp with time zone,
  update_value double precision default 1 not null,
  full_name text,
  biography text,
  bio_links jsonb default '[]'::jsonb not null,
  external_url text,
  avatar_url text,
  picture_id text,
  is_verified boolean,
  is_business boolean,
  business_category text,
  follower_count integer,
  following_count integer,
  media_count integer,
  latest_story_at timestamp with time zone,
  follower_tier text generated always as (
CASE
    WHEN (follower_count < 1000) THEN 'under_1k'::text
    WHEN (follower_count < 10000) THEN '1k_10k'::text
    WHEN (follower_count < 50000) THEN '10k_50k'::text
    WHEN (follower_count < 500000) THEN '50k_500k'::text
    WHEN (follower_count < 1000000) THEN '500k_1m'::text
    WHEN (follower_count >= 1000000) THEN 'over_1m'::text
    ELSE NULL::text
END) stored,
  search tsvector,
  er double precision,
  er_posts integer,
  er_reels double precision,
  er_reels_posts integer,
  er_reels_by_views double precision,
  er_reels_by_views_posts integer,
  er_percentile smallint,
  view_rate_by_followers double precision,
  view_rate_by_followers_posts integer,
  comments_per_like double precision,
  comments_per_like_posts integer,
  posts_per_week double precision,
  posts_last_28_days integer,
  last_post_at timestamp with time zone,
  engagement_spread double precision,
  engagement_spread_posts integer,
  engagement_trend text,
  engagement_trend_per_30_days double precision,
  engagement_trend_low double precision,
  engagement_trend_high double precision,
  engagement_trend_posts integer,
  paid_post_share double precision,
  paid_post_share_posts integer,
  follower_growth_7_days double precision,
  follower_growth_30_days double precision,
  risk_flags text[] default '{}'::text[] not null,
  risk_evidence jsonb default '{}'::jsonb not null,
  languages text[] default '{}'::text[] not null,
  city_id integer,
  city text,
  city_source text,
  city_posts integer,
  ai_insights jsonb,
  ai_confidence double precision,
  ai_version integer,
  ai_model text,
  ai_prompt_version text,
  ai_analyzed_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint blogs_ai_confidence_check CHECK (((ai_confidence >= (0)::double precision) AND (ai_confidence <= (1)::double precision))),
  constraint blogs_ai_version_check CHECK ((ai_version > 0)),
  constraint blogs_bio_links_check CHECK ((jsonb_typeof(bio_links) = 'array'::text)),
  constraint blogs_city_complete CHECK ((((city_id IS NULL) = (city IS NULL)) AND ((city_id IS NULL) = (city_source IS NULL)))),
  constraint blogs_city_posts_check CHECK ((city_posts > 0)),
  constraint blogs_city_source_check CHECK ((city_source = ANY (ARRAY['written'::text, 'tagged'::text, 'biography'::text, 'inferred'::text]))),
  constraint blogs_comments_per_like_check CHECK ((comments_per_like >= (0)::double precision)),
  constraint blogs_comments_per_like_posts_check CHECK ((comments_per_like_posts >= 0)),
  constraint blogs_engagement_spread_check CHECK ((engagement_spread >= (0)::double precision)),
  constraint blogs_engagement_spread_posts_check CHECK ((engagement_spread_posts >= 0)),
  constraint blogs_engagement_trend_check CHECK ((engagement_trend = ANY (ARRAY['growing'::text, 'stable'::text, 'declining'::text, 'insufficient'::text]))),
  constraint blogs_engagement_trend_posts_check CHECK ((engagement_trend_posts >= 0)),
  constraint blogs_er_check CHECK ((er >= (0)::double precision)),
  constraint blogs_er_percentile_check CHECK (((er_percentile >= 0) AND (er_percentile <= 100))),
  constraint blogs_er_posts_check CHECK ((er_posts >= 0)),
  constraint blogs_er_reels_by_views_check CHECK ((er_reels_by_views >= (0)::double precision)),
  constraint blogs_er_reels_by_views_posts_check CHECK ((er_reels_by_views_posts >= 0)),
  constraint blogs_er_reels_check CHECK ((er_reels >= (0)::double precision)),
  constraint blogs_er_reels_posts_check CHECK ((er_reels_posts >= 0)),
  constraint blogs_follower_count_check CHECK ((follower_count >= 0)),
  constraint blogs_following_count_check CHECK ((following_count >= 0)),
  constraint blogs_insights_complete CHECK ((((ai_insights IS NULL) = (ai_analyzed_at IS NULL)) AND ((ai_insights IS NULL) = (ai_confidence IS NULL)))),
  constraint blogs_media_count_check CHECK ((media_count >= 0)),
  constraint blogs_paid_post_share_check CHECK (((paid_post_share >= (0)::double precision) AND (paid_post_share <= (1)::double precision))),
  constraint blogs_paid_post_share_posts_check CHECK ((paid_post_share_posts >= 0)),
  constraint blogs_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint blogs_pkey PRIMARY KEY (id),
  constraint blogs_platform_check CHECK ((platform = 'instagram'::text)),
  constraint blogs_platform_platform_id_key UNIQUE (platform, platform_id),
  constraint blogs_platform_username_key UNIQUE (platform, username),
  constraint blogs_posts_last_28_days_check CHECK ((posts_last_28_days >= 0)),
  constraint blogs_posts_per_week_check CHECK ((posts_per_week >= (0)::double precision)),
  constraint blogs_posts_source_check CHECK ((posts_source = ANY (ARRAY['pool'::text, 'official'::text]))),
  constraint blogs_profile_source_check CHECK ((profile_source = ANY (ARRAY['pool'::text, 'official'::text]))),
  constraint blogs_scrape_status_check CHECK ((scrape_status = ANY (ARRAY['pending'::text, 'scraping'::text, 'analyzing'::text, 'active'::text, 'private'::text, 'restricted'::text, 'deleted'::text, 'failed'::text]))),
  constraint blogs_source_check CHECK ((source = ANY (ARRAY['manual'::text, 'discover'::text, 'import'::text]))),
  constraint blogs_update_value_check CHECK ((update_value > (0)::double precision)),
  constraint blogs_username_check CHECK (((username <> ''::text) AND (username = lower(username)))),
  constraint blogs_view_rate_by_followers_check CHECK ((view_rate_by_followers >= (0)::double precision)),
  constraint blogs_view_rate_by_followers_posts_check CHECK ((view_rate_by_followers_posts >= 0))
);

create table public.campaign_alerts (
  list_id uuid not null,
  key text not null,
  kind text not null,
  blog_id uuid not null,
  result_id uuid,
  noted_at timestamp with time zone,
  noted_by uuid,
  note text,
  notified_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  constraint campaign_alerts_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint campaign_alerts_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaign_alerts_pkey PRIMARY KEY (list_id, key),
  constraint campaign_alerts_result_id_fkey FOREIGN KEY (result_id) REFERENCES campaign_results(id) ON DELETE CASCADE
);

create table public.campaign_changes (
  id uuid default uuidv7() not null,
  result_id uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  before text,
  after text,
  constraint campaign_changes_kind_check CHECK ((kind = ANY (ARRAY['caption_edited'::text, 'label_added'::text, 'label_removed'::text, 'comments_off'::text, 'comments_on'::text, 'gone'::text, 'back'::text]))),
  constraint campaign_changes_once UNIQUE (result_id, kind, at),
  constraint campaign_changes_pkey PRIMARY KEY (id),
  constraint campaign_changes_result_id_fkey FOREIGN KEY (result_id) REFERENCES campaign_results(id) ON DELETE CASCADE
);

create table public.campaign_codes (
  list_id uuid not null,
  code text not null,
  blog_id uuid,
  constraint campaign_codes_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint campaign_codes_code_check CHECK (((code <> ''::text) AND (code = upper(code)))),
  constraint campaign_codes_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaign_codes_pkey PRIMARY KEY (list_id, code)
);

create table public.campaign_near_misses (
  list_id uuid not null,
  blog_id uuid not null,
  kind text not null,
  platform_id text not null,
  code text,
  taken_at timestamp with time zone not null,
  what text not null,
  expected text not null,
  found text not null,
  quote text,
  found_at timestamp with time zone default world_now() not null,
  constraint campaign_near_misses_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint campaign_near_misses_kind_check CHECK ((kind = ANY (ARRAY['post'::text, 'story'::text]))),
  constraint campaign_near_misses_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaign_near_misses_pkey PRIMARY KEY (list_id, kind, platform_id, what),
  constraint campaign_near_misses_what_check CHECK ((what = ANY (ARRAY['code'::text, 'mention'::text])))
);

create table public.campaign_promises (
  list_id uuid not null,
  blog_id uuid not null,
  posts smallint default 0 not null,
  reels smallint default 0 not null,
  stories smallint default 0 not null,
  due_at timestamp with time zone,
  label_required boolean default true not null,
  words text[] default '{}'::text[] not null,
  country text,
  updated_at timestamp with time zone default world_now() not null,
  constraint campaign_promises_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint campaign_promises_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint campaign_promises_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaign_promises_pkey PRIMARY KEY (list_id, blog_id),
  constraint campaign_promises_posts_check CHECK (((posts >= 0) AND (posts <= 1000))),
  constraint campaign_promises_reels_check CHECK (((reels >= 0) AND (reels <= 1000))),
  constraint campaign_promises_stories_check CHECK (((stories >= 0) AND (stories <= 1000)))
);

create table public.campaign_report_sends (
  id uuid default uuidv7() not null,
  list_id uuid not null,
  channel text not null,
  due_at timestamp with time zone not null,
  is_last boolean not null,
  state text default 'waiting'::text not null,
  attempts integer default 0 not null,
  last_status integer,
  last_error text,
  ended_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  constraint campaign_report_sends_attempts_check CHECK ((attempts >= 0)),
  constraint campaign_report_sends_channel_check CHECK ((channel = ANY (ARRAY['webhook'::text, 'telegram'::text]))),
  constraint campaign_report_sends_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaign_report_sends_once UNIQUE (list_id, due_at, channel),
  constraint campaign_report_sends_pkey PRIMARY KEY (id),
  constraint campaign_report_sends_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text])))
);

create table public.campaign_reports (
  list_id uuid not null,
  weekday smallint not null,
  hour smallint not null,
  channels text[] not null,
  language text not null,
  share_id uuid,
  link bytea,
  next_at timestamp with time zone,
  planned_until timestamp with time zone,
  planned_zone text not null,
  created_by uuid,
  updated_at timestamp with time zone default world_now() not null,
  constraint campaign_reports_channels_check CHECK (((cardinality(channels) > 0) AND (channels <@ ARRAY['webhook'::text, 'telegram'::text]))),
  constraint campaign_reports_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
  constraint campaign_reports_language_check CHECK ((language <> ''::text)),
  constraint campaign_reports_link CHECK (((share_id IS NULL) = (link IS NULL))),
  constraint campaign_reports_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaign_reports_pkey PRIMARY KEY (list_id),
  constraint campaign_reports_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);

create table public.campaign_results (
  id uuid default uuidv7() not null,
  list_id uuid not null,
  blog_id uuid not null,
  author_id uuid not null,
  kind text not null,
  platform_id text not null,
  code text,
  media_type text not null,
  product_type text,
  taken_at timestamp with time zone not null,
  caption text,
  sign text not null,
  quote text,
  signs jsonb default '[]'::jsonb not null,
  tied_at timestamp with time zone default world_now() not null,
  tied_by uuid,
  untied_at timestamp with time zone,
  untied_by uuid,
  label text,
  label_quote text,
  label_confirmed_by uuid,
  label_confirmed_at timestamp with time zone,
  comments_disabled boolean,
  like_count integer,
  comment_count integer,
  play_count bigint,
  view_count bigint,
  last_read_at timestamp with time zone,
  first_missed_at timestamp with time zone,
  last_missed_at timestamp with time zone,
  gone_since timestamp with time zone,
  constraint campaign_results_author_id_fkey FOREIGN KEY (author_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint campaign_results_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint campaign_results_kind_check CHECK ((kind = ANY (ARRAY['post'::text, 'story'::text]))),
  constraint campaign_results_label_check CHECK ((label = ANY (ARRAY['platform'::text, 'words'::text]))),
  constraint campaign_results_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaign_results_media_type_check CHECK ((media_type = ANY (ARRAY['photo'::text, 'video'::text, 'album'::text, 'unknown'::text]))),
  constraint campaign_results_pkey PRIMARY KEY (id),
  constraint campaign_results_platform_id_key UNIQUE (list_id, kind, platform_id),
  constraint campaign_results_sign_check CHECK ((sign = ANY (ARRAY['mention'::text, 'handle'::text, 'collaboration'::text, 'tag'::text, 'hashtag'::text, 'link'::text, 'code'::text, 'label'::text, 'hand'::text])))
);

create table public.campaigns (
  list_id uuid not null,
  handles text[] default '{}'::text[] not null,
  mentions text[] default '{}'::text[] not null,
  hashtags text[] default '{}'::text[] not null,
  links text[] default '{}'::text[] not null,
  starts_at timestamp with time zone,
  time_zone text default 'UTC'::text not null,
  disclosures jsonb default '{}'::jsonb not null,
  daily_requests integer,
  client text,
  created_by uuid,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint campaigns_daily_requests_check CHECK ((daily_requests > 0)),
  constraint campaigns_disclosures_check CHECK ((jsonb_typeof(disclosures) = 'object'::text)),
  constraint campaigns_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint campaigns_pkey PRIMARY KEY (list_id),
  constraint campaigns_time_zone_check CHECK ((time_zone <> ''::text))
);

create table public.catalog_comments (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  post_id uuid,
  kind text not null,
  media_id text not null,
  comment_id text not null,
  parent_id text,
  text text,
  username text,
  platform_id text,
  sent_at timestamp with time zone not null,
  constraint catalog_comments_key UNIQUE (store_id, media_id, comment_id),
  constraint catalog_comments_kind_check CHECK ((kind = ANY (ARRAY['comment'::text, 'mention'::text]))),
  constraint catalog_comments_pkey PRIMARY KEY (id),
  constraint catalog_comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES catalog_posts(id) ON DELETE CASCADE,
  constraint catalog_comments_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE
);

create table public.catalog_pages (
  connection_id uuid not null,
  after text not null,
  media jsonb not null,
  next text,
  unreadable integer not null,
  read_at timestamp with time zone default world_now() not null,
  constraint catalog_pages_pkey PRIMARY KEY (connection_id, after)
);

create table public.catalog_pictures (
  post_id uuid not null,
  "position" smallint not null,
  phash bigint not null,
  constraint catalog_pictures_pkey PRIMARY KEY (post_id, "position"),
  constraint catalog_pictures_position_check CHECK (("position" >= 0)),
  constraint catalog_pictures_post_id_fkey FOREIGN KEY (post_id) REFERENCES catalog_posts(id) ON DELETE CASCADE
);

create table public.catalog_posts (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  account_id text not null,
  platform_id text not null,
  permalink text,
  type text not null,
  caption text,
  picture_ids text[] default '{}'::text[] not null,
  picture_urls text[] default '{}'::text[] not null,
  published_at timestamp with time zone not null,
  revision integer default 1 not null,
  extracted_revision integer,
  extracted_caption text,
  extracted_pictures text[] default '{}'::text[] not null,
  extracted_hashes bigint[] default '{}'::bigint[] not null,
  outcome text,
  reason text,
  failures smallint default 0 not null,
  cost_usd double precision default 0 not null,
  found_at timestamp with time zone,
  deleted_at timestamp with time zone,
  wanted_at timestamp with time zone,
  ignored_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  state text generated always as (
CASE
    WHEN (ignored_at IS NOT NULL) THEN 'never'::text
    WHEN (deleted_at IS NOT NULL) THEN 'gone'::text
    ELSE COALESCE(outcome, 'waiting'::text)
END) stored not null,
  constraint catalog_posts_outcome_check CHECK ((outcome = ANY (ARRAY['drafted'::text, 'skipped'::text, 'failed'::text]))),
  constraint catalog_posts_pkey PRIMARY KEY (id),
  constraint catalog_posts_platform_id_key UNIQUE (store_id, platform_id),
  constraint catalog_posts_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE,
  constraint catalog_posts_type_check CHECK ((type = ANY (ARRAY['IMAGE'::text, 'VIDEO'::text, 'CAROUSEL_ALBUM'::text])))
);

create table public.catalog_requests (
  store_id uuid not null,
  day date not null,
  requests integer default 0 not null,
  constraint catalog_requests_pkey PRIMARY KEY (store_id, day),
  constraint catalog_requests_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE
);

create table public.catalog_sync_posts (
  sync_id uuid not null,
  post_id uuid not null,
  outcome text,
  drafts smallint default 0 not null,
  cost_usd double precision default 0 not null,
  code text,
  message text,
  ended_at timestamp with time zone,
  constraint catalog_sync_posts_outcome_check CHECK ((outcome = ANY (ARRAY['drafted'::text, 'updated'::text, 'skipped'::text, 'unchanged'::text, 'failed'::text]))),
  constraint catalog_sync_posts_pkey PRIMARY KEY (sync_id, post_id),
  constraint catalog_sync_posts_post_id_fkey FOREIGN KEY (post_id) REFERENCES catalog_posts(id) ON DELETE CASCADE,
  constraint catalog_sync_posts_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES catalog_syncs(id) ON DELETE CASCADE
);

create table public.catalog_syncs (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  connection_id uuid not null,
  type text not null,
  begun_by text not null,
  status text default 'running'::text not null,
  options jsonb,
  is_listed boolean default false not null,
  requests integer default 0 not null,
  counts jsonb,
  reason text,
  started_at timestamp with time zone default world_now() not null,
  completed_at timestamp with time zone,
  logged_at timestamp with time zone,
  constraint catalog_syncs_begun_by_check CHECK ((begun_by = ANY (ARRAY['user_initiated'::text, 'webhook'::text, 'scheduled_job'::text]))),
  constraint catalog_syncs_completed CHECK (((status = 'running'::text) = (completed_at IS NULL))),
  constraint catalog_syncs_options_check CHECK ((jsonb_typeof(options) = 'object'::text)),
  constraint catalog_syncs_pkey PRIMARY KEY (id),
  constraint catalog_syncs_status_check CHECK ((status = ANY (ARRAY['running'::text, 'success'::text, 'partial_success'::text, 'failed'::text, 'cancelled'::text]))),
  constraint catalog_syncs_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE,
  constraint catalog_syncs_type_check CHECK ((type = ANY (ARRAY['bulk_import'::text, 'incremental_sync'::text, 'webhook_trigger'::text, 'manual_refresh'::text])))
);

create table public.categories (
  id uuid default uuidv7() not null,
  name text not null,
  constraint categories_name_check CHECK ((name <> ''::text)),
  constraint categories_name_key UNIQUE (name),
  constraint categories_pkey PRIMARY KEY (id)
);

create table public.category_synonyms (
  synonym text not null,
  term text generated always as (topic_term(synonym)) stored not null,
  category_id uuid not null,
  constraint category_synonyms_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id),
  constraint category_synonyms_pkey PRIMARY KEY (term),
  constraint category_synonyms_synonym_check CHECK ((synonym <> ''::text))
);

create table public.connection_choices (
  id uuid default uuidv7() not null,
  secret_hash bytea not null,
  owner_id uuid,
  purpose text,
  choices bytea not null,
  expires_at timestamp with time zone not null,
  constraint connection_choices_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint connection_choices_pkey PRIMARY KEY (id),
  constraint connection_choices_secret_hash_key UNIQUE (secret_hash)
);

create table public.connection_deletions (
  code text not null,
  accounts integer not null,
  created_at timestamp with time zone default world_now() not null,
  constraint connection_deletions_pkey PRIMARY KEY (code)
);

create table public.connection_dialogs (
  state_hash bytea not null,
  owner_id uuid,
  login text not null,
  connection_id uuid,
  browser_hash bytea,
  redirect_uri text not null,
  purpose text,
  return_to text,
  expires_at timestamp with time zone not null,
  constraint connection_dialogs_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE CASCADE,
  constraint connection_dialogs_login_check CHECK ((login = ANY (ARRAY['facebook'::text, 'instagram'::text]))),
  constraint connection_dialogs_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint connection_dialogs_pkey PRIMARY KEY (state_hash)
);

create table public.connections (
  id uuid default uuidv7() not null,
  owner_id uuid,
  platform_id text not null,
  username text not null,
  name text,
  kind text,
  login text not null,
  page_id text,
  page_name text,
  granted_by text,
  token bytea,
  user_token bytea,
  rights_granted text[] default '{}'::text[] not null,
  rights_missing text[] default '{}'::text[] not null,
  token_issued_at timestamp with time zone default world_now() not null,
  token_expires_at timestamp with time zone,
  data_access_expires_at timestamp with time zone,
  state text default 'active'::text not null,
  state_reason text,
  state_text text,
  authorized_at timestamp with time zone default world_now() not null,
  checked_at timestamp with time zone,
  next_care_at timestamp with time zone default (world_now() + '1 day'::interval) not null,
  removed_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint connections_kind_check CHECK ((kind = ANY (ARRAY['business'::text, 'creator'::text]))),
  constraint connections_login_check CHECK ((login = ANY (ARRAY['facebook'::text, 'instagram'::text]))),
  constraint connections_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE SET NULL,
  constraint connections_pkey PRIMARY KEY (id),
  constraint connections_state_check CHECK ((state = ANY (ARRAY['active'::text, 'expiring'::text, 'auth_error'::text, 'revoked'::text, 'error'::text]))),
  constraint connections_username_check CHECK ((username = lower(username)))
);

create table public.cron_ticks (
  name text not null,
  last_slot timestamp with time zone not null,
  updated_at timestamp with time zone default world_now() not null,
  last_task_id bigint,
  skipped_slot timestamp with time zone,
  reported_failure_at timestamp with time zone,
  failed_at timestamp with time zone,
  error_code text,
  error_message text,
  constraint cron_ticks_pkey PRIMARY KEY (name)
);

create table public.discovery_hashtags (
  hashtag text not null,
  filters jsonb default '{}'::jsonb not null,
  is_paused boolean default false not null,
  created_at timestamp with time zone default world_now() not null,
  last_discovered_at timestamp with time zone,
  constraint discovery_hashtags_filters_check CHECK ((jsonb_typeof(filters) = 'object'::text)),
  constraint discovery_hashtags_hashtag_check CHECK ((hashtag <> ''::text)),
  constraint discovery_hashtags_pkey PRIMARY KEY (hashtag)
);

create table public.draft_links (
  code_hash bytea not null,
  draft_id uuid,
  conflict_id uuid,
  product_id uuid,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint draft_links_conflict_id_fkey FOREIGN KEY (conflict_id) REFERENCES product_conflicts(id) ON DELETE CASCADE,
  constraint draft_links_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES product_drafts(id) ON DELETE CASCADE,
  constraint draft_links_pkey PRIMARY KEY (code_hash),
  constraint draft_links_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE,
  constraint draft_links_subject CHECK ((num_nonnulls(draft_id, conflict_id, product_id) = 1))
);

create table public.erased_creators (
  identity_hmac bytea not null,
  kind text not null,
  erasure uuid not null,
  erased_at timestamp with time zone default world_now() not null,
  constraint erased_creators_identity_hmac_check CHECK ((octet_length(identity_hmac) = 32)),
  constraint erased_creators_kind_check CHECK ((kind = ANY (ARRAY['id'::text, 'username'::text]))),
  constraint erased_creators_pkey PRIMARY KEY (identity_hmac)
);

create table public.erasure_key (
  singleton boolean default true not null,
  key_encrypted bytea not null,
  created_at timestamp with time zone default world_now() not null,
  constraint erasure_key_pkey PRIMARY KEY (singleton),
  constraint erasure_key_singleton_check CHECK (singleton)
);

create table public.executions (
  id uuid default uuidv7() not null,
  post_id uuid not null,
  publishing_account_id uuid,
  username text not null,
  group_ids uuid[] default '{}'::uuid[] not null,
  route text not null,
  caption text not null,
  comment text,
  language text,
  status text default 'queued'::text not null,
  step text default 'upload'::text not null,
  due_at timestamp with time zone default world_now() not null,
  stagger_ms integer default 0 not null,
  attempt integer default 0 not null,
  ids jsonb,
  sent_as text generated always as ((ids ->> 'post'::text)) stored,
  progress jsonb,
  commit_sent_at timestamp with time zone,
  first_sent_at timestamp with time zone,
  reported_missing_at timestamp with time zone,
  commits smallint default 0 not null,
  lookups smallint default 0 not null,
  not_ready_ms integer default 0 not null,
  comment_sent_at timestamp with time zone,
  retry_count smallint default 0 not null,
  uninvited text[] default '{}'::text[] not null,
  is_reencoded boolean default false not null,
  media_id text,
  permalink text,
  warnings text[] default '{}'::text[] not null,
  waits_for text,
  waits_message text,
  error_class text,
  error_code text,
  error_message text,
  begun_at timestamp with time zone,
  posted_at timestamp with time zone,
  ended_at timestamp with time zone,
  removed_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint executions_account_key UNIQUE (post_id, publishing_account_id),
  constraint executions_ended CHECK (((status = ANY (ARRAY['success'::text, 'failed'::text, 'cancelled'::text, 'skipped'::text])) = (ended_at IS NOT NULL))),
  constraint executions_language_check CHECK ((language ~ '^[a-z]{2}$'::text)),
  constraint executions_pkey PRIMARY KEY (id),
  constraint executions_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id) ON DELETE CASCADE,
  constraint executions_publishing_account_id_fkey FOREIGN KEY (publishing_account_id) REFERENCES publishing_accounts(id) ON DELETE SET NULL,
  constraint executions_route_check CHECK ((route = ANY (ARRAY['official'::text, 'private'::text]))),
  constraint executions_sent_as_key UNIQUE (publishing_account_id, sent_as),
  constraint executions_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'waiting'::text, 'posting'::text, 'success'::text, 'failed'::text, 'unknown'::text, 'cancelled'::text, 'skipped'::text]))),
  constraint executions_step_check CHECK ((step = ANY (ARRAY['upload'::text, 'commit'::text, 'look_up'::text, 'read_back'::text, 'comment'::text, 'done'::text]))),
  constraint executions_success CHECK (((status = 'success'::text) <= (posted_at IS NOT NULL)))
);

create table public.former_list_members (
  removal_id uuid not null,
  list_id uuid not null,
  blog_id uuid not null,
  status text not null,
  status_since timestamp with time zone not null,
  owner_id uuid,
  price numeric,
  currency text,
  due_on date,
  note text,
  added_at timestamp with time zone not null,
  removed_at timestamp with time zone default world_now() not null,
  constraint former_list_members_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint former_list_members_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint former_list_members_pkey PRIMARY KEY (removal_id, blog_id)
);

create table public.glossaries (
  from_language text not null,
  to_language text not null,
  version integer default 0 not null,
  entries jsonb not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint glossaries_entries_check CHECK ((jsonb_typeof(entries) = 'array'::text)),
  constraint glossaries_from_language_check CHECK ((from_language ~ '^[a-z]{2}$'::text)),
  constraint glossaries_pkey PRIMARY KEY (from_language, to_language),
  constraint glossaries_to_language_check CHECK ((to_language ~ '^[a-z]{2}$'::text)),
  constraint glossaries_version_check CHECK ((version >= 0))
);

create table public.gramd_backfills (
  name text not null,
  version text not null,
  task_id bigint,
  done bigint default 0 not null,
  total bigint,
  cursor jsonb,
  started_at timestamp with time zone default world_now() not null,
  finished_at timestamp with time zone,
  constraint gramd_backfills_done_check CHECK ((done >= 0)),
  constraint gramd_backfills_pkey PRIMARY KEY (name),
  constraint gramd_backfills_total_check CHECK ((total >= 0))
);

create table public.gramd_migrations (
  name text not null,
  checksum text not null,
  phase text not null,
  version text not null,
  commit text,
  applied_at timestamp with time zone default now() not null,
  constraint gramd_migrations_phase_check CHECK ((phase = ANY (ARRAY['expand'::text, 'contract'::text]))),
  constraint gramd_migrations_pkey PRIMARY KEY (name)
);

create table public.graph_usage (
  scope text not null,
  key text not null,
  percent real not null,
  reported_at timestamp with time zone default world_now() not null,
  blocked_until timestamp with time zone,
  next_call_at timestamp with time zone,
  constraint graph_usage_pkey PRIMARY KEY (scope, key),
  constraint graph_usage_scope_check CHECK ((scope = ANY (ARRAY['app'::text, 'account'::text])))
);

create table public.group_members (
  group_id uuid not null,
  publishing_account_id uuid not null,
  constraint group_members_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id) ON DELETE CASCADE,
  constraint group_members_pkey PRIMARY KEY (group_id, publishing_account_id),
  constraint group_members_publishing_account_id_fkey FOREIGN KEY (publishing_account_id) REFERENCES publishing_accounts(id) ON DELETE CASCADE
);

create table public.groups (
  id uuid default uuidv7() not null,
  name text not null,
  description text,
  colour text default 'teal'::text not null,
  shape text default 'circle'::text not null,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint groups_colour_check CHECK ((colour = ANY (ARRAY['teal'::text, 'amber'::text, 'violet'::text, 'rose'::text, 'green'::text, 'blue'::text]))),
  constraint groups_description_check CHECK ((char_length(description) <= 1000)),
  constraint groups_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
  constraint groups_pkey PRIMARY KEY (id),
  constraint groups_shape_check CHECK ((shape = ANY (ARRAY['circle'::text, 'square'::text, 'triangle'::text, 'diamond'::text])))
);

create table public.idempotency_keys (
  principal text not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone default now() not null,
  constraint idempotency_keys_pkey PRIMARY KEY (principal, route, key)
);

create table public.ignored_topics (
  term text not null,
  topic text not null,
  ignored_at timestamp with time zone default world_now() not null,
  constraint ignored_topics_pkey PRIMARY KEY (term),
  constraint ignored_topics_term_check CHECK ((term <> ''::text))
);

create table public.instagram_accounts (
  id uuid default uuidv7() not null,
  username text not null,
  platform_id text,
  state text default 'new'::text not null,
  paused_from text,
  purpose text default 'read'::text not null,
  health smallint default 100 not null,
  proxy_id uuid,
  secrets bytea,
  device_seed text not null,
  app_profile jsonb,
  session bytea,
  session_version integer default 0 not null,
  session_source text,
  session_created_at timestamp with time zone,
  session_expires_at timestamp with time zone,
  last_verified_at timestamp with time zone,
  last_login_at timestamp with time zone,
  pending_login bytea,
  codes_tried smallint default 0 not null,
  password_refused_at timestamp with time zone,
  renewal_at timestamp with time zone,
  renewal_off boolean default false not null,
  lease_owner text,
  lease_token uuid,
  lease_until timestamp with time zone,
  lease_for text,
  free_at timestamp with time zone default world_now() not null,
  free_until timestamp with time zone,
  next_request_at timestamp with time zone default world_now() not null,
  last_used_at timestamp with time zone,
  time_zone text,
  warm_up_from timestamp with time zone,
  rest_until timestamp with time zone,
  rest_code text,
  clean_since timestamp with time zone,
  rate_limit_streak integer default 0 not null,
  feedback_streak integer default 0 not null,
  strikes smallint default 0 not null,
  last_error text,
  care_failed_at timestamp with time zone,
  notes text,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint instagram_accounts_app_profile_check CHECK ((((app_profile ->> 'version'::text) ~ '^\d{1,4}(\.\d{1,4}){4}$'::text) AND ((app_profile ->> 'versionCode'::text) <> ''::text) AND ((app_profile ->> 'bloksVersionId'::text) <> ''::text))),
  constraint instagram_accounts_health_check CHECK (((health >= 0) AND (health <= 100))),
  constraint instagram_accounts_lease_for CHECK (((lease_token IS NULL) = (lease_for IS NULL))),
  constraint instagram_accounts_lease_for_check CHECK ((lease_for = ANY (ARRAY['work'::text, 'publish'::text, 'care'::text]))),
  constraint instagram_accounts_lease_whole CHECK ((((lease_token IS NULL) = (lease_until IS NULL)) AND ((lease_token IS NULL) = (lease_owner IS NULL)))),
  constraint instagram_accounts_new_can_log_in CHECK (((state <> 'new'::text) OR (secrets IS NOT NULL) OR (session IS NOT NULL))),
  constraint instagram_accounts_pause_ends CHECK (((state = 'paused'::text) >= (paused_from IS NOT NULL))),
  constraint instagram_accounts_pkey PRIMARY KEY (id),
  constraint instagram_accounts_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES proxies(id),
  constraint instagram_accounts_purpose_check CHECK ((purpose = ANY (ARRAY['read'::text, 'publish'::text]))),
  constraint instagram_accounts_renewal_at CHECK (((renewal_at IS NULL) OR (state = ANY (ARRAY['needs_login'::text, 'paused'::text])))),
  constraint instagram_accounts_rest_has_end CHECK (((state <> 'resting'::text) OR (rest_until IS NOT NULL))),
  constraint instagram_accounts_session_source_check CHECK ((session_source = ANY (ARRAY['login'::text, 'sessionid'::text, 'file'::text]))),
  constraint instagram_accounts_state_check CHECK ((state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text, 'needs_login'::text, 'needs_operator'::text, 'suspended'::text, 'proxy_error'::text, 'paused'::text]))),
  constraint instagram_accounts_username_check CHECK (((username <> ''::text) AND (username = lower(username)))),
  constraint instagram_accounts_username_key UNIQUE (username)
);

create table public.instances (
  name text not null,
  process uuid not null,
  taken_at timestamp with time zone default clock_timestamp() not null,
  constraint instances_pkey PRIMARY KEY (name)
);

create table public.job_tasks (
  job_id uuid not null,
  task_id bigint not null,
  status text,
  constraint job_tasks_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id) ON DELETE CASCADE,
  constraint job_tasks_pkey PRIMARY KEY (job_id, task_id),
  constraint job_tasks_status_check CHECK ((status = ANY (ARRAY['done'::text, 'failed'::text, 'cancelled'::text])))
);

create table public.jobs (
  id uuid default uuidv7() not null,
  kind text not null,
  user_id uuid,
  notifies boolean default false not null,
  created_at timestamp with time zone default world_now() not null,
  ended_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  total integer default 0 not null,
  done integer default 0 not null,
  failed integer default 0 not null,
  cancelled integer default 0 not null,
  constraint jobs_counts_fit CHECK ((((done + failed) + cancelled) <= total)),
  constraint jobs_kind_check CHECK ((kind = ANY (ARRAY['scrape'::text, 'discovery'::text, 'import'::text, 'analysis'::text]))),
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL
);

create table public.known_places (
  digest bytea not null,
  user_id uuid not null,
  kind text not null,
  last_at timestamp with time zone default world_now() not null,
  constraint known_places_kind_check CHECK ((kind = ANY (ARRAY['device'::text, 'address'::text]))),
  constraint known_places_pkey PRIMARY KEY (digest, user_id),
  constraint known_places_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table public.last_backup (
  singleton boolean default true not null,
  written_at timestamp with time zone default clock_timestamp() not null,
  version text not null,
  rows bigint not null,
  constraint last_backup_pkey PRIMARY KEY (singleton),
  constraint last_backup_singleton_check CHECK (singleton)
);

create table public.list_members (
  list_id uuid not null,
  blog_id uuid not null,
  status text default 'candidate'::text not null,
  status_since timestamp with time zone default world_now() not null,
  owner_id uuid,
  price numeric,
  currency text,
  due_on date,
  note text,
  added_at timestamp with time zone default world_now() not null,
  constraint list_members_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint list_members_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint list_members_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint list_members_pkey PRIMARY KEY (list_id, blog_id),
  constraint list_members_price_check CHECK (((price >= (0)::numeric) AND (price < '1000000000000'::numeric) AND (scale(price) <= 3))),
  constraint list_members_price_in_currency CHECK (((price IS NULL) = (currency IS NULL))),
  constraint list_members_status_check CHECK ((status = ANY (ARRAY['candidate'::text, 'contacted'::text, 'agreed'::text, 'published'::text, 'rejected'::text])))
);

create table public.lists (
  id uuid default uuidv7() not null,
  name text not null,
  description text,
  is_campaign boolean default false not null,
  ends_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint lists_ends_if_campaign CHECK ((is_campaign OR (ends_at IS NULL))),
  constraint lists_name_check CHECK ((name <> ''::text)),
  constraint lists_pkey PRIMARY KEY (id)
);

create table public.manual_categories (
  blog_id uuid not null,
  category_id uuid not null,
  assigned_at timestamp with time zone default world_now() not null,
  constraint manual_categories_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint manual_categories_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id),
  constraint manual_categories_pkey PRIMARY KEY (blog_id)
);

create table public.media (
  sha256 bytea not null,
  bytes bytea not null,
  width integer not null,
  height integer not null,
  created_at timestamp with time zone default world_now() not null,
  constraint media_height_check CHECK (((height >= 1) AND (height <= 1440))),
  constraint media_pkey PRIMARY KEY (sha256),
  constraint media_sha256_check CHECK ((octet_length(sha256) = 32)),
  constraint media_width_check CHECK (((width >= 1) AND (width <= 1440)))
);

create table public.media_insights (
  media_id uuid not null,
  collected_at timestamp with time zone not null,
  metrics jsonb not null,
  gaps jsonb default '{}'::jsonb not null,
  raw jsonb,
  constraint media_insights_media_id_fkey FOREIGN KEY (media_id) REFERENCES own_media(id) ON DELETE CASCADE,
  constraint media_insights_pkey PRIMARY KEY (media_id, collected_at)
);

create table public.media_uses (
  owner text not null,
  name text not null,
  sha256 bytea not null,
  "position" integer not null,
  stored_at timestamp with time zone default world_now() not null,
  constraint media_uses_pkey PRIMARY KEY (owner, name),
  constraint media_uses_position_check CHECK (("position" >= 0)),
  constraint media_uses_sha256_fkey FOREIGN KEY (sha256) REFERENCES media(sha256)
);

create table public.notification_channels (
  user_id uuid not null,
  kind text not null,
  label text not null,
  settings bytea not null,
  created_at timestamp with time zone default world_now() not null,
  constraint notification_channels_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'telegram'::text]))),
  constraint notification_channels_pkey PRIMARY KEY (user_id, kind)
);

create table public.notification_deliveries (
  id bigint generated always as identity not null,
  notification_id uuid not null,
  channel text not null,
  state text default 'pending'::text not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone default world_now() not null,
  lease_token uuid,
  lease_until timestamp with time zone,
  last_status integer,
  last_error text,
  log jsonb default '[]'::jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  ended_at timestamp with time zone,
  constraint notification_deliveries_channel_check CHECK ((channel = ANY (ARRAY['webhook'::text, 'telegram'::text, 'own_webhook'::text, 'own_telegram'::text]))),
  constraint notification_deliveries_ended CHECK (((state = 'pending'::text) = (ended_at IS NULL))),
  constraint notification_deliveries_lease_whole CHECK (((lease_token IS NULL) = (lease_until IS NULL))),
  constraint notification_deliveries_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES notifications(id) ON DELETE CASCADE,
  constraint notification_deliveries_pkey PRIMARY KEY (id),
  constraint notification_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);

create table public.notification_inboxes (
  user_id uuid not null,
  read_until timestamp with time zone not null,
  constraint notification_inboxes_pkey PRIMARY KEY (user_id)
);

create table public.notification_reads (
  notification_id uuid not null,
  user_id uuid not null,
  read_at timestamp with time zone not null,
  constraint notification_reads_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES notifications(id) ON DELETE CASCADE,
  constraint notification_reads_pkey PRIMARY KEY (notification_id, user_id)
);

create table public.notifications (
  id uuid default uuidv7() not null,
  audience text default 'operators'::text not null,
  kind text not null,
  cause text not null,
  severity text not null,
  title text not null,
  items jsonb default '[]'::jsonb not null,
  count integer default 1 not null,
  created_at timestamp with time zone default world_now() not null,
  last_raised_at timestamp with time zone default world_now() not null,
  send_at timestamp with time zone default world_now() not null,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  constraint notifications_audience_check CHECK ((audience ~ '^(operators|user:.+)$'::text)),
  constraint notifications_count_check CHECK ((count > 0)),
  constraint notifications_pkey PRIMARY KEY (id),
  constraint notifications_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text])))
);

create table public.outgoing_rows (
  webhook_id uuid not null,
  row_id uuid not null,
  blog_id uuid not null,
  hash bytea not null,
  sent_at timestamp with time zone default world_now() not null,
  constraint outgoing_rows_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint outgoing_rows_hash_check CHECK ((octet_length(hash) = 32)),
  constraint outgoing_rows_pkey PRIMARY KEY (webhook_id, row_id),
  constraint outgoing_rows_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES outgoing_webhooks(id) ON DELETE CASCADE
);

create table public.outgoing_webhooks (
  id uuid default uuidv7() not null,
  list_id uuid not null,
  name text not null,
  rows text not null,
  template text not null,
  batch_size smallint not null,
  rows_field text,
  host text not null,
  settings bytea not null,
  has_authorization boolean default false not null,
  is_active boolean default true not null,
  created_by uuid,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  tested_at timestamp with time zone,
  last_sent_at timestamp with time zone,
  last_status integer,
  last_error text,
  failed_at timestamp with time zone,
  constraint outgoing_webhooks_batch_size_check CHECK (((batch_size >= 1) AND (batch_size <= 500))),
  constraint outgoing_webhooks_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint outgoing_webhooks_name_check CHECK ((name <> ''::text)),
  constraint outgoing_webhooks_pkey PRIMARY KEY (id),
  constraint outgoing_webhooks_rows_check CHECK ((rows = ANY (ARRAY['results'::text, 'members'::text]))),
  constraint outgoing_webhooks_rows_field_check CHECK ((rows_field <> ''::text))
);

create table public.own_media (
  id uuid default uuidv7() not null,
  connection_id uuid not null,
  owner_id uuid,
  platform_id text not null,
  permalink text,
  shortcode text,
  type text not null,
  caption text,
  duration_ms integer,
  child_count smallint default 0 not null,
  like_count integer,
  comment_count integer,
  published_at timestamp with time zone not null,
  next_sync_at timestamp with time zone,
  last_synced_at timestamp with time zone,
  sync_status text default 'idle'::text not null,
  sync_error text,
  sync_failures smallint default 0 not null,
  final_gap text,
  listed_at timestamp with time zone default world_now() not null,
  missed_lists smallint default 0 not null,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint own_media_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES own_media_sync(connection_id) ON DELETE CASCADE,
  constraint own_media_duration_ms_check CHECK ((duration_ms > 0)),
  constraint own_media_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE SET NULL,
  constraint own_media_pkey PRIMARY KEY (id),
  constraint own_media_platform_id_key UNIQUE (connection_id, platform_id),
  constraint own_media_sync_status_check CHECK ((sync_status = ANY (ARRAY['idle'::text, 'ok'::text, 'error'::text, 'rate_limited'::text]))),
  constraint own_media_type_check CHECK ((type = ANY (ARRAY['REEL'::text, 'VIDEO'::text, 'IMAGE'::text, 'CAROUSEL'::text, 'STORY'::text, 'UNKNOWN'::text])))
);

create table public.own_media_sync (
  connection_id uuid not null,
  owner_id uuid,
  username text not null,
  next_list_at timestamp with time zone default world_now() not null,
  listed_at timestamp with time zone,
  next_full_at timestamp with time zone default world_now() not null,
  fully_listed_at timestamp with time zone,
  awaited_until timestamp with time zone,
  next_insights_at timestamp with time zone default world_now() not null,
  next_demographics_at timestamp with time zone default world_now() not null,
  ended_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  next_stories_at timestamp with time zone,
  constraint own_media_sync_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE SET NULL,
  constraint own_media_sync_pkey PRIMARY KEY (connection_id)
);

create table public.own_stories (
  connection_id uuid not null,
  platform_id text not null,
  blog_id uuid not null,
  story_id text,
  taken_at timestamp with time zone not null,
  tried_at timestamp with time zone,
  read_at timestamp with time zone,
  metrics jsonb,
  reason text,
  created_at timestamp with time zone default world_now() not null,
  constraint own_stories_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint own_stories_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES own_media_sync(connection_id) ON DELETE CASCADE,
  constraint own_stories_pkey PRIMARY KEY (connection_id, platform_id),
  constraint own_stories_read CHECK (((read_at IS NULL) = (metrics IS NULL))),
  constraint own_stories_reason_check CHECK ((reason = ANY (ARRAY['too_few_viewers'::text, 'right_missing'::text, 'not_yet_counted'::text, 'refused'::text, 'gone'::text])))
);

create table public.past_attempts (
  id bigint generated always as identity not null,
  task_id bigint not null,
  owner text,
  started_at timestamp with time zone,
  ended_at timestamp with time zone default world_now() not null,
  outcome text not null,
  error_code text,
  error_message text,
  constraint past_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['retried'::text, 'snoozed'::text, 'failed'::text, 'lost'::text, 'cancelled'::text]))),
  constraint past_attempts_pkey PRIMARY KEY (id)
);

create table public.paused_task_types (
  task_type text not null,
  paused_at timestamp with time zone default world_now() not null,
  constraint paused_task_types_pkey PRIMARY KEY (task_type)
);

create table public.persons (
  id uuid default uuidv7() not null,
  full_name text,
  created_at timestamp with time zone default world_now() not null,
  constraint persons_pkey PRIMARY KEY (id)
);

create table public.pool_stops (
  singleton boolean default true not null,
  cause text not null,
  stopped_until timestamp with time zone not null,
  created_at timestamp with time zone default world_now() not null,
  constraint pool_stops_pkey PRIMARY KEY (singleton),
  constraint pool_stops_singleton_check CHECK (singleton)
);

create table public.pool_switches (
  singleton boolean default true not null,
  renew_sessions boolean,
  updated_at timestamp with time zone default world_now() not null,
  constraint pool_switches_pkey PRIMARY KEY (singleton),
  constraint pool_switches_singleton_check CHECK (singleton)
);

create table public.pool_targets (
  target text not null,
  account_ids uuid[] not null,
  last_at timestamp with time zone default world_now() not null,
  quarantined_until timestamp with time zone,
  answered integer default 0 not null,
  constraint pool_targets_pkey PRIMARY KEY (target)
);

create table public.post_captions (
  post_id uuid not null,
  language text,
  publishing_account_id uuid,
  text text not null,
  comment text,
  source_hash text not null,
  source_caption text,
  service text not null,
  written_by uuid,
  flags text[] default '{}'::text[] not null,
  confirmed_at timestamp with time zone,
  updated_at timestamp with time zone default world_now() not null,
  constraint post_captions_key UNIQUE NULLS NOT DISTINCT (post_id, language, publishing_account_id),
  constraint post_captions_language_check CHECK ((language ~ '^[a-z]{2}$'::text)),
  constraint post_captions_one CHECK (((language IS NULL) <> (publishing_account_id IS NULL))),
  constraint post_captions_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id) ON DELETE CASCADE,
  constraint post_captions_publishing_account_id_fkey FOREIGN KEY (publishing_account_id) REFERENCES publishing_accounts(id) ON DELETE CASCADE
);

create table public.post_media (
  post_id uuid not null,
  "position" smallint not null,
  upload_id uuid not null,
  alt_text text,
  user_tags jsonb default '[]'::jsonb not null,
  constraint post_media_pkey PRIMARY KEY (post_id, "position"),
  constraint post_media_position_check CHECK ((("position" >= 0) AND ("position" <= 19))),
  constraint post_media_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id) ON DELETE CASCADE,
  constraint post_media_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads(id),
  constraint post_media_user_tags_check CHECK ((jsonb_typeof(user_tags) = 'array'::text))
);

create table public.post_readings (
  blog_id uuid not null,
  platform_id text not null,
  read_at timestamp with time zone default world_now() not null,
  taken_at timestamp with time zone not null,
  like_count integer,
  comment_count integer,
  play_count bigint,
  view_count bigint,
  caption text,
  is_paid_partnership boolean,
  comments_disabled boolean default false not null,
  constraint post_readings_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint post_readings_pkey PRIMARY KEY (blog_id, platform_id, read_at)
);

create table public.post_targets (
  post_id uuid not null,
  group_id uuid,
  publishing_account_id uuid,
  constraint post_targets_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id) ON DELETE CASCADE,
  constraint post_targets_key UNIQUE NULLS NOT DISTINCT (post_id, group_id, publishing_account_id),
  constraint post_targets_one CHECK (((group_id IS NULL) <> (publishing_account_id IS NULL))),
  constraint post_targets_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id) ON DELETE CASCADE,
  constraint post_targets_publishing_account_id_fkey FOREIGN KEY (publishing_account_id) REFERENCES publishing_accounts(id) ON DELETE CASCADE
);

create table public.postgres_server (
  singleton boolean default true not null,
  version_num integer not null,
  constraint postgres_server_pkey PRIMARY KEY (singleton),
  constraint postgres_server_singleton_check CHECK (singleton)
);

create table public.posts (
  id uuid default uuidv7() not null,
  author_id uuid,
  type text not null,
  caption text default ''::text not null,
  language text,
  as_is text[] default '{}'::text[] not null,
  as_is_by jsonb default '{}'::jsonb not null,
  status text default 'draft'::text not null,
  requires_review boolean default false not null,
  is_urgent boolean default false not null,
  first_comment text,
  source_hash text generated always as (md5(((caption || chr(1)) || COALESCE(first_comment, ''::text)))) stored not null,
  text_changed_at timestamp with time zone,
  location jsonb,
  collaborators text[] default '{}'::text[] not null,
  shares_to_feed boolean default true not null,
  cover_at_ms integer,
  cover_upload_id uuid,
  scheduled_at timestamp with time zone,
  time_zone text,
  wished_at timestamp with time zone,
  missed_at timestamp with time zone,
  translation_failures jsonb default '[]'::jsonb not null,
  publish_requested_at timestamp with time zone,
  begun_at timestamp with time zone,
  completed_at timestamp with time zone,
  stopped_at timestamp with time zone,
  stopped_by uuid,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint posts_as_is_by_check CHECK ((jsonb_typeof(as_is_by) = 'object'::text)),
  constraint posts_cover_at_ms_check CHECK ((cover_at_ms >= 0)),
  constraint posts_cover_upload_id_fkey FOREIGN KEY (cover_upload_id) REFERENCES uploads(id),
  constraint posts_language_check CHECK ((language ~ '^[a-z]{2}$'::text)),
  constraint posts_pkey PRIMARY KEY (id),
  constraint posts_scheduled CHECK (((scheduled_at IS NULL) OR (time_zone IS NOT NULL))),
  constraint posts_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'translating'::text, 'review'::text, 'pending'::text, 'posting'::text, 'completed'::text, 'partly_failed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint posts_translation_failures_check CHECK ((jsonb_typeof(translation_failures) = 'array'::text)),
  constraint posts_type_check CHECK ((type = ANY (ARRAY['photo'::text, 'reel'::text, 'carousel'::text])))
);

create table public.product_conflicts (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  product_id uuid not null,
  field text not null,
  mine jsonb not null,
  theirs jsonb not null,
  before jsonb not null,
  caption_before text,
  caption_after text,
  created_at timestamp with time zone default world_now() not null,
  resolved_at timestamp with time zone,
  notified_at timestamp with time zone,
  resolved_to text,
  constraint product_conflicts_pkey PRIMARY KEY (id),
  constraint product_conflicts_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE,
  constraint product_conflicts_resolved CHECK (((resolved_at IS NULL) = (resolved_to IS NULL))),
  constraint product_conflicts_resolved_to_check CHECK ((resolved_to = ANY (ARRAY['mine'::text, 'theirs'::text, 'value'::text, 'withdrawn'::text])))
);

create table public.product_drafts (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  post_id uuid not null,
  "position" smallint not null,
  extracted jsonb not null,
  edits jsonb default '{}'::jsonb not null,
  confidence double precision not null,
  flags text[] default '{}'::text[] not null,
  status text default 'pending'::text not null,
  reason text,
  product_id uuid,
  duplicate_of uuid,
  duplicate_of_draft uuid,
  expires_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by text,
  notified_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint product_drafts_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint product_drafts_decided CHECK (((status = ANY (ARRAY['approved'::text, 'rejected'::text])) <= (decided_at IS NOT NULL))),
  constraint product_drafts_decided_by_check CHECK ((decided_by = ANY (ARRAY['person'::text, 'store'::text]))),
  constraint product_drafts_duplicate_of_draft_fkey FOREIGN KEY (duplicate_of_draft) REFERENCES product_drafts(id) ON DELETE SET NULL,
  constraint product_drafts_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES products(id) ON DELETE SET NULL,
  constraint product_drafts_edits_check CHECK ((jsonb_typeof(edits) = 'object'::text)),
  constraint product_drafts_extracted_check CHECK ((jsonb_typeof(extracted) = 'object'::text)),
  constraint product_drafts_pkey PRIMARY KEY (id),
  constraint product_drafts_position_check CHECK (("position" >= 0)),
  constraint product_drafts_position_key UNIQUE (post_id, "position"),
  constraint product_drafts_post_id_fkey FOREIGN KEY (post_id) REFERENCES catalog_posts(id) ON DELETE CASCADE,
  constraint product_drafts_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE SET NULL,
  constraint product_drafts_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'expired'::text]))),
  constraint product_drafts_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE
);

create table public.product_pictures (
  product_id uuid not null,
  "position" smallint not null,
  phash bigint not null,
  constraint product_pictures_pkey PRIMARY KEY (product_id, "position"),
  constraint product_pictures_position_check CHECK (("position" >= 0)),
  constraint product_pictures_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE
);

create table public.product_videos (
  product_id uuid not null,
  "position" smallint not null,
  sha256 bytea not null,
  bytes bigint not null,
  stored_at timestamp with time zone default world_now() not null,
  constraint product_videos_bytes_check CHECK ((bytes > 0)),
  constraint product_videos_pkey PRIMARY KEY (product_id, "position"),
  constraint product_videos_position_check CHECK (("position" >= 0)),
  constraint product_videos_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE,
  constraint product_videos_sha256_check CHECK ((octet_length(sha256) = 32))
);

create table public.products (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  slug text not null,
  name text not null,
  description text default ''::text not null,
  sku text,
  price numeric,
  compare_at_price numeric,
  cost_per_item numeric,
  currency text not null,
  track_inventory boolean default false not null,
  quantity integer,
  allow_backorder boolean default false not null,
  low_stock_threshold integer,
  categories text[] default '{}'::text[] not null,
  tags text[] default '{}'::text[] not null,
  collection text,
  variants jsonb default '[]'::jsonb not null,
  status text default 'active'::text not null,
  is_featured boolean default false not null,
  is_seasonal boolean default false not null,
  available_from timestamp with time zone,
  available_until timestamp with time zone,
  meta_title text,
  meta_description text,
  source text not null,
  model_url text,
  source_id text,
  source_url text,
  source_caption text,
  source_deleted_at timestamp with time zone,
  source_dropped_at timestamp with time zone,
  source_loss_accepted_at timestamp with time zone,
  gone_notified_for timestamp with time zone,
  dropped_notified_for timestamp with time zone,
  touched text[] default '{}'::text[] not null,
  sold_count integer,
  view_count integer,
  like_count integer,
  rating real,
  review_count integer,
  imported_at timestamp with time zone,
  videos_due_at timestamp with time zone default world_now(),
  video_tries smallint default 0 not null,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint products_availability CHECK ((available_until > available_from)),
  constraint products_compare_at_price_check CHECK (((compare_at_price >= (0)::numeric) AND (compare_at_price < '1000000000000'::numeric) AND (scale(compare_at_price) <= 3))),
  constraint products_cost_per_item_check CHECK (((cost_per_item >= (0)::numeric) AND (cost_per_item < '1000000000000'::numeric) AND (scale(cost_per_item) <= 3))),
  constraint products_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint products_like_count_check CHECK ((like_count >= 0)),
  constraint products_low_stock_threshold_check CHECK ((low_stock_threshold >= 0)),
  constraint products_name_check CHECK ((name <> ''::text)),
  constraint products_pkey PRIMARY KEY (id),
  constraint products_price_check CHECK (((price >= (0)::numeric) AND (price < '1000000000000'::numeric) AND (scale(price) <= 3))),
  constraint products_quantity_check CHECK ((quantity >= 0)),
  constraint products_rating_check CHECK (((rating >= (0)::double precision) AND (rating <= (5)::double precision))),
  constraint products_review_count_check CHECK ((review_count >= 0)),
  constraint products_slug_key UNIQUE (store_id, slug),
  constraint products_sold_count_check CHECK ((sold_count >= 0)),
  constraint products_source_check CHECK ((source = ANY (ARRAY['instagram'::text, 'manual'::text, 'whatsapp_catalog'::text]))),
  constraint products_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'archived'::text]))),
  constraint products_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE,
  constraint products_variants_check CHECK ((jsonb_typeof(variants) = 'array'::text)),
  constraint products_view_count_check CHECK ((view_count >= 0))
);

create table public.project_advice (
  project_id uuid not null,
  language text not null,
  ask_id uuid not null,
  version_id uuid not null,
  basis bytea not null,
  lines jsonb not null,
  model text not null,
  prompt_version text not null,
  created_at timestamp with time zone default world_now() not null,
  constraint project_advice_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
  constraint project_advice_lines_check CHECK ((jsonb_typeof(lines) = 'array'::text)),
  constraint project_advice_pkey PRIMARY KEY (project_id, language),
  constraint project_advice_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint project_advice_version_id_fkey FOREIGN KEY (version_id) REFERENCES project_versions(id) ON DELETE CASCADE
);

create table public.project_versions (
  id uuid default uuidv7() not null,
  project_id uuid not null,
  number integer not null,
  title text,
  script text,
  length_seconds double precision,
  predicted jsonb default '{}'::jsonb not null,
  horizon_hours smallint default 48 not null,
  stem_hashes integer[] default '{}'::integer[] not null,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  tag_code text default version_tag_code() not null,
  constraint project_versions_horizon_hours_check CHECK ((horizon_hours = ANY (ARRAY[24, 48, 168, 720]))),
  constraint project_versions_length_seconds_check CHECK ((length_seconds > (0)::double precision)),
  constraint project_versions_number_check CHECK ((number > 0)),
  constraint project_versions_number_key UNIQUE (project_id, number),
  constraint project_versions_pkey PRIMARY KEY (id),
  constraint project_versions_predicted_check CHECK ((jsonb_typeof(predicted) = 'object'::text)),
  constraint project_versions_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint project_versions_tag_code_key UNIQUE (tag_code)
);

create table public.projects (
  id uuid default uuidv7() not null,
  owner_id uuid,
  name text not null,
  note text,
  last_number integer default 0 not null,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint projects_name_check CHECK ((name <> ''::text)),
  constraint projects_pkey PRIMARY KEY (id)
);

create table public.proxies (
  id uuid default uuidv7() not null,
  protocol text not null,
  host text not null,
  port integer not null,
  identity_hash bytea not null,
  credentials bytea,
  label text,
  country text,
  is_spare boolean default false not null,
  state text default 'active'::text not null,
  state_since timestamp with time zone default world_now() not null,
  strikes integer default 0 not null,
  last_error text,
  death_cause text,
  last_checked_at timestamp with time zone,
  last_latency_ms integer,
  last_ok_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint proxies_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint proxies_death_cause_check CHECK ((death_cause = ANY (ARRAY['proxy_failed'::text, 'ip_blocked'::text]))),
  constraint proxies_host_check CHECK ((host <> ''::text)),
  constraint proxies_identity_hash_key UNIQUE (identity_hash),
  constraint proxies_label_check CHECK (((char_length(label) >= 1) AND (char_length(label) <= 60))),
  constraint proxies_pkey PRIMARY KEY (id),
  constraint proxies_port_check CHECK (((port >= 1) AND (port <= 65535))),
  constraint proxies_protocol_check CHECK ((protocol = ANY (ARRAY['http'::text, 'https'::text, 'socks5'::text]))),
  constraint proxies_state_check CHECK ((state = ANY (ARRAY['active'::text, 'dead'::text, 'paused'::text])))
);

create table public.publication_log (
  id uuid default uuidv7() not null,
  execution_id uuid,
  publishing_account_id uuid,
  username text,
  proxy text,
  route text not null,
  action text not null,
  status text not null,
  duration_ms integer not null,
  details jsonb default '{}'::jsonb not null,
  requests jsonb default '[]'::jsonb not null,
  at timestamp with time zone default world_now() not null,
  constraint publication_log_details_check CHECK ((jsonb_typeof(details) = 'object'::text)),
  constraint publication_log_duration_ms_check CHECK ((duration_ms >= 0)),
  constraint publication_log_execution_id_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE SET NULL,
  constraint publication_log_pkey PRIMARY KEY (id),
  constraint publication_log_publishing_account_id_fkey FOREIGN KEY (publishing_account_id) REFERENCES publishing_accounts(id) ON DELETE SET NULL,
  constraint publication_log_requests_check CHECK ((jsonb_typeof(requests) = 'array'::text)),
  constraint publication_log_whose CHECK ((COALESCE(username, proxy) IS NOT NULL))
);

create table public.publishing_account_states (
  id uuid default uuidv7() not null,
  publishing_account_id uuid not null,
  state text not null,
  observed_at timestamp with time zone default world_now() not null,
  constraint publishing_account_states_pkey PRIMARY KEY (id),
  constraint publishing_account_states_publishing_account_id_fkey FOREIGN KEY (publishing_account_id) REFERENCES publishing_accounts(id) ON DELETE CASCADE
);

create table public.publishing_accounts (
  id uuid default uuidv7() not null,
  account_id uuid,
  connection_id uuid,
  language text,
  formality text default 'default'::text not null,
  posts_limit_per_day integer default 10 not null,
  born_at timestamp with time zone default world_now() not null,
  warmup_stage smallint,
  paused_until timestamp with time zone,
  errors_in_row integer default 0 not null,
  rest_until timestamp with time zone,
  quota_used integer,
  quota_total integer,
  quota_window_ms bigint,
  quota_read_at timestamp with time zone,
  quota_full_until timestamp with time zone,
  last_post_at timestamp with time zone,
  failed_attempts integer default 0 not null,
  unused_notified_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint publishing_accounts_account_id_fkey FOREIGN KEY (account_id) REFERENCES instagram_accounts(id) ON DELETE CASCADE,
  constraint publishing_accounts_account_id_key UNIQUE (account_id),
  constraint publishing_accounts_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE CASCADE,
  constraint publishing_accounts_connection_id_key UNIQUE (connection_id),
  constraint publishing_accounts_errors_in_row_check CHECK ((errors_in_row >= 0)),
  constraint publishing_accounts_failed_attempts_check CHECK ((failed_attempts >= 0)),
  constraint publishing_accounts_formality_check CHECK ((formality = ANY (ARRAY['default'::text, 'formal'::text, 'informal'::text]))),
  constraint publishing_accounts_language_check CHECK ((language ~ '^[a-z]{2}$'::text)),
  constraint publishing_accounts_one_kind CHECK (((account_id IS NULL) <> (connection_id IS NULL))),
  constraint publishing_accounts_pkey PRIMARY KEY (id),
  constraint publishing_accounts_posts_limit_per_day_check CHECK (((posts_limit_per_day >= 0) AND (posts_limit_per_day <= 100))),
  constraint publishing_accounts_quota_total_check CHECK ((quota_total >= 0)),
  constraint publishing_accounts_quota_used_check CHECK ((quota_used >= 0)),
  constraint publishing_accounts_quota_window_ms_check CHECK ((quota_window_ms > 0)),
  constraint publishing_accounts_warmup_stage_check CHECK (((warmup_stage >= 0) AND (warmup_stage <= 3)))
);

create table public.publishing_notices (
  name text not null,
  notified_at timestamp with time zone default world_now() not null,
  constraint publishing_notices_pkey PRIMARY KEY (name)
);

create table public.reading_schedule (
  blog_id uuid not null,
  planned_at timestamp with time zone,
  read_at timestamp with time zone,
  live_stories integer,
  constraint reading_schedule_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint reading_schedule_live_stories_check CHECK ((live_stories >= 0)),
  constraint reading_schedule_pkey PRIMARY KEY (blog_id)
);

create table public.reading_spending (
  hour timestamp with time zone not null,
  list_id uuid not null,
  creators integer not null,
  requests integer not null,
  constraint reading_spending_creators_check CHECK ((creators >= 0)),
  constraint reading_spending_pkey PRIMARY KEY (hour, list_id),
  constraint reading_spending_requests_check CHECK ((requests >= 0))
);

create table public.refused_metrics (
  login text not null,
  version text not null,
  media_type text not null,
  object_id text default ''::text not null,
  metric text not null,
  gap text default 'refused'::text not null,
  refused_until timestamp with time zone not null,
  constraint refused_metrics_pkey PRIMARY KEY (login, version, media_type, object_id, metric)
);

create table public.rejected_creators (
  platform text default 'instagram'::text not null,
  platform_id text not null,
  username text not null,
  full_name text,
  is_private boolean,
  is_gone boolean default false not null,
  is_verified boolean,
  is_profile_read boolean default false not null,
  follower_count integer,
  media_count integer,
  business_category text,
  languages text[],
  rejected_at timestamp with time zone default world_now() not null,
  constraint rejected_creators_pkey PRIMARY KEY (platform, platform_id),
  constraint rejected_creators_platform_check CHECK ((platform = 'instagram'::text))
);

create table public.relation_checks (
  id uuid default uuidv7() not null,
  blog_id uuid,
  username text,
  platform_id text,
  kinds text[] not null,
  max_members integer,
  status text default 'pending'::text not null,
  status_reason text,
  task_id bigint,
  is_confirmed boolean default false not null,
  estimated_requests integer,
  estimated_seconds double precision,
  requests integer default 0 not null,
  accounts text[] default '{}'::text[] not null,
  created_at timestamp with time zone default world_now() not null,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  may_read_new_only boolean default false not null,
  constraint relation_checks_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint relation_checks_kinds_check CHECK (((kinds <@ ARRAY['followers'::text, 'following'::text, 'mutuals'::text]) AND (cardinality(kinds) > 0))),
  constraint relation_checks_max_members_check CHECK ((max_members > 0)),
  constraint relation_checks_pkey PRIMARY KEY (id),
  constraint relation_checks_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'waiting'::text, 'complete'::text, 'incomplete'::text, 'failed'::text, 'cancelled'::text])))
);

create table public.relation_events (
  id bigint generated always as identity not null,
  check_id uuid not null,
  event text not null,
  data jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  constraint relation_events_check_id_fkey FOREIGN KEY (check_id) REFERENCES relation_checks(id) ON DELETE CASCADE,
  constraint relation_events_pkey PRIMARY KEY (id)
);

create table public.relation_expected (
  target_id text not null,
  username text not null,
  created_at timestamp with time zone default world_now() not null,
  constraint relation_expected_pkey PRIMARY KEY (target_id, username),
  constraint relation_expected_username_check CHECK ((username ~ '^[a-z0-9._]{1,30}$'::text))
);

create table public.relation_lists (
  check_id uuid not null,
  kind text not null,
  state text default 'pending'::text not null,
  reason text,
  expected integer,
  expected_at_end integer,
  collected integer default 0 not null,
  erased integer default 0 not null,
  pages integer default 0 not null,
  requests integer default 0 not null,
  reading smallint default 1 not null,
  base_check_id uuid,
  new_since timestamp with time zone,
  whole_every integer,
  whole_because text,
  new_members integer default 0 not null,
  known_run integer default 0 not null,
  constraint relation_lists_base_check_id_fkey FOREIGN KEY (base_check_id) REFERENCES relation_checks(id) ON DELETE SET NULL,
  constraint relation_lists_check_id_fkey FOREIGN KEY (check_id) REFERENCES relation_checks(id) ON DELETE CASCADE,
  constraint relation_lists_kind_check CHECK ((kind = ANY (ARRAY['followers'::text, 'following'::text]))),
  constraint relation_lists_pkey PRIMARY KEY (check_id, kind),
  constraint relation_lists_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'reading'::text, 'verifying'::text, 'complete'::text, 'incomplete'::text]))),
  constraint relation_lists_whole_because_check CHECK ((whole_because = ANY (ARRAY['turn'::text, 'requested'::text, 'not_newest_first'::text, 'not_newest_before'::text])))
);

create table public.relation_members (
  check_id uuid not null,
  kind text not null,
  platform_id text not null,
  username text not null,
  is_private boolean,
  is_verified boolean,
  created_at timestamp with time zone default world_now() not null,
  last_reading smallint default 1 not null,
  constraint relation_members_check_id_fkey FOREIGN KEY (check_id) REFERENCES relation_checks(id) ON DELETE CASCADE,
  constraint relation_members_kind_check CHECK ((kind = ANY (ARRAY['followers'::text, 'following'::text]))),
  constraint relation_members_pkey PRIMARY KEY (check_id, kind, platform_id)
);

create table public.relation_pair_checks (
  id uuid default uuidv7() not null,
  status text default 'pending'::text not null,
  status_reason text,
  task_id bigint,
  a smallint[] not null,
  b smallint[] not null,
  is_confirmed boolean default false not null,
  estimated_requests integer,
  estimated_seconds double precision,
  requests integer default 0 not null,
  accounts text[] default '{}'::text[] not null,
  created_at timestamp with time zone default world_now() not null,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  constraint relation_pair_checks_pairs CHECK ((cardinality(a) = cardinality(b))),
  constraint relation_pair_checks_pkey PRIMARY KEY (id),
  constraint relation_pair_checks_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'waiting'::text, 'complete'::text, 'incomplete'::text, 'failed'::text, 'cancelled'::text])))
);

create table public.relation_pair_people (
  check_id uuid not null,
  person smallint not null,
  username text,
  platform_id text,
  is_named_by_id boolean not null,
  named_at timestamp with time zone,
  account text,
  trouble text,
  lists text[] default '{}'::text[] not null,
  list_check_id uuid,
  follower_count integer,
  following_count integer,
  is_looked_up boolean default false not null,
  constraint relation_pair_people_check_id_fkey FOREIGN KEY (check_id) REFERENCES relation_pair_checks(id) ON DELETE CASCADE,
  constraint relation_pair_people_pkey PRIMARY KEY (check_id, person)
);

create table public.relation_pair_questions (
  check_id uuid not null,
  follower smallint not null,
  followed smallint not null,
  answer text,
  basis text,
  reason text,
  answered_at timestamp with time zone,
  tried text[] default '{}'::text[] not null,
  constraint relation_pair_questions_answer_check CHECK ((answer = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
  constraint relation_pair_questions_basis CHECK (((basis IS NOT NULL) = (COALESCE(answer, 'unknown'::text) <> 'unknown'::text))),
  constraint relation_pair_questions_basis_check CHECK ((basis = ANY (ARRAY['friendship'::text, 'check'::text, 'search'::text]))),
  constraint relation_pair_questions_check_id_fkey FOREIGN KEY (check_id) REFERENCES relation_pair_checks(id) ON DELETE CASCADE,
  constraint relation_pair_questions_pkey PRIMARY KEY (check_id, follower, followed)
);

create table public.saved_views (
  id uuid default uuidv7() not null,
  user_id uuid,
  page text not null,
  name text not null,
  query text not null,
  is_shared boolean default false not null,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint saved_views_name_check CHECK ((name <> ''::text)),
  constraint saved_views_page_check CHECK ((page = ANY (ARRAY['creators'::text, 'tasks'::text]))),
  constraint saved_views_pkey PRIMARY KEY (id),
  constraint saved_views_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table public.scrape_tasks (
  id bigint generated by default as identity not null,
  created_at timestamp with time zone default world_now() not null,
  due_at timestamp with time zone default world_now() not null,
  next_retry_at timestamp with time zone generated always as (NULLIF(due_at, created_at)) virtual,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  lease_until timestamp with time zone,
  fencing_token bigint default 0 not null,
  batch_id uuid,
  attempts smallint default 0 not null,
  max_attempts smallint default 3 not null,
  lost_leases smallint default 0 not null,
  priority smallint not null,
  status text default 'pending'::text not null,
  task_type text not null,
  subject text,
  lease_owner text,
  limit_key text,
  dedupe_key text,
  payload jsonb default '{}'::jsonb not null,
  checkpoint jsonb,
  progress jsonb,
  result jsonb,
  error_code text,
  error_message text,
  constraint scrape_tasks_limit_key_check CHECK ((limit_key <> ''::text)),
  constraint scrape_tasks_priority_check CHECK (((priority >= 1) AND (priority <= 10)))
) partition by LIST (status);

create table public.scrape_tasks_ended (
  id bigint generated by default as identity not null,
  created_at timestamp with time zone default world_now() not null,
  due_at timestamp with time zone default world_now() not null,
  next_retry_at timestamp with time zone generated always as (NULLIF(due_at, created_at)) virtual,
  started_at timestamp with time zone,
  completed_at timestamp with time zone default world_now(),
  lease_until timestamp with time zone,
  fencing_token bigint default 0 not null,
  batch_id uuid,
  attempts smallint default 0 not null,
  max_attempts smallint default 3 not null,
  lost_leases smallint default 0 not null,
  priority smallint not null,
  status text default 'pending'::text not null,
  task_type text not null,
  subject text,
  lease_owner text,
  limit_key text,
  dedupe_key text,
  payload jsonb default '{}'::jsonb not null,
  checkpoint jsonb,
  progress jsonb,
  result jsonb,
  error_code text,
  error_message text,
  constraint scrape_tasks_ended_is_complete CHECK (((completed_at IS NOT NULL) AND (lease_until IS NULL))),
  constraint scrape_tasks_ended_pkey PRIMARY KEY (id),
  constraint scrape_tasks_limit_key_check CHECK ((limit_key <> ''::text)),
  constraint scrape_tasks_priority_check CHECK (((priority >= 1) AND (priority <= 10)))
) -- a partition of scrape_tasks FOR VALUES IN ('done', 'failed', 'cancelled');

create table public.scrape_tasks_open (
  id bigint generated by default as identity not null,
  created_at timestamp with time zone default world_now() not null,
  due_at timestamp with time zone default world_now() not null,
  next_retry_at timestamp with time zone generated always as (NULLIF(due_at, created_at)) virtual,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  lease_until timestamp with time zone,
  fencing_token bigint default 0 not null,
  batch_id uuid,
  attempts smallint default 0 not null,
  max_attempts smallint default 3 not null,
  lost_leases smallint default 0 not null,
  priority smallint not null,
  status text default 'pending'::text not null,
  task_type text not null,
  subject text,
  lease_owner text,
  limit_key text,
  dedupe_key text,
  payload jsonb default '{}'::jsonb not null,
  checkpoint jsonb,
  progress jsonb,
  result jsonb,
  error_code text,
  error_message text,
  constraint scrape_tasks_limit_key_check CHECK ((limit_key <> ''::text)),
  constraint scrape_tasks_open_pkey PRIMARY KEY (id),
  constraint scrape_tasks_priority_check CHECK (((priority >= 1) AND (priority <= 10))),
  constraint scrape_tasks_running_is_owned CHECK ((((status = 'running'::text) = (lease_owner IS NOT NULL)) AND ((lease_until IS NULL) OR (status = 'running'::text)) AND (completed_at IS NULL)))
) -- a partition of scrape_tasks FOR VALUES IN ('pending', 'running');

create table public.second_factors (
  user_id uuid not null,
  seed bytea not null,
  confirmed_at timestamp with time zone,
  last_step bigint,
  recovery_hashes bytea[] default '{}'::bytea[] not null,
  constraint second_factors_pkey PRIMARY KEY (user_id),
  constraint second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table public.share_creators (
  share_id uuid not null,
  blog_id uuid not null,
  "position" integer not null,
  constraint share_creators_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint share_creators_pkey PRIMARY KEY (share_id, blog_id),
  constraint share_creators_position_check CHECK (("position" >= 0)),
  constraint share_creators_share_id_fkey FOREIGN KEY (share_id) REFERENCES shares(id) ON DELETE CASCADE
);

create table public.shares (
  id uuid default uuidv7() not null,
  token_hash bytea not null,
  kind text not null,
  subject text not null,
  list_id uuid,
  view_id uuid,
  show_prices boolean default false not null,
  language text,
  password_hash text,
  ends_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone default world_now() not null,
  visits bigint default 0 not null,
  last_visit_at timestamp with time zone,
  hour_began_at timestamp with time zone,
  hour_visits integer default 0 not null,
  csv_rows text default 'members'::text not null,
  constraint shares_csv_open CHECK (((kind = 'page'::text) OR (password_hash IS NULL))),
  constraint shares_csv_rows_check CHECK ((csv_rows = ANY (ARRAY['members'::text, 'results'::text]))),
  constraint shares_ends_when_revoked CHECK (((revoked_at IS NULL) OR (ends_at <= revoked_at))),
  constraint shares_hour_visits_check CHECK ((hour_visits >= 0)),
  constraint shares_kind_check CHECK ((kind = ANY (ARRAY['page'::text, 'csv'::text]))),
  constraint shares_pkey PRIMARY KEY (id),
  constraint shares_results_of_campaign CHECK (((csv_rows = 'members'::text) OR ((kind = 'csv'::text) AND (subject = 'campaign'::text)))),
  constraint shares_subject_check CHECK ((subject = ANY (ARRAY['creator'::text, 'comparison'::text, 'list'::text, 'campaign'::text, 'view'::text]))),
  constraint shares_subject_known CHECK ((((subject = ANY (ARRAY['list'::text, 'campaign'::text])) = (list_id IS NOT NULL)) AND ((subject = 'view'::text) = (view_id IS NOT NULL)))),
  constraint shares_token_hash_check CHECK ((octet_length(token_hash) = 32)),
  constraint shares_token_hash_key UNIQUE (token_hash),
  constraint shares_visits_check CHECK ((visits >= 0))
);

create table public.sign_in_attempts (
  subject bytea not null,
  failures integer not null,
  last_at timestamp with time zone default now() not null,
  retry_at timestamp with time zone,
  constraint sign_in_attempts_pkey PRIMARY KEY (subject)
);

create table public.store_notices (
  store_id uuid not null,
  kind text not null,
  notified_at timestamp with time zone default world_now() not null,
  constraint store_notices_pkey PRIMARY KEY (store_id, kind),
  constraint store_notices_store_id_fkey FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE
);

create table public.stores (
  id uuid default uuidv7() not null,
  owner_id uuid,
  name text not null,
  slug text not null,
  currency text not null,
  languages text[] default '{}'::text[] not null,
  connection_id uuid,
  auto_sync boolean default true not null,
  auto_approve_from double precision,
  with_videos boolean default true not null,
  with_carousels boolean default true not null,
  approved_as text default 'active'::text not null,
  categories text[] not null,
  product_url text,
  followed_from timestamp with time zone default world_now() not null,
  polled_at timestamp with time zone,
  next_poll_at timestamp with time zone default world_now() not null,
  next_full_poll_at timestamp with time zone default world_now() not null,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint stores_approved_as_check CHECK ((approved_as = ANY (ARRAY['active'::text, 'draft'::text]))),
  constraint stores_auto_approve_from_check CHECK (((auto_approve_from >= (0.9)::double precision) AND (auto_approve_from <= (1)::double precision))),
  constraint stores_connection_key UNIQUE (connection_id),
  constraint stores_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint stores_name_check CHECK ((name <> ''::text)),
  constraint stores_pkey PRIMARY KEY (id),
  constraint stores_slug_key UNIQUE (slug)
);

create table public.story_lists (
  list_id uuid not null,
  since timestamp with time zone default world_now() not null,
  constraint story_lists_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint story_lists_pkey PRIMARY KEY (list_id)
);

create table public.task_events (
  id bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  event text not null,
  task_type text not null,
  task_ids bigint[] not null,
  data jsonb,
  created_at timestamp with time zone default world_now() not null,
  constraint task_events_event_check CHECK ((event = ANY (ARRAY['claimed'::text, 'progress'::text, 'sent'::text, 'done'::text, 'retried'::text, 'snoozed'::text, 'failed'::text, 'cancelled'::text, 'requeued'::text]))),
  constraint task_events_pkey PRIMARY KEY (id)
);

create table public.team_currency (
  id boolean default true not null,
  currency text not null,
  changed_at timestamp with time zone default world_now() not null,
  changed_by uuid,
  constraint team_currency_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint team_currency_id_check CHECK (id),
  constraint team_currency_pkey PRIMARY KEY (id)
);

create table public.team_profile (
  only_row boolean default true not null,
  name text not null,
  logo bytea,
  updated_at timestamp with time zone default world_now() not null,
  constraint team_profile_name_check CHECK ((name <> ''::text)),
  constraint team_profile_only_row_check CHECK (only_row),
  constraint team_profile_pkey PRIMARY KEY (only_row)
);

create table public.team_rates (
  currency text not null,
  base_currency text not null,
  rate numeric not null,
  entered_on date not null,
  entered_by uuid,
  entered_at timestamp with time zone default world_now() not null,
  constraint team_rates_base_currency_check CHECK ((base_currency ~ '^[A-Z]{3}$'::text)),
  constraint team_rates_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint team_rates_pkey PRIMARY KEY (currency, base_currency),
  constraint team_rates_rate_check CHECK (((rate > (0)::numeric) AND (rate < '1000000000000'::numeric))),
  constraint team_rates_two_currencies CHECK ((currency <> base_currency))
);

create table public.tier_benchmarks (
  metric text not null,
  tier text not null,
  creators integer not null,
  percentiles double precision[] not null,
  computed_at timestamp with time zone default world_now() not null,
  constraint tier_benchmarks_creators_check CHECK ((creators > 0)),
  constraint tier_benchmarks_percentiles_check CHECK ((cardinality(percentiles) = 101)),
  constraint tier_benchmarks_pkey PRIMARY KEY (metric, tier)
);

create table public.translation_answers (
  digest bytea not null,
  texts jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  constraint translation_answers_digest_check CHECK ((octet_length(digest) = 32)),
  constraint translation_answers_pkey PRIMARY KEY (digest),
  constraint translation_answers_texts_check CHECK ((jsonb_typeof(texts) = 'array'::text))
);

create table public.translation_services (
  service text not null,
  fingerprint text,
  languages jsonb,
  languages_read_at timestamp with time zone,
  rests_until timestamp with time zone,
  rest_fault text,
  rest_message text,
  constraint translation_services_pkey PRIMARY KEY (service),
  constraint translation_services_service_check CHECK ((service = ANY (ARRAY['deepl'::text, 'google'::text, 'model'::text])))
);

create table public.translation_usage (
  service text not null,
  day date not null,
  characters bigint default 0 not null,
  cost_usd numeric(14,9) default 0 not null,
  constraint translation_usage_characters_check CHECK ((characters >= 0)),
  constraint translation_usage_cost_usd_check CHECK ((cost_usd >= (0)::numeric)),
  constraint translation_usage_pkey PRIMARY KEY (service, day),
  constraint translation_usage_service_check CHECK ((service = ANY (ARRAY['deepl'::text, 'google'::text, 'model'::text])))
);

create table public.translations (
  text_hash bytea not null,
  from_language text not null,
  to_language text not null,
  service text not null,
  glossary_version integer default 0 not null,
  formality text default 'default'::text not null,
  text text not null,
  translated_at timestamp with time zone,
  corrected_at timestamp with time zone,
  constraint translations_formality_check CHECK ((formality = ANY (ARRAY['default'::text, 'formal'::text, 'informal'::text]))),
  constraint translations_from_language_check CHECK ((from_language ~ '^[a-z]{2}$'::text)),
  constraint translations_glossary_version_check CHECK ((glossary_version >= 0)),
  constraint translations_one_origin CHECK ((((service = 'person'::text) = (corrected_at IS NOT NULL)) AND ((translated_at IS NULL) = (corrected_at IS NOT NULL)))),
  constraint translations_person_has_no_glossary CHECK (((service <> 'person'::text) OR (glossary_version = 0))),
  constraint translations_pkey PRIMARY KEY (text_hash, from_language, to_language, service, glossary_version, formality),
  constraint translations_service_check CHECK ((service = ANY (ARRAY['deepl'::text, 'google'::text, 'model'::text, 'person'::text]))),
  constraint translations_text_check CHECK ((char_length(text) <= 20000)),
  constraint translations_text_hash_check CHECK ((octet_length(text_hash) = 32)),
  constraint translations_to_language_check CHECK ((to_language ~ '^[a-z]{2}$'::text))
);

create table public.update_runs (
  id uuid default uuidv7() not null,
  task_id bigint not null,
  ran_at timestamp with time zone default world_now() not null,
  creators integer not null,
  requests integer not null,
  constraint update_runs_creators_check CHECK ((creators >= 0)),
  constraint update_runs_pkey PRIMARY KEY (id),
  constraint update_runs_requests_check CHECK ((requests >= 0))
);

create table public.uploads (
  id uuid default uuidv7() not null,
  owner_id uuid,
  file_name text not null,
  sha256 bytea not null,
  kind text not null,
  media_type text not null,
  bytes bigint not null,
  width integer not null,
  height integer not null,
  duration_ms integer,
  frame_rate double precision,
  bit_rate bigint,
  audio_rate integer,
  codecs text[] not null,
  conversions text[] not null,
  warnings text[] not null,
  report jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  constraint uploads_audio_rate_check CHECK ((audio_rate > 0)),
  constraint uploads_bit_rate_check CHECK ((bit_rate >= 0)),
  constraint uploads_bytes_check CHECK ((bytes > 0)),
  constraint uploads_duration_ms_check CHECK ((duration_ms > 0)),
  constraint uploads_file_name_check CHECK ((file_name <> ''::text)),
  constraint uploads_frame_rate_check CHECK ((frame_rate > (0)::double precision)),
  constraint uploads_height_check CHECK ((height > 0)),
  constraint uploads_kind_check CHECK ((kind = ANY (ARRAY['picture'::text, 'video'::text]))),
  constraint uploads_media_type_check CHECK ((media_type = ANY (ARRAY['image/jpeg'::text, 'video/mp4'::text, 'video/quicktime'::text]))),
  constraint uploads_pkey PRIMARY KEY (id),
  constraint uploads_sha256_check CHECK ((length(sha256) = 32)),
  constraint uploads_video CHECK (((kind = 'video'::text) = (duration_ms IS NOT NULL))),
  constraint uploads_width_check CHECK ((width > 0))
);

create table public.user_sessions (
  id_hash bytea not null,
  id uuid default uuidv7() not null,
  user_id uuid not null,
  created_at timestamp with time zone default now() not null,
  last_seen_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  elevated_until timestamp with time zone,
  codes_tried smallint default 0 not null,
  address text,
  user_agent text,
  constraint user_sessions_id_key UNIQUE (id),
  constraint user_sessions_pkey PRIMARY KEY (id_hash),
  constraint user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table public.users (
  id uuid default uuidv7() not null,
  login text not null,
  email text,
  name text not null,
  role text not null,
  is_active boolean default true not null,
  password_hash text,
  language text,
  theme text,
  time_zone text,
  has_single_keys boolean default true not null,
  home text,
  created_at timestamp with time zone default world_now() not null,
  last_sign_in_at timestamp with time zone,
  constraint users_email_check CHECK ((email = lower(email))),
  constraint users_email_key UNIQUE (email),
  constraint users_home_check CHECK ((home = ANY (ARRAY['editor'::text, 'creator'::text, 'seller'::text, 'marketer'::text, 'operator'::text]))),
  constraint users_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
  constraint users_login_check CHECK ((login ~ '^[a-z0-9][a-z0-9._-]{1,62}$'::text)),
  constraint users_login_key UNIQUE (login),
  constraint users_name_check CHECK ((name <> ''::text)),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'member'::text, 'editor'::text, 'viewer'::text]))),
  constraint users_theme_check CHECK ((theme = ANY (ARRAY['light'::text, 'dark'::text])))
);

create table public.view_visits (
  user_id uuid not null,
  view_id uuid not null,
  begun_at timestamp with time zone not null,
  ids uuid[] not null,
  before_ids uuid[],
  constraint view_visits_pkey PRIMARY KEY (user_id, view_id),
  constraint view_visits_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint view_visits_view_id_fkey FOREIGN KEY (view_id) REFERENCES saved_views(id) ON DELETE CASCADE
);

create table public.visits (
  user_id uuid not null,
  begun_at timestamp with time zone default world_now() not null,
  used_at timestamp with time zone default world_now() not null,
  since timestamp with time zone,
  constraint visits_pkey PRIMARY KEY (user_id),
  constraint visits_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table public.watch_news (
  id uuid default uuidv7() not null,
  list_id uuid not null,
  blog_id uuid not null,
  kind text not null,
  happened_at timestamp with time zone not null,
  details jsonb default '{}'::jsonb not null,
  dedupe_key text not null,
  found_at timestamp with time zone default world_now() not null,
  notified_at timestamp with time zone,
  constraint watch_news_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint watch_news_dedupe_key UNIQUE (list_id, blog_id, dedupe_key),
  constraint watch_news_details_check CHECK ((jsonb_typeof(details) = 'object'::text)),
  constraint watch_news_kind_check CHECK ((kind = ANY (ARRAY['growth'::text, 'fall'::text, 'risk_flag'::text, 'renamed'::text, 'private'::text, 'gone'::text, 'back'::text, 'silent'::text, 'advertises'::text, 'far_above'::text]))),
  constraint watch_news_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint watch_news_pkey PRIMARY KEY (id)
);

create table public.watch_news_reads (
  news_id uuid not null,
  user_id uuid not null,
  read_at timestamp with time zone default world_now() not null,
  constraint watch_news_reads_news_id_fkey FOREIGN KEY (news_id) REFERENCES watch_news(id) ON DELETE CASCADE,
  constraint watch_news_reads_pkey PRIMARY KEY (news_id, user_id)
);

create table public.watch_readers (
  user_id uuid not null,
  list_id uuid not null,
  read_until timestamp with time zone not null,
  constraint watch_readers_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint watch_readers_pkey PRIMARY KEY (user_id, list_id)
);

create table public.watches (
  list_id uuid not null,
  rules jsonb not null,
  digest text,
  digest_time text default '09:00'::text not null,
  digest_weekday smallint default 1 not null,
  receivers uuid[] default '{}'::uuid[] not null,
  is_for_team boolean default false not null,
  language text default 'en'::text not null,
  watched_since timestamp with time zone default world_now() not null,
  next_digest_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint watches_digest_check CHECK ((digest = ANY (ARRAY['daily'::text, 'weekly'::text]))),
  constraint watches_digest_has_time CHECK (((digest IS NULL) = (next_digest_at IS NULL))),
  constraint watches_digest_time_check CHECK ((digest_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text)),
  constraint watches_digest_weekday_check CHECK (((digest_weekday >= 1) AND (digest_weekday <= 7))),
  constraint watches_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
  constraint watches_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE,
  constraint watches_pkey PRIMARY KEY (list_id),
  constraint watches_rules_check CHECK ((jsonb_typeof(rules) = 'object'::text))
);

create table public.webhook_events (
  id uuid default uuidv7() not null,
  connection_id uuid,
  dedup_key text not null,
  received_at timestamp with time zone default world_now() not null,
  sent_at timestamp with time zone,
  processed_at timestamp with time zone,
  field text not null,
  account_id text not null,
  media_id text,
  payload jsonb,
  status text default 'pending'::text not null,
  tries smallint default 0 not null,
  next_attempt_at timestamp with time zone default world_now() not null,
  error text,
  constraint webhook_events_dedup_key_key UNIQUE (dedup_key),
  constraint webhook_events_known CHECK (((status = 'ignored'::text) OR ((connection_id IS NOT NULL) AND (payload IS NOT NULL)))),
  constraint webhook_events_pkey PRIMARY KEY (id),
  constraint webhook_events_processed CHECK (((processed_at IS NOT NULL) = (status = ANY (ARRAY['completed'::text, 'failed'::text])))),
  constraint webhook_events_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'processing'::text, 'completed'::text, 'failed'::text, 'ignored'::text]))),
  constraint webhook_events_tries_check CHECK (((tries >= 0) AND (tries <= 4)))
);

create table public.webhook_subscriptions (
  connection_id uuid not null,
  fields text[] not null,
  subscribed_at timestamp with time zone,
  error text,
  requested_at timestamp with time zone default world_now() not null,
  constraint webhook_subscriptions_pkey PRIMARY KEY (connection_id)
);

create table public.welcome_codes (
  user_id uuid not null,
  code_hash bytea not null,
  expires_at timestamp with time zone not null,
  constraint welcome_codes_code_hash_key UNIQUE (code_hash),
  constraint welcome_codes_pkey PRIMARY KEY (user_id),
  constraint welcome_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table public.world_clock (
  singleton boolean default true not null,
  world_at timestamp with time zone not null,
  real_at timestamp with time zone not null,
  speed double precision default 1 not null,
  constraint world_clock_pkey PRIMARY KEY (singleton),
  constraint world_clock_singleton_check CHECK (singleton),
  constraint world_clock_speed_check CHECK ((speed >= (0)::double precision))
);

create table public.write_proof (
  proven_at timestamp with time zone not null
);

CREATE INDEX account_events_account_idx ON public.account_events USING btree (account_id, id DESC);

CREATE INDEX account_events_created_idx ON public.account_events USING btree (created_at);

CREATE INDEX account_events_event_idx ON public.account_events USING btree (account_id, event, id DESC);

CREATE INDEX account_insights_collected_idx ON public.account_insights USING btree (collected_at);

CREATE INDEX account_insights_raw_idx ON public.account_insights USING btree (collected_at) WHERE (raw IS NOT NULL);

CREATE INDEX account_requests_account_idx ON public.account_requests USING btree (account_id, ended_at) WHERE (kind = 'request'::text);

CREATE INDEX account_requests_login_idx ON public.account_requests USING btree (account_id, ended_at) WHERE (kind = 'login'::text);

CREATE UNIQUE INDEX account_requests_open_idx ON public.account_requests USING btree (account_id) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX account_requests_open_login_idx ON public.account_requests USING btree (proxy_id) WHERE ((ended_at IS NULL) AND (kind = 'login'::text));

CREATE INDEX account_requests_proxy_idx ON public.account_requests USING btree (proxy_id, ended_at) WHERE (kind = 'request'::text);

CREATE INDEX account_requests_removed_idx ON public.account_requests USING btree (removed_username) WHERE (removed_username IS NOT NULL);

CREATE INDEX account_requests_task_idx ON public.account_requests USING btree (task_id, reserved_at) WHERE (task_id IS NOT NULL);

CREATE INDEX ai_batch_rows_task_idx ON public.ai_batch_rows USING btree (task_id);

CREATE INDEX ai_batches_created_idx ON public.ai_batches USING btree (created_at DESC, id DESC);

CREATE INDEX ai_batches_creation_idx ON public.ai_batches USING btree (create_attempted_at) WHERE (create_attempted_at IS NOT NULL);

CREATE INDEX ai_batches_ended_idx ON public.ai_batches USING btree (ingested_at) WHERE (ingested_at IS NOT NULL);

CREATE INDEX ai_batches_model_idx ON public.ai_batches USING btree (model, id DESC);

CREATE INDEX ai_batches_open_idx ON public.ai_batches USING btree (created_at) WHERE (files_deleted_at IS NULL);

CREATE INDEX ai_batches_status_idx ON public.ai_batches USING btree (status, id DESC);

CREATE INDEX ai_calls_created_idx ON public.ai_calls USING btree (created_at);

CREATE INDEX ai_calls_subject_idx ON public.ai_calls USING btree (subject) WHERE (subject IS NOT NULL);

CREATE INDEX ai_calls_under_way_idx ON public.ai_calls USING btree (under_way_until) WHERE (outcome IS NULL);

CREATE INDEX ai_insights_created_idx ON public.ai_insights USING btree (created_at);

CREATE INDEX ai_insights_names_idx ON public.ai_insights USING gin (mentioned_names((insights)::text));

CREATE INDEX api_tokens_user_idx ON public.api_tokens USING btree (user_id);

CREATE INDEX audit_log_action_idx ON public.audit_log USING btree (action, id);

CREATE INDEX audit_log_age_idx ON public.audit_log USING btree (at);

CREATE INDEX audit_log_object_idx ON public.audit_log USING btree (object, id);

CREATE INDEX audit_log_principal_idx ON public.audit_log USING btree (principal, id);

CREATE INDEX bindings_version_idx ON public.bindings USING btree (version_id, id);

CREATE INDEX blog_categories_category_idx ON public.blog_categories USING btree (category_id, blog_id);

CREATE UNIQUE INDEX blog_categories_one_primary_idx ON public.blog_categories USING btree (blog_id) WHERE is_primary;

CREATE INDEX blog_highlights_mentions_idx ON public.blog_highlights USING gin (story_mentions) WHERE (story_mentions <> '{}'::text[]);

CREATE INDEX blog_highlights_names_idx ON public.blog_highlights USING gin (highlight_mentions(title, story_links));

CREATE INDEX blog_posts_artist_idx ON public.blog_posts USING btree (lower(music_artist)) WHERE (music_artist IS NOT NULL);

CREATE INDEX blog_posts_hashtags_idx ON public.blog_posts USING gin (hashtags);

CREATE INDEX blog_posts_location_idx ON public.blog_posts USING btree (location_id, blog_id) WHERE (location_id IS NOT NULL);

CREATE INDEX blog_posts_location_name_idx ON public.blog_posts USING btree (lower(location_name) text_pattern_ops, blog_id);

CREATE INDEX blog_posts_mentions_idx ON public.blog_posts USING gin (mentions);

CREATE INDEX blog_posts_sponsors_idx ON public.blog_posts USING gin (sponsors) WHERE (sponsors <> '{}'::text[]);

CREATE INDEX blog_posts_taken_idx ON public.blog_posts USING btree (blog_id, taken_at DESC);

CREATE INDEX blog_snapshots_blog_idx ON public.blog_snapshots USING btree (blog_id, scraped_at DESC);

CREATE INDEX blog_stories_blog_idx ON public.blog_stories USING btree (blog_id, taken_at DESC, id DESC);

CREATE INDEX blog_stories_mentions_idx ON public.blog_stories USING gin (mentions) WHERE (mentions <> '{}'::text[]);

CREATE INDEX blog_stories_names_idx ON public.blog_stories USING gin (highlight_mentions(NULL::text, (links || stickers)));

CREATE INDEX blog_stories_taken_idx ON public.blog_stories USING btree (taken_at DESC, id DESC);

CREATE INDEX blog_topics_category_idx ON public.blog_topics USING btree (category_id) WHERE (category_id IS NOT NULL);

CREATE INDEX blog_topics_inexact_idx ON public.blog_topics USING btree (term, topic) WHERE ((category_id IS NULL) OR (matched_by = ANY (ARRAY['similarity'::text, 'words'::text])));

CREATE INDEX blog_topics_term_idx ON public.blog_topics USING btree (term);

CREATE INDEX blogs_ai_confidence_idx ON public.blogs USING btree (ai_confidence DESC NULLS LAST, id DESC);

CREATE INDEX blogs_audience_age_idx ON public.blogs USING btree ((((ai_insights -> 'audience_inference'::text) ->> 'estimated_audience_age'::text)));

CREATE INDEX blogs_audience_gender_idx ON public.blogs USING btree ((((ai_insights -> 'audience_inference'::text) ->> 'estimated_audience_gender'::text)));

CREATE INDEX blogs_audience_region_idx ON public.blogs USING btree ((((ai_insights -> 'audience_inference'::text) ->> 'estimated_audience_geo'::text)));

CREATE INDEX blogs_business_category_idx ON public.blogs USING btree (lower(business_category));

CREATE INDEX blogs_city_idx ON public.blogs USING btree (city_id, follower_count DESC NULLS LAST, id DESC);

CREATE INDEX blogs_comments_per_like_idx ON public.blogs USING btree (comments_per_like DESC NULLS LAST, id DESC);

CREATE INDEX blogs_content_language_idx ON public.blogs USING gin ((((ai_insights -> 'content'::text) -> 'content_language'::text))) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_created_idx ON public.blogs USING btree (created_at DESC, id DESC);

CREATE INDEX blogs_engagement_spread_idx ON public.blogs USING btree (engagement_spread DESC NULLS LAST, id DESC);

CREATE INDEX blogs_engagement_trend_idx ON public.blogs USING btree (engagement_trend_per_30_days DESC NULLS LAST, id DESC);

CREATE INDEX blogs_er_idx ON public.blogs USING btree (er DESC NULLS LAST, id DESC);

CREATE INDEX blogs_er_percentile_idx ON public.blogs USING btree (er_percentile DESC NULLS LAST, id DESC);

CREATE INDEX blogs_er_reels_by_views_idx ON public.blogs USING btree (er_reels_by_views DESC NULLS LAST, id DESC);

CREATE INDEX blogs_er_reels_idx ON public.blogs USING btree (er_reels DESC NULLS LAST, id DESC);

CREATE INDEX blogs_followers_idx ON public.blogs USING btree (follower_count DESC NULLS LAST, id DESC);

CREATE INDEX blogs_following_idx ON public.blogs USING btree (following_count DESC NULLS LAST, id DESC);

CREATE INDEX blogs_growth_30_days_idx ON public.blogs USING btree (follower_growth_30_days DESC NULLS LAST, id DESC);

CREATE INDEX blogs_growth_7_days_idx ON public.blogs USING btree (follower_growth_7_days DESC NULLS LAST, id DESC);

CREATE INDEX blogs_has_children_idx ON public.blogs USING btree ((((ai_insights -> 'life_situation'::text) ->> 'has_children'::text)));

CREATE INDEX blogs_languages_idx ON public.blogs USING gin (languages) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_last_post_idx ON public.blogs USING btree (last_post_at DESC NULLS LAST, id DESC);

CREATE INDEX blogs_media_idx ON public.blogs USING btree (media_count DESC NULLS LAST, id DESC);

CREATE INDEX blogs_name_part_idx ON public.blogs USING gin (lower(full_name) gin_trgm_ops) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_names_idx ON public.blogs USING gin (mentioned_names(((((COALESCE(biography, ''::text) || ' '::text) || COALESCE(external_url, ''::text)) || ' '::text) || (bio_links)::text))) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_paid_post_share_idx ON public.blogs USING btree (paid_post_share DESC NULLS LAST, id DESC);

CREATE INDEX blogs_person_idx ON public.blogs USING btree (person_id);

CREATE INDEX blogs_posts_last_28_days_idx ON public.blogs USING btree (posts_last_28_days DESC NULLS LAST, id DESC);

CREATE INDEX blogs_posts_per_week_idx ON public.blogs USING btree (posts_per_week DESC NULLS LAST, id DESC);

CREATE INDEX blogs_profile_words_idx ON public.blogs USING gin (ts_filter(search, '{a,b}'::"char"[])) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_risk_flags_idx ON public.blogs USING gin (risk_flags) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_scraped_idx ON public.blogs USING btree (scraped_at DESC NULLS LAST, id DESC);

CREATE INDEX blogs_search_idx ON public.blogs USING gin (search) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_status_idx ON public.blogs USING btree (scrape_status, scraped_at);

CREATE INDEX blogs_update_due_idx ON public.blogs USING btree (update_due_at) WHERE (update_due_at IS NOT NULL);

CREATE INDEX blogs_username_part_idx ON public.blogs USING gin (username gin_trgm_ops) WITH (gin_pending_list_limit='256', fastupdate=off);

CREATE INDEX blogs_view_rate_idx ON public.blogs USING btree (view_rate_by_followers DESC NULLS LAST, id DESC);

CREATE INDEX campaign_alerts_blog_idx ON public.campaign_alerts USING btree (blog_id);

CREATE INDEX campaign_alerts_result_idx ON public.campaign_alerts USING btree (result_id) WHERE (result_id IS NOT NULL);

CREATE INDEX campaign_codes_blog_idx ON public.campaign_codes USING btree (blog_id) WHERE (blog_id IS NOT NULL);

CREATE INDEX campaign_codes_code_idx ON public.campaign_codes USING btree (code);

CREATE INDEX campaign_near_misses_blog_idx ON public.campaign_near_misses USING btree (blog_id);

CREATE INDEX campaign_promises_blog_idx ON public.campaign_promises USING btree (blog_id);

CREATE INDEX campaign_report_sends_created_idx ON public.campaign_report_sends USING btree (created_at);

CREATE INDEX campaign_reports_due_idx ON public.campaign_reports USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX campaign_reports_share_idx ON public.campaign_reports USING btree (share_id) WHERE (share_id IS NOT NULL);

CREATE INDEX campaign_results_author_idx ON public.campaign_results USING btree (author_id, kind, platform_id);

CREATE INDEX campaign_results_blog_idx ON public.campaign_results USING btree (blog_id);

CREATE INDEX campaign_results_names_idx ON public.campaign_results USING gin (mentioned_names(caption));

CREATE INDEX catalog_comments_early_idx ON public.catalog_comments USING btree (store_id) WHERE ((kind = 'comment'::text) AND (post_id IS NULL));

CREATE INDEX catalog_comments_post_idx ON public.catalog_comments USING btree (post_id) WHERE (post_id IS NOT NULL);

CREATE INDEX catalog_comments_sent_idx ON public.catalog_comments USING btree (sent_at);

CREATE INDEX catalog_comments_store_idx ON public.catalog_comments USING btree (store_id, kind, id DESC);

CREATE INDEX catalog_pages_read_idx ON public.catalog_pages USING btree (read_at);

CREATE INDEX catalog_posts_created_idx ON public.catalog_posts USING btree (store_id, created_at);

CREATE INDEX catalog_posts_published_idx ON public.catalog_posts USING btree (store_id, published_at DESC, id DESC);

CREATE INDEX catalog_posts_state_idx ON public.catalog_posts USING btree (store_id, state, published_at DESC, id DESC);

CREATE INDEX catalog_requests_day_idx ON public.catalog_requests USING btree (day);

CREATE INDEX catalog_sync_posts_ended_idx ON public.catalog_sync_posts USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX catalog_sync_posts_open_idx ON public.catalog_sync_posts USING btree (sync_id) WHERE (outcome IS NULL);

CREATE INDEX catalog_sync_posts_post_idx ON public.catalog_sync_posts USING btree (post_id);

CREATE INDEX catalog_syncs_completed_idx ON public.catalog_syncs USING btree (completed_at);

CREATE INDEX catalog_syncs_running_idx ON public.catalog_syncs USING btree (store_id) WHERE (status = 'running'::text);

CREATE INDEX catalog_syncs_store_idx ON public.catalog_syncs USING btree (store_id, id DESC);

CREATE INDEX catalog_syncs_unlogged_idx ON public.catalog_syncs USING btree (completed_at) WHERE ((logged_at IS NULL) AND (completed_at IS NOT NULL));

CREATE INDEX categories_lower_name_idx ON public.categories USING btree (lower(name));

CREATE INDEX category_synonyms_category_idx ON public.category_synonyms USING btree (category_id);

CREATE INDEX category_synonyms_similar_idx ON public.category_synonyms USING gist (term gist_trgm_ops);

CREATE INDEX connection_choices_expires_idx ON public.connection_choices USING btree (expires_at);

CREATE INDEX connection_deletions_created_idx ON public.connection_deletions USING btree (created_at);

CREATE INDEX connection_dialogs_expires_idx ON public.connection_dialogs USING btree (expires_at);

CREATE INDEX connections_care_idx ON public.connections USING btree (next_care_at) WHERE (removed_at IS NULL);

CREATE INDEX connections_granted_by_idx ON public.connections USING btree (granted_by, login) WHERE (removed_at IS NULL);

CREATE INDEX connections_owner_idx ON public.connections USING btree (owner_id, id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX connections_platform_id_key ON public.connections USING btree (platform_id) WHERE (removed_at IS NULL);

CREATE INDEX connections_username_idx ON public.connections USING btree (username) WHERE (removed_at IS NULL);

CREATE INDEX draft_links_conflict_idx ON public.draft_links USING btree (conflict_id) WHERE (conflict_id IS NOT NULL);

CREATE INDEX draft_links_draft_idx ON public.draft_links USING btree (draft_id) WHERE (draft_id IS NOT NULL);

CREATE INDEX draft_links_expires_idx ON public.draft_links USING btree (expires_at);

CREATE INDEX draft_links_product_idx ON public.draft_links USING btree (product_id) WHERE (product_id IS NOT NULL);

CREATE INDEX erased_creators_erasure_idx ON public.erased_creators USING btree (erasure);

CREATE INDEX executions_account_created_idx ON public.executions USING btree (publishing_account_id, created_at DESC);

CREATE INDEX executions_account_idx ON public.executions USING btree (publishing_account_id, posted_at DESC);

CREATE INDEX executions_account_post_idx ON public.executions USING btree (publishing_account_id, post_id);

CREATE INDEX executions_created_idx ON public.executions USING btree (created_at);

CREATE INDEX executions_ended_idx ON public.executions USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX executions_failed_idx ON public.executions USING btree (ended_at) WHERE (status = 'failed'::text);

CREATE INDEX executions_name_idx ON public.executions USING btree (username, posted_at DESC);

CREATE INDEX executions_name_posting_idx ON public.executions USING btree (username) WHERE (status = 'posting'::text);

CREATE INDEX executions_name_sent_idx ON public.executions USING btree (username, commit_sent_at DESC) WHERE (commit_sent_at IS NOT NULL);

CREATE INDEX executions_open_idx ON public.executions USING btree (publishing_account_id, status) WHERE (status = ANY (ARRAY['queued'::text, 'waiting'::text, 'posting'::text, 'unknown'::text]));

CREATE INDEX executions_sent_idx ON public.executions USING btree (publishing_account_id, commit_sent_at DESC) WHERE (commit_sent_at IS NOT NULL);

CREATE INDEX executions_updated_idx ON public.executions USING btree (updated_at);

CREATE INDEX former_list_members_blog_idx ON public.former_list_members USING btree (blog_id);

CREATE INDEX former_list_members_list_idx ON public.former_list_members USING btree (list_id);

CREATE INDEX former_list_members_removed_idx ON public.former_list_members USING btree (removed_at);

CREATE INDEX group_members_account_idx ON public.group_members USING btree (publishing_account_id);

CREATE UNIQUE INDEX groups_name_key ON public.groups USING btree (lower(name));

CREATE INDEX idempotency_keys_age_idx ON public.idempotency_keys USING btree (created_at);

CREATE INDEX instagram_accounts_closing_idx ON public.instagram_accounts USING btree (free_until) WHERE ((free_until IS NOT NULL) AND (lease_token IS NULL) AND (state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text])));

CREATE INDEX instagram_accounts_expiry_idx ON public.instagram_accounts USING btree (session_expires_at) WHERE ((session_created_at IS NOT NULL) AND (state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text])));

CREATE INDEX instagram_accounts_free_idx ON public.instagram_accounts USING btree (free_at, id) WHERE ((lease_token IS NULL) AND (state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text])) AND (purpose = 'read'::text));

CREATE INDEX instagram_accounts_lease_idx ON public.instagram_accounts USING btree (lease_until) WHERE (lease_token IS NOT NULL);

CREATE INDEX instagram_accounts_needs_login_idx ON public.instagram_accounts USING btree (free_at) WHERE (state = 'needs_login'::text);

CREATE INDEX instagram_accounts_proxy_idx ON public.instagram_accounts USING btree (proxy_id);

CREATE INDEX instagram_accounts_renewal_idx ON public.instagram_accounts USING btree (renewal_at) WHERE ((state = 'needs_login'::text) AND (renewal_at IS NOT NULL) AND (purpose = 'read'::text));

CREATE INDEX instagram_accounts_verified_idx ON public.instagram_accounts USING btree (COALESCE(last_verified_at, session_created_at)) WHERE ((session_created_at IS NOT NULL) AND (state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text])));

CREATE INDEX job_tasks_open_idx ON public.job_tasks USING btree (job_id, task_id) WHERE (status IS NULL);

CREATE INDEX job_tasks_task_idx ON public.job_tasks USING btree (task_id);

CREATE INDEX jobs_ended_idx ON public.jobs USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX jobs_open_idx ON public.jobs USING btree (id) WHERE (ended_at IS NULL);

CREATE INDEX jobs_user_idx ON public.jobs USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX known_places_age_idx ON public.known_places USING btree (last_at);

CREATE INDEX known_places_user_idx ON public.known_places USING btree (user_id, kind, last_at);

CREATE INDEX list_members_blog_idx ON public.list_members USING btree (blog_id);

CREATE INDEX list_members_owner_idx ON public.list_members USING btree (owner_id, due_on) WHERE (due_on IS NOT NULL);

CREATE UNIQUE INDEX lists_name_idx ON public.lists USING btree (lower(name));

CREATE INDEX manual_categories_category_idx ON public.manual_categories USING btree (category_id);

CREATE INDEX media_insights_collected_idx ON public.media_insights USING btree (collected_at);

CREATE INDEX media_insights_raw_idx ON public.media_insights USING btree (collected_at) WHERE (raw IS NOT NULL);

CREATE INDEX media_uses_kind_idx ON public.media_uses USING btree (split_part(owner, ':'::text, 1), stored_at);

CREATE INDEX media_uses_sha256_idx ON public.media_uses USING btree (sha256);

CREATE INDEX notification_deliveries_due_idx ON public.notification_deliveries USING btree (channel, next_attempt_at, id) WHERE (state = 'pending'::text);

CREATE INDEX notification_deliveries_notification_idx ON public.notification_deliveries USING btree (notification_id, id);

CREATE UNIQUE INDEX notification_deliveries_pending_idx ON public.notification_deliveries USING btree (notification_id, channel) WHERE (state = 'pending'::text);

CREATE INDEX notification_reads_user_idx ON public.notification_reads USING btree (user_id);

CREATE INDEX notifications_age_idx ON public.notifications USING btree (last_raised_at);

CREATE INDEX notifications_due_idx ON public.notifications USING btree (send_at) WHERE (sent_at IS NULL);

CREATE INDEX notifications_kind_idx ON public.notifications USING btree (kind, id);

CREATE INDEX notifications_last_sent_idx ON public.notifications USING btree (kind, cause, audience, sent_at) WHERE (sent_at IS NOT NULL);

CREATE UNIQUE INDEX notifications_open_cause_idx ON public.notifications USING btree (kind, cause, audience) WHERE (sent_at IS NULL);

CREATE INDEX notifications_undelivered_idx ON public.notifications USING btree (id) WHERE (delivered_at IS NULL);

CREATE INDEX notifications_unread_idx ON public.notifications USING btree (audience, last_raised_at, id);

CREATE INDEX outgoing_rows_blog_idx ON public.outgoing_rows USING btree (blog_id);

CREATE INDEX outgoing_webhooks_list_idx ON public.outgoing_webhooks USING btree (list_id);

CREATE INDEX own_media_due_idx ON public.own_media USING btree (next_sync_at) WHERE (next_sync_at IS NOT NULL);

CREATE INDEX own_media_published_idx ON public.own_media USING btree (connection_id, published_at DESC, id DESC);

CREATE INDEX own_media_shortcode_idx ON public.own_media USING btree (shortcode, connection_id);

CREATE INDEX own_media_sync_list_idx ON public.own_media_sync USING btree (next_list_at) WHERE (ended_at IS NULL);

CREATE INDEX own_stories_blog_idx ON public.own_stories USING btree (blog_id, taken_at);

CREATE INDEX own_stories_taken_idx ON public.own_stories USING btree (taken_at);

CREATE INDEX past_attempts_task_idx ON public.past_attempts USING btree (task_id, id DESC);

CREATE INDEX pool_targets_age_idx ON public.pool_targets USING btree (last_at);

CREATE INDEX pool_targets_quarantined_idx ON public.pool_targets USING btree (quarantined_until, target) WHERE (quarantined_until IS NOT NULL);

CREATE INDEX post_captions_account_idx ON public.post_captions USING btree (publishing_account_id) WHERE (publishing_account_id IS NOT NULL);

CREATE INDEX post_media_upload_idx ON public.post_media USING btree (upload_id);

CREATE INDEX post_readings_names_idx ON public.post_readings USING gin (mentioned_names(caption)) WHERE (caption IS NOT NULL);

CREATE INDEX post_readings_read_idx ON public.post_readings USING btree (read_at);

CREATE INDEX post_targets_account_idx ON public.post_targets USING btree (publishing_account_id) WHERE (publishing_account_id IS NOT NULL);

CREATE INDEX post_targets_group_idx ON public.post_targets USING btree (group_id) WHERE (group_id IS NOT NULL);

CREATE INDEX posts_author_idx ON public.posts USING btree (author_id, id DESC);

CREATE INDEX posts_author_status_idx ON public.posts USING btree (author_id, status, id DESC);

CREATE INDEX posts_begun_idx ON public.posts USING btree (begun_at) WHERE (begun_at IS NOT NULL);

CREATE INDEX posts_caption_idx ON public.posts USING gin (lower(caption) gin_trgm_ops);

CREATE INDEX posts_cover_idx ON public.posts USING btree (cover_upload_id) WHERE (cover_upload_id IS NOT NULL);

CREATE INDEX posts_due_idx ON public.posts USING btree (scheduled_at) WHERE ((status = ANY (ARRAY['pending'::text, 'review'::text, 'translating'::text])) AND (missed_at IS NULL));

CREATE INDEX posts_failed_idx ON public.posts USING btree (begun_at) WHERE (status = ANY (ARRAY['failed'::text, 'partly_failed'::text]));

CREATE INDEX posts_missed_idx ON public.posts USING btree (missed_at) WHERE (missed_at IS NOT NULL);

CREATE INDEX posts_schedule_idx ON public.posts USING btree (scheduled_at) WHERE (scheduled_at IS NOT NULL);

CREATE INDEX posts_status_idx ON public.posts USING btree (status, id DESC);

CREATE INDEX posts_updated_idx ON public.posts USING btree (updated_at);

CREATE INDEX posts_wished_idx ON public.posts USING btree (wished_at) WHERE (wished_at IS NOT NULL);

CREATE UNIQUE INDEX product_conflicts_open_key ON public.product_conflicts USING btree (product_id, field) WHERE (resolved_at IS NULL);

CREATE INDEX product_conflicts_product_idx ON public.product_conflicts USING btree (product_id);

CREATE INDEX product_conflicts_resolved_idx ON public.product_conflicts USING btree (store_id, id DESC) WHERE (resolved_at IS NOT NULL);

CREATE INDEX product_conflicts_store_idx ON public.product_conflicts USING btree (store_id, id DESC) WHERE (resolved_at IS NULL);

CREATE INDEX product_conflicts_unnotified_idx ON public.product_conflicts USING btree (id) WHERE ((notified_at IS NULL) AND (resolved_at IS NULL));

CREATE INDEX product_drafts_created_idx ON public.product_drafts USING btree (store_id, created_at);

CREATE INDEX product_drafts_decided_idx ON public.product_drafts USING btree (decided_at) WHERE (decided_at IS NOT NULL);

CREATE INDEX product_drafts_duplicate_draft_idx ON public.product_drafts USING btree (duplicate_of_draft) WHERE (duplicate_of_draft IS NOT NULL);

CREATE INDEX product_drafts_duplicate_idx ON public.product_drafts USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);

CREATE INDEX product_drafts_expiry_idx ON public.product_drafts USING btree (expires_at) WHERE (status = 'pending'::text);

CREATE INDEX product_drafts_product_idx ON public.product_drafts USING btree (product_id) WHERE (product_id IS NOT NULL);

CREATE INDEX product_drafts_store_idx ON public.product_drafts USING btree (store_id, status, id DESC);

CREATE INDEX product_drafts_unnotified_idx ON public.product_drafts USING btree (id) WHERE ((notified_at IS NULL) AND (status = 'pending'::text));

CREATE INDEX product_videos_sha256_idx ON public.product_videos USING btree (sha256);

CREATE INDEX products_created_idx ON public.products USING btree (store_id, created_at, id);

CREATE INDEX products_dropped_unnotified_idx ON public.products USING btree (id) WHERE ((source_dropped_at IS NOT NULL) AND (dropped_notified_for IS DISTINCT FROM source_dropped_at));

CREATE INDEX products_gone_unnotified_idx ON public.products USING btree (id) WHERE ((source_deleted_at IS NOT NULL) AND (gone_notified_for IS DISTINCT FROM source_deleted_at));

CREATE INDEX products_name_idx ON public.products USING btree (store_id, "left"(lower(name), 60), id);

CREATE INDEX products_price_idx ON public.products USING btree (store_id, price DESC NULLS LAST, id DESC);

CREATE INDEX products_sold_idx ON public.products USING btree (store_id, sold_count DESC, id) WHERE (sold_count > 0);

CREATE INDEX products_status_idx ON public.products USING btree (store_id, status, id);

CREATE INDEX products_store_idx ON public.products USING btree (store_id, id DESC);

CREATE INDEX products_updated_idx ON public.products USING btree (store_id, updated_at, id);

CREATE INDEX products_videos_due_idx ON public.products USING btree (videos_due_at) WHERE (videos_due_at IS NOT NULL);

CREATE INDEX project_advice_version_idx ON public.project_advice USING btree (version_id);

CREATE INDEX projects_owner_idx ON public.projects USING btree (owner_id, id DESC);

CREATE INDEX proxies_dead_idx ON public.proxies USING btree (last_checked_at) WHERE (state = 'dead'::text);

CREATE UNIQUE INDEX proxies_label_key ON public.proxies USING btree (lower(label));

CREATE INDEX publication_log_account_idx ON public.publication_log USING btree (publishing_account_id, id DESC);

CREATE INDEX publication_log_accounts_idx ON public.publication_log USING btree (id DESC) WHERE (action <> 'check_proxy'::text);

CREATE INDEX publication_log_action_idx ON public.publication_log USING btree (action, id DESC);

CREATE INDEX publication_log_at_idx ON public.publication_log USING btree (at);

CREATE INDEX publication_log_execution_idx ON public.publication_log USING btree (execution_id, id DESC);

CREATE INDEX publication_log_status_idx ON public.publication_log USING btree (status, id DESC);

CREATE INDEX publishing_account_states_account_idx ON public.publishing_account_states USING btree (publishing_account_id, id DESC);

CREATE INDEX publishing_account_states_observed_at_idx ON public.publishing_account_states USING btree (observed_at);

CREATE INDEX refused_metrics_until_idx ON public.refused_metrics USING btree (refused_until);

CREATE INDEX rejected_creators_rejected_at_idx ON public.rejected_creators USING btree (rejected_at);

CREATE INDEX rejected_creators_username_idx ON public.rejected_creators USING btree (platform, username);

CREATE INDEX relation_checks_blog_idx ON public.relation_checks USING btree (blog_id, created_at DESC);

CREATE INDEX relation_checks_created_idx ON public.relation_checks USING btree (created_at);

CREATE INDEX relation_checks_platform_id_idx ON public.relation_checks USING btree (platform_id, id);

CREATE INDEX relation_checks_username_idx ON public.relation_checks USING btree (username, id DESC);

CREATE INDEX relation_events_check_idx ON public.relation_events USING btree (check_id, id);

CREATE INDEX relation_expected_username_idx ON public.relation_expected USING btree (username);

CREATE INDEX relation_lists_base_idx ON public.relation_lists USING btree (base_check_id) WHERE (base_check_id IS NOT NULL);

CREATE INDEX relation_members_platform_id_idx ON public.relation_members USING btree (platform_id);

CREATE INDEX relation_members_username_idx ON public.relation_members USING btree (username text_pattern_ops, check_id);

CREATE INDEX relation_pair_checks_created_idx ON public.relation_pair_checks USING btree (created_at);

CREATE INDEX relation_pair_people_platform_id_idx ON public.relation_pair_people USING btree (platform_id);

CREATE INDEX relation_pair_people_username_idx ON public.relation_pair_people USING btree (username);

CREATE UNIQUE INDEX saved_views_name_idx ON public.saved_views USING btree (user_id, page, lower(name)) NULLS NOT DISTINCT;

CREATE INDEX saved_views_shared_idx ON public.saved_views USING btree (page) WHERE is_shared;

CREATE INDEX scrape_tasks_batch_idx ON public.scrape_tasks_open USING btree (batch_id) WHERE (batch_id IS NOT NULL);

CREATE UNIQUE INDEX scrape_tasks_dedupe_idx ON public.scrape_tasks_open USING btree (dedupe_key, task_type) WHERE (dedupe_key IS NOT NULL);

CREATE INDEX scrape_tasks_ended_age_idx ON public.scrape_tasks_ended USING brin (completed_at) WITH (pages_per_range='32', autosummarize='on');

CREATE INDEX scrape_tasks_ended_batch_idx ON public.scrape_tasks_ended USING btree (batch_id) WHERE (batch_id IS NOT NULL);

CREATE INDEX scrape_tasks_ended_naming_idx ON public.scrape_tasks_ended USING btree (id) WHERE ((subject IS NULL) OR (checkpoint IS NOT NULL) OR (progress IS NOT NULL) OR (error_message IS NOT NULL));

CREATE INDEX scrape_tasks_ended_subject_idx ON public.scrape_tasks_ended USING btree (subject, id DESC) WHERE (subject IS NOT NULL);

CREATE INDEX scrape_tasks_ended_type_idx ON public.scrape_tasks_ended USING btree (task_type, id);

CREATE INDEX scrape_tasks_keyed_due_idx ON public.scrape_tasks_open USING btree (((task_type || ''::text)), due_at, id) WHERE ((status = 'pending'::text) AND (batch_id IS NULL) AND (limit_key IS NOT NULL));

CREATE INDEX scrape_tasks_keyed_idx ON public.scrape_tasks_open USING btree (task_type, limit_key, priority, due_at, id) WHERE ((status = 'pending'::text) AND (batch_id IS NULL) AND (limit_key IS NOT NULL));

CREATE INDEX scrape_tasks_put_back_idx ON public.scrape_tasks_open USING btree (error_code, due_at) WHERE ((status = 'pending'::text) AND (batch_id IS NULL) AND (error_code IS NOT NULL));

CREATE INDEX scrape_tasks_ready_idx ON public.scrape_tasks_open USING btree (task_type, priority, due_at, id) WHERE ((status = 'pending'::text) AND (batch_id IS NULL) AND (limit_key IS NULL));

CREATE INDEX scrape_tasks_running_idx ON public.scrape_tasks_open USING btree (task_type, limit_key, started_at) WHERE ((status = 'running'::text) AND (batch_id IS NULL));

CREATE INDEX scrape_tasks_subject_idx ON public.scrape_tasks_open USING btree (subject, id DESC) WHERE (subject IS NOT NULL);

CREATE INDEX scrape_tasks_unhappy_idx ON public.scrape_tasks_ended USING btree (status, id DESC, error_code) WHERE (status <> 'done'::text);

CREATE INDEX scrape_tasks_unhappy_type_idx ON public.scrape_tasks_ended USING btree (task_type, status, id DESC, error_code) WHERE (status <> 'done'::text);

CREATE INDEX share_creators_blog_idx ON public.share_creators USING btree (blog_id);

CREATE INDEX shares_ends_idx ON public.shares USING btree (ends_at);

CREATE INDEX sign_in_attempts_age_idx ON public.sign_in_attempts USING btree (last_at);

CREATE INDEX stores_owner_idx ON public.stores USING btree (owner_id, id DESC);

CREATE INDEX stores_poll_idx ON public.stores USING btree (next_poll_at) WHERE (auto_sync AND (connection_id IS NOT NULL));

CREATE INDEX task_events_age_idx ON public.task_events USING btree (created_at);

CREATE INDEX task_events_order_idx ON public.task_events USING btree (xid, id);

CREATE INDEX translation_answers_created_at_idx ON public.translation_answers USING btree (created_at);

CREATE INDEX translations_translated_at_idx ON public.translations USING btree (translated_at);

CREATE INDEX update_runs_ran_idx ON public.update_runs USING btree (ran_at);

CREATE INDEX update_runs_task_idx ON public.update_runs USING btree (task_id);

CREATE INDEX uploads_created_idx ON public.uploads USING btree (created_at);

CREATE INDEX uploads_kind_idx ON public.uploads USING btree (kind, id DESC);

CREATE INDEX uploads_owner_idx ON public.uploads USING btree (owner_id) INCLUDE (bytes) WHERE (owner_id IS NOT NULL);

CREATE INDEX uploads_sha256_idx ON public.uploads USING btree (sha256);

CREATE INDEX user_sessions_end_idx ON public.user_sessions USING btree (expires_at);

CREATE INDEX user_sessions_user_idx ON public.user_sessions USING btree (user_id);

CREATE INDEX view_visits_view_idx ON public.view_visits USING btree (view_id);

CREATE INDEX watch_news_blog_idx ON public.watch_news USING btree (blog_id, id DESC);

CREATE INDEX watch_news_found_idx ON public.watch_news USING btree (found_at);

CREATE INDEX watch_news_list_idx ON public.watch_news USING btree (list_id, id DESC);

CREATE INDEX watch_news_unsent_idx ON public.watch_news USING btree (list_id) WHERE (notified_at IS NULL);

CREATE INDEX watch_readers_list_idx ON public.watch_readers USING btree (list_id);

CREATE INDEX watches_digest_idx ON public.watches USING btree (next_digest_at) WHERE (next_digest_at IS NOT NULL);

CREATE INDEX webhook_events_connection_idx ON public.webhook_events USING btree (connection_id, id DESC);

CREATE INDEX webhook_events_failed_idx ON public.webhook_events USING btree (id) WHERE (status = 'failed'::text);

CREATE INDEX webhook_events_open_idx ON public.webhook_events USING btree (id) WHERE (status = ANY (ARRAY['pending'::text, 'processing'::text]));

CREATE INDEX webhook_events_received_idx ON public.webhook_events USING btree (received_at);

CREATE OR REPLACE FUNCTION derived.accesses_to(name text)
 RETURNS TABLE(id uuid, free_at timestamp with time zone)
 LANGUAGE sql
 STABLE
AS $function$
  select p.id, p.free_at from shared.instagram_accounts a
  cross join lateral (
    select id, greatest(paused_until, rest_until) as free_at from public.publishing_accounts
    where account_id = a.id limit 1
  ) p
  where a.username = name
  union all
  select p.id, p.free_at from shared.connections c
  cross join lateral (
    select id, greatest(paused_until, rest_until) as free_at from public.publishing_accounts
    where connection_id = c.id limit 1
  ) p
  where c.username = name
$function$
;

CREATE OR REPLACE FUNCTION derived.account_frees_at(for_account uuid, hour_limit integer, day_limit integer)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
AS $function$
  select greatest(
    '-infinity',
    (select coalesce(ended_at, world_now()) + interval '1 hour' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset hour_limit - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset day_limit - 1 limit 1)
  )
$function$
;

CREATE OR REPLACE FUNCTION derived.active_hours(at timestamp with time zone, zone text, limits jsonb, OUT opens_at timestamp with time zone, OUT closes_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  zone text := coalesce(active_hours.zone, limits ->> 'time_zone');
  from_time interval := make_interval(mins => (limits ->> 'active_from')::integer);
  to_time interval := make_interval(mins => (limits ->> 'active_to')::integer);
  day timestamp;
begin
  opens_at := at;
  if from_time is null or at in ('infinity', '-infinity') then
    return;
  end if;
  if to_time <= from_time then
    to_time := to_time + interval '1 day';
  end if;
  day := date_trunc('day', at at time zone zone) - interval '1 day';
  loop
    closes_at := (day + to_time) at time zone zone;
    exit when closes_at > at;
    day := day + interval '1 day';
  end loop;
  opens_at := greatest(at, (day + from_time) at time zone zone);
end
$function$
;

CREATE OR REPLACE FUNCTION derived.answers_naming(names text[])
 RETURNS TABLE(blog_id uuid)
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT i.blog_id
    FROM ai_insights i
   WHERE (mentioned_names((i.insights)::text) && answers_naming.names);
END
;

CREATE OR REPLACE FUNCTION derived.app_version(version text)
 RETURNS integer[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (string_to_array(version, '.'::text))::integer[]
;

CREATE OR REPLACE FUNCTION derived.begin_login(for_account uuid, for_token uuid, limits jsonb, continues boolean, OUT verdict text, OUT request_id bigint, OUT until timestamp with time zone, OUT ended_before timestamp with time zone, OUT outcome_before text)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  held record;
  proxy_state text;
begin
  select p.state into proxy_state
  from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.lease_for, a.proxy_id into held
  from public.instagram_accounts a
  where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    verdict := 'lost';
    return;
  end if;
  if held.proxy_id is null or proxy_state <> 'active' or held.state = 'paused'
    or held.lease_for <> 'care' and held.state not in ('new', 'active') then
    verdict := 'withdrawn';
    return;
  end if;

  select s.stopped_until into until from public.pool_stops s where s.stopped_until > world_now();
  if found then
    verdict := 'stopped';
    return;
  end if;

  if not continues then
    until := derived.login_frees_at(for_account, limits);
    if until > world_now() then
      verdict := 'spent';
      return;
    end if;
  end if;

  -- A login whose holder died would keep the proxy busy until that account is leased again.
  update public.account_requests r set ended_at = world_now(), outcome = 'lost'
  where r.proxy_id = held.proxy_id and r.kind = 'login' and r.ended_at is null
    and not exists (
      select from public.instagram_accounts a where a.id = r.account_id and a.lease_until >= clock_timestamp()
    );
  perform from public.account_requests r
  where r.proxy_id = held.proxy_id and r.kind = 'login' and r.ended_at is null;
  if found then
    verdict := 'busy';
    until := world_now() + interval '30 seconds';
    return;
  end if;
  if continues then
    update public.account_requests r set ended_at = null, outcome = null, proxy_id = held.proxy_id
    where r.id = (
      select l.id from public.account_requests l
      where l.account_id = for_account and l.kind = 'login'
      order by l.ended_at desc nulls first
      limit 1
    )
    returning r.id, old.ended_at, old.outcome into request_id, ended_before, outcome_before;
  end if;
  if request_id is null then
    insert into public.account_requests (account_id, proxy_id, kind)
    values (for_account, held.proxy_id, 'login')
    returning id into request_id;
  end if;
  verdict := 'ok';
  until := null;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.blog_of(subject text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (subject ~~ 'blog:%'::text) THEN (substr(subject, 6))::uuid ELSE NULL::uuid END
;

CREATE OR REPLACE FUNCTION derived.blog_rhythm_in(blog uuid, zone text)
 RETURNS TABLE(weekday integer, hour integer, posts integer, median_engagement double precision)
 LANGUAGE sql
 STABLE
AS $function$
  select extract(isodow from p.taken_at at time zone zone)::integer,
    extract(hour from p.taken_at at time zone zone)::integer,
    count(*)::integer,
    percentile_cont(0.5) within group (order by p.like_count + p.comment_count)
      filter (where p.taken_at <= coalesce(b.fully_scraped_at,
        (select world_now())) - interval '72 hours')
  from blog_posts p join blogs b on b.id = p.blog_id
  where p.blog_id = blog and p.taken_at <= (select world_now())
  group by 1, 2
$function$
;

CREATE OR REPLACE FUNCTION derived.budget_frees_at(for_account uuid, for_proxy uuid, warm_up_from timestamp with time zone, send_at timestamp with time zone, limits jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  hour_limit integer := (limits ->> 'account_hour')::integer;
  day_limit integer := (limits ->> 'account_day')::integer;
  share numeric := derived.warm_up_share(warm_up_from, send_at, limits);
  -- When the next day of the warm-up begins, whose budget is another one.
  next_day timestamptz;
  account_frees_at timestamptz;
begin
  account_frees_at := derived.account_frees_at(
    for_account, greatest(1, floor(hour_limit * share)::integer), greatest(1, floor(day_limit * share)::integer)
  );
  next_day := warm_up_from
    + make_interval(secs => 86400 * (1 + greatest(0,
      floor(extract(epoch from send_at - warm_up_from) / 86400)))::double precision);
  -- Nothing is full for longer than a day, so that the day after the next need not be looked at.
  if account_frees_at > next_day then
    share := derived.warm_up_share(warm_up_from, next_day, limits);
    account_frees_at := greatest(next_day, derived.account_frees_at(
      for_account, greatest(1, floor(hour_limit * share)::integer), greatest(1, floor(day_limit * share)::integer)
    ));
  end if;
  return greatest(
    account_frees_at,
    (select coalesce(r.ended_at, world_now()) + interval '1 hour' from public.account_requests r
     where r.proxy_id = for_proxy and r.kind = 'request'
     order by r.ended_at desc nulls first
     offset (limits ->> 'proxy_hour')::integer - 1 limit 1),
    (select coalesce(r.ended_at, world_now()) + interval '24 hours' from public.account_requests r
     where r.proxy_id = for_proxy and r.kind = 'request'
     order by r.ended_at desc nulls first
     offset (limits ->> 'proxy_day')::integer - 1 limit 1)
  );
end
$function$
;

CREATE OR REPLACE FUNCTION derived.claim_keyed_tasks(worker text, most integer, type text, lease_seconds double precision, key_limit integer, bound jsonb, overdue_before timestamp with time zone)
 RETURNS SETOF scrape_tasks
 LANGUAGE plpgsql
 ROWS 100
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  if exists (select from public.paused_task_types p where p.task_type = type) then return; end if;
  perform pg_advisory_xact_lock(hashtext('gramd claim'), hashtext(type));
  return query
  with recursive running as materialized (
    select r.limit_key, count(*)::integer as tasks from public.scrape_tasks r
    where r.status = 'running' and r.batch_id is null and r.task_type = type
    group by r.limit_key
  ),
  key as (
    (
      select t.limit_key from public.scrape_tasks t
      where overdue_before is null and t.status = 'pending' and t.batch_id is null and t.limit_key is not null
        and t.task_type = type
      order by t.limit_key limit 1
    )
    union all
    select next.limit_key
    from key k
    cross join lateral (
      select t.limit_key from public.scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null
        and t.task_type = type and t.limit_key > k.limit_key
      order by t.limit_key limit 1
    ) next
  ),
  ready as materialized (
    select t.id, t.priority, t.due_at
    from key k
    left join running r on r.limit_key = k.limit_key
    cross join lateral (
      select w.id, w.priority, w.due_at from public.scrape_tasks w
      where w.status = 'pending' and w.batch_id is null and w.task_type = type and w.limit_key = k.limit_key
        and w.priority = any ('{1,2,3,4,5,6,7,8,9,10}') and w.due_at <= (select world_now())
      order by w.priority, w.due_at, w.id limit least(most, key_limit - coalesce(r.tasks, 0)) for update skip locked
    ) t
    where coalesce(r.tasks, 0) < key_limit
      and (bound is null or (t.priority, t.due_at, t.id)
        < ((bound ->> 'priority')::smallint, (bound ->> 'due')::timestamptz, (bound ->> 'id')::bigint))
    union all
    (
      select t.id, t.priority, t.due_at
      from (
        select w.id, w.priority, w.due_at, w.limit_key from public.scrape_tasks w
        where w.status = 'pending' and w.batch_id is null and w.limit_key is not null and w.task_type || '' = type
          and w.due_at <= overdue_before
        order by w.due_at, w.id limit 100 for update skip locked
      ) t
      left join running r on r.limit_key = t.limit_key
      where coalesce(r.tasks, 0) < key_limit
      order by t.due_at, t.id limit 1
    )
  ),
  claimed as (
    update public.scrape_tasks t
    set status = 'running', lease_owner = worker, started_at = (select world_now()),
      lease_until = clock_timestamp() + make_interval(secs => lease_seconds), fencing_token = t.fencing_token + 1
    where t.status = 'pending' and t.id = any (array(
      select r.id from ready r order by r.priority, r.due_at, r.id limit most
    ))
    returning t.*
  ),
  events as (
    insert into public.task_events (event, task_type, task_ids)
    select 'claimed', type, array_agg(c.id) from claimed c having count(*) > 0
  )
  select c.* from claimed c;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.claim_tasks(worker text, most integer, types jsonb, due_before timestamp with time zone, by_due boolean)
 RETURNS SETOF scrape_tasks
 LANGUAGE plpgsql
 ROWS 100
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
  with ready as materialized (
    select t.id, t.due_at, named.task_type, w.room, w.resource, w.resource_room,
      case when by_due then 0 else p.priority end as rank
    from jsonb_each(types) as named (task_type, asked)
    cross join jsonb_to_record(named.asked) as w (room integer, resource text, resource_room integer, after jsonb)
    cross join generate_series(1, 10) as p (priority)
    cross join lateral (
      select r.id, r.due_at from public.scrape_tasks r
      where r.status = 'pending' and r.batch_id is null and r.limit_key is null
        and r.task_type = named.task_type and r.priority = p.priority and r.due_at <= due_before
        and (r.due_at, r.id) > (coalesce((w.after -> p.priority::text ->> 'due')::timestamptz, '-infinity'),
          coalesce((w.after -> p.priority::text ->> 'id')::bigint, 0))
      order by r.due_at, r.id limit least(w.room, most) for update skip locked
    ) t
    where not exists (select from public.paused_task_types paused where paused.task_type = named.task_type)
  ),
  of_type as (
    select r.*, row_number() over (partition by r.task_type order by r.rank, r.due_at, r.id) as place from ready r
  ),
  of_resource as (
    select o.*, row_number() over (partition by o.resource order by o.rank, o.due_at, o.id) as resource_place
    from of_type o where o.place <= o.room
  ),
  claimed as (
    update public.scrape_tasks t
    set status = 'running', lease_owner = worker, started_at = (select world_now()),
      lease_until = clock_timestamp() + make_interval(secs => (types -> t.task_type ->> 'lease_seconds')::float8),
      fencing_token = t.fencing_token + 1
    where t.status = 'pending' and t.id = any (array(
      select o.id from of_resource o where o.resource_place <= o.resource_room
      order by o.rank, o.due_at, o.id limit most
    ))
    returning t.*
  ),
  events as (
    insert into public.task_events (event, task_type, task_ids)
    select 'claimed', c.task_type, array_agg(c.id) from claimed c group by c.task_type
  )
  select c.* from claimed c;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.close_accounts(limits jsonb, most integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  closed integer;
begin
  with due as (
    select a.id, a.time_zone from public.instagram_accounts a
    where a.free_until <= (select world_now()) and a.lease_token is null
      and a.state in ('new', 'active', 'resting')
    order by a.free_until
    limit most
    for no key update skip locked
  )
  update public.instagram_accounts a
  set free_at = greatest(a.free_at, hours.opens_at), free_until = hours.closes_at
  from due cross join lateral derived.active_hours(world_now(), due.time_zone, limits) hours
  where a.id = due.id;
  get diagnostics closed = row_count;
  return closed;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.comparable_kazakh(original text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT COALESCE(string_agg(derived.kazakh_stem(pieces.piece[1]), ''::text ORDER BY pieces.place), ''::text) AS "coalesce" FROM regexp_matches(lower(comparable_kazakh.original), '[а-яәғқңөұүһі]+|[^а-яәғқңөұүһі]+'::text, 'g'::text) WITH ORDINALITY pieces(piece, place))
;

CREATE OR REPLACE FUNCTION derived.comparable_text(original text, characters integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN "left"(translate(NORMALIZE("left"(COALESCE(original, ''::text), characters), NFKC), 'ёЁ“”„«»./_@<>&|'::text, 'еЕ"""""        '::text), characters)
;

CREATE OR REPLACE FUNCTION derived.count_ended_between(since timestamp with time zone, before timestamp with time zone, most integer)
 RETURNS TABLE(task_type text, done integer, failed integer, cancelled integer, first_at timestamp with time zone, last_at timestamp with time zone, wait double precision, run double precision)
 LANGUAGE sql
 STABLE ROWS 10
 SET enable_seqscan TO 'off'
 SET enable_indexscan TO 'off'
AS $function$
  select task_type, (count(*) filter (where status = 'done'))::integer,
    (count(*) filter (where status = 'failed'))::integer,
    (count(*) filter (where status = 'cancelled'))::integer, min(completed_at), max(completed_at),
    percentile_disc(0.5) within group (order by greatest(0, extract(epoch from started_at - due_at))::float8)
      filter (where started_at is not null and status <> 'cancelled'),
    percentile_disc(0.5) within group (order by greatest(0, extract(epoch from completed_at - started_at))::float8)
      filter (where started_at is not null and status <> 'cancelled')
  from (
    select e.task_type, e.status, e.due_at, e.started_at, e.completed_at from scrape_tasks_ended e
    where e.completed_at >= since and e.completed_at < before
    limit most
  ) seen
  group by task_type
$function$
;

CREATE OR REPLACE FUNCTION derived.count_ended_tasks()
 RETURNS TABLE(task_type text, status text, tasks integer, capped boolean)
 LANGUAGE sql
 STABLE ROWS 60
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
  select counted.task_type, counted.status, counted.tasks, counted.seen >= 2000
  from (
    select t.task_type, t.status, count(*)::integer as tasks, sum(count(*)) over () as seen
    from (select e.task_type, e.status from scrape_tasks_ended e order by e.id desc limit 2000) t
    group by t.task_type, t.status
  ) counted
  where counted.status = 'done'
  union all
  select counted.task_type, unhappy.status, counted.tasks, counted.seen >= 2000
  from (values ('failed'), ('cancelled')) as unhappy (status)
  cross join lateral (
    select t.task_type, count(*)::integer as tasks, sum(count(*)) over () as seen
    from (
      select e.task_type from scrape_tasks_ended e
      -- Not `=`: for a status that no task has, the planner would walk back through all that have ended.
      where e.status >= unhappy.status and e.status <= unhappy.status and e.status <> 'done'
      order by e.status, e.id desc
      limit 2000
    ) t
    group by t.task_type
  ) counted
$function$
;

CREATE OR REPLACE FUNCTION derived.count_pending_tasks()
 RETURNS TABLE(task_type text, tasks integer, due integer, capped boolean, waiting_since timestamp with time zone, oldest_id bigint)
 LANGUAGE sql
 STABLE ROWS 20
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
  with recursive plain (task_type) as (
    (
      select t.task_type from scrape_tasks t where t.status = 'pending' and t.batch_id is null and t.limit_key is null
        order by t.task_type limit 1
    )
    union all
    select (
      select t.task_type from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is null and t.task_type > plain.task_type
      order by t.task_type
      limit 1
    )
    from plain
    where plain.task_type is not null
  ),
  keyed (task_type) as (
    (
      select t.task_type from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null
      order by t.task_type
      limit 1
    )
    union all
    select (
      select t.task_type from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null and t.task_type > keyed.task_type
      order by t.task_type
      limit 1
    )
    from keyed
    where keyed.task_type is not null
  ),
  counted as (
    select plain.task_type, first.due_at from plain cross join lateral (
      select t.due_at from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is null and t.task_type = plain.task_type
      limit 20000
    ) first
    union all
    select keyed.task_type, first.due_at from keyed cross join lateral (
      select t.due_at from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null and t.task_type = keyed.task_type
      limit 20000
    ) first
  ),
  waiting as (
    select plain.task_type, first.due_at, first.id
    from plain
    cross join generate_series(1, 10) as p (priority)
    cross join lateral (
      select t.due_at, t.id from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is null and t.task_type = plain.task_type
        and t.priority = p.priority
        and t.due_at <= (select world_now())
      order by t.due_at, t.id
      limit 1
    ) first
    union all
    select keyed.task_type, first.due_at, first.id
    from keyed
    cross join lateral (
      select t.due_at, t.id from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null
        and t.task_type || '' = keyed.task_type
        and t.due_at <= (select world_now())
      order by t.due_at, t.id
      limit 1
    ) first
  )
  select counted.task_type, count(*)::integer, (count(*) filter (where due_at <= (select world_now())))::integer,
    count(*) >= 20000,
    (select min(w.due_at) from waiting w where w.task_type = counted.task_type),
    (array(select w.id from waiting w where w.task_type = counted.task_type order by w.due_at, w.id))[1]
  from counted
  group by counted.task_type
$function$
;

CREATE OR REPLACE FUNCTION derived.creator_document(username text, full_name text, biography text, captions text[])
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT (((((((((((setweight(to_tsvector('simple'::regconfig, text.names), 'A'::"char") || setweight(to_tsvector('russian'::regconfig, text.names), 'A'::"char")) || setweight(to_tsvector('english'::regconfig, text.names), 'A'::"char")) || setweight(derived.kazakh_words(text.names), 'A'::"char")) || setweight(to_tsvector('simple'::regconfig, text.biography), 'B'::"char")) || setweight(to_tsvector('russian'::regconfig, text.biography), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, text.biography), 'B'::"char")) || setweight(derived.kazakh_words(text.biography), 'B'::"char")) || to_tsvector('simple'::regconfig, text.captions)) || to_tsvector('russian'::regconfig, text.captions)) || to_tsvector('english'::regconfig, text.captions)) || derived.kazakh_words(text.captions)) FROM (SELECT ((derived.comparable_text(creator_document.username, 50) || ' '::text) || derived.comparable_text(creator_document.full_name, 200)) AS names, derived.comparable_text(creator_document.biography, 1000) AS biography, derived.comparable_text(array_to_string(creator_document.captions, '
'::text), 20000) AS captions) text)
;

CREATE OR REPLACE FUNCTION derived.creator_query(question text)
 RETURNS tsquery
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT CASE WHEN ((configurations.simple)::text ~~ '%!%'::text) THEN configurations.russian ELSE (configurations.simple || (SELECT COALESCE((string_agg(DISTINCT (('('::text || (stems.stemmed)::text) || ')'::text), ' | '::text))::tsquery, ''::tsquery) AS "coalesce" FROM (VALUES (configurations.russian), (configurations.english), (configurations.kazakh)) stems(stemmed) WHERE ((stems.stemmed <> configurations.simple) AND (stems.stemmed <> ''::tsquery)))) END AS "case" FROM (SELECT websearch_to_tsquery('simple'::regconfig, text.question) AS simple, websearch_to_tsquery('russian'::regconfig, text.question) AS russian, websearch_to_tsquery('english'::regconfig, text.question) AS english, websearch_to_tsquery('simple'::regconfig, derived.comparable_kazakh(text.question)) AS kazakh FROM (SELECT derived.comparable_text(creator_query.question, 1000) AS question) text) configurations)
;

CREATE OR REPLACE FUNCTION derived.end_request(for_account uuid, for_token uuid, for_request bigint, with_outcome text, healthy boolean, gap_seconds double precision)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if healthy then
    update public.proxies p set strikes = 0, last_ok_at = world_now(), updated_at = world_now()
    where p.strikes > 0 and p.id = (
      select a.proxy_id from public.instagram_accounts a where a.id = for_account and a.lease_token = for_token
    );
  end if;
  update public.instagram_accounts a
  set next_request_at = greatest(a.next_request_at, world_now() + make_interval(secs => gap_seconds)),
      last_used_at = world_now(),
      -- To the minute, because an index is on it: other ends then leave all indexes of the account alone.
      last_verified_at = case
        when healthy and a.session_created_at is not null
          and (a.last_verified_at > world_now() - interval '1 minute') is not true then world_now()
        else a.last_verified_at
      end,
      health = case when healthy then least(100, a.health + 1) else a.health end,
      strikes = case when healthy then 0 else a.strikes end,
      updated_at = world_now()
  where a.id = for_account and a.lease_token = for_token;
  if not found then
    return false;
  end if;
  update public.account_requests r set ended_at = world_now(), outcome = with_outcome
  where r.id = for_request and r.account_id = for_account and r.ended_at is null;
  return true;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.free_accounts(soon_seconds double precision, soon_most integer)
 RETURNS TABLE(free bigint, next_free_at timestamp with time zone, soon bigint, has_closed boolean)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
#variable_conflict use_column
begin
  return query
  with stop as (select max(stopped_until) as until from public.pool_stops where stopped_until > (select world_now())),
  ready as (
    select from public.instagram_accounts a
    where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
      and a.free_at <= (select world_now())
      and (a.free_until is null or a.free_until > (select world_now()))
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.free_at
    limit 200
  ),
  due_logins as (
    select from public.instagram_accounts a
    where a.purpose = 'read' and a.state = 'needs_login' and a.renewal_at <= (select world_now())
      and a.lease_token is null
      and a.free_at <= (select world_now()) and (a.free_until is null or a.free_until > (select world_now()))
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.renewal_at
    limit 200
  ),
  -- Their holders fell silent.
  left_behind as (
    select from public.instagram_accounts a
    where a.lease_token is not null and a.lease_until < statement_timestamp()
      and a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.free_at <= (select world_now())
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.lease_until
    limit 200
  ),
  next as (
    select a.free_at from public.instagram_accounts a
    where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
      and a.free_at > (select world_now())
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.free_at
    limit 1
  ),
  next_login as (
    select a.renewal_at from public.instagram_accounts a
    where a.purpose = 'read' and a.state = 'needs_login' and a.renewal_at > (select world_now())
      and a.lease_token is null
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.renewal_at
    limit 1
  ),
  soon as (
    select from public.instagram_accounts a
    where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
      and a.free_at > (select world_now())
      and a.free_at <= (select world_now()) + make_interval(secs => soon_seconds)
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.free_at
    limit soon_most
  ),
  found as materialized (
    select
      least(200, (select count(*) from ready) + (select count(*) from due_logins) + (select count(*) from left_behind))
        as free,
      least((select free_at from next), (select renewal_at from next_login)) as next_free_at
  )
  select
    case when stop.until is null then found.free else 0 end as free,
    case
      when stop.until is not null then stop.until
      when found.free = 0 then found.next_free_at
    end as next_free_at,
    case when stop.until is null and found.free = 0 then (select count(*) from soon) else 0 end as soon,
    exists (
      select from public.instagram_accounts a
      where a.free_until <= (select world_now()) and a.lease_token is null and a.state in ('new', 'active', 'resting')
    ) as has_closed
  from found, stop;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.has_open_analysis(blog uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN (EXISTS (SELECT FROM scrape_tasks t WHERE ((t.status = ANY (ARRAY['pending'::text, 'running'::text])) AND (t.task_type = 'ai_analysis'::text) AND (t.dedupe_key = (has_open_analysis.blog)::text))))
;

CREATE OR REPLACE FUNCTION derived.is_read(document tsvector)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL RESTRICTED COST 2000
AS $function$
begin
  return true;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.kazakh_stem(word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN (word !~ '^[а-яәғқңөұүһі]{4,}$'::text) THEN word ELSE regexp_replace(regexp_replace(regexp_replace(derived.without_kazakh_endings(derived.without_kazakh_endings(regexp_replace(word, '(?<=...)(?:мен|бен|пен|нікі|дікі|тікі)$'::text, ''::text))), 'б$'::text, 'п'::text), 'г$'::text, 'к'::text), 'ғ$'::text, 'қ'::text) END
;

CREATE OR REPLACE FUNCTION derived.kazakh_words(original text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN (lower(original) !~ '[әғқңөұүһі]'::text) THEN ''::tsvector ELSE (SELECT (COALESCE(string_agg(((words.stem || ':'::text) || array_to_string(words.positions, ','::text)), ' '::text), ''::text))::tsvector AS "coalesce" FROM (SELECT unnest.lexeme, unnest.positions, derived.kazakh_stem(unnest.lexeme) AS stem FROM unnest(to_tsvector('simple'::regconfig, kazakh_words.original)) unnest(lexeme, positions, weights) WHERE (unnest.lexeme ~ '^[а-яәғқңөұүһі]{4,}$'::text)) words WHERE ((words.stem <> words.lexeme) AND (words.stem <> ''::text))) END
;

CREATE OR REPLACE FUNCTION derived.lease_account(for_owner text, lease_seconds double precision, estimate integer, gap_seconds double precision, limits jsonb, wanted text, only_wanted boolean, for_purpose text)
 RETURNS TABLE(id uuid, username text, platform_id text, state text, device_seed text, secrets bytea, session bytea, session_version integer, pending_login bytea, lease_token uuid, is_logged_in boolean, was_logged_in boolean, is_password_refused boolean, earlier_state text, was_taken_over boolean, proxy_id uuid, proxy_protocol text, proxy_host text, proxy_port integer, proxy_credentials bytea, app_profile jsonb)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
#variable_conflict use_column
begin
  return query
  with usable as materialized (
    (
      select a.id, a.free_at, a.warm_up_from, true as is_wanted
      from public.instagram_accounts a
      where a.username = wanted and a.purpose = for_purpose
        and (a.state in ('new', 'active', 'resting') or a.state = 'needs_login'
          and a.renewal_at <= (select world_now()))
        and a.free_at <= (select world_now())
        and case when a.lease_token is null
          then a.free_until is null or a.free_until > (select world_now())
          else a.lease_until < statement_timestamp() end
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
    )
    union all
    (
      select a.id, a.free_at, a.warm_up_from, false
      from public.instagram_accounts a
      where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
        and a.free_at <= (select world_now())
        and (a.free_until is null or a.free_until > (select world_now()))
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
        and not only_wanted and a.username is distinct from wanted
      order by a.free_at, a.id
      limit 20
    )
    union all
    (
      select a.id, a.free_at, a.warm_up_from, false
      from public.instagram_accounts a
      where a.purpose = 'read' and a.state = 'needs_login' and a.renewal_at <= (select world_now())
        and a.lease_token is null
        and a.free_at <= (select world_now()) and (a.free_until is null or a.free_until > (select world_now()))
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
        and not only_wanted and a.username is distinct from wanted
      order by a.renewal_at
      limit 20
    )
    union all
    -- Their holders fell silent; by a fixed time, as an index needs it.
    (
      select a.id, a.free_at, a.warm_up_from, false
      from public.instagram_accounts a
      where a.lease_token is not null and a.lease_until < statement_timestamp()
        and a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.free_at <= (select world_now())
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
        and not only_wanted and a.username is distinct from wanted
      order by a.lease_until
      limit 20
    )
  ),
  candidate as materialized (
    select u.id, u.free_at, u.is_wanted, not exists (
      select from (
        select r.ended_at from public.account_requests r
        where r.account_id = u.id and r.kind = 'request'
        order by r.ended_at desc nulls first
        offset greatest(0, greatest(1, floor(
          (limits ->> 'account_hour')::integer * derived.warm_up_share(u.warm_up_from, (select world_now()), limits)
        ))::integer - estimate) limit 1
      ) nth
      where nth.ended_at is null or nth.ended_at + interval '1 hour' > (select world_now())
    ) as has_enough
    from usable u
  ),
  locked as materialized (
    select a.id, a.state as earlier_state, a.lease_token is not null as was_taken_over
    from public.instagram_accounts a join candidate c on c.id = a.id
    where a.purpose = for_purpose
      and (a.state in ('new', 'active', 'resting') or a.state = 'needs_login' and a.renewal_at <= (select world_now()))
      and a.free_at <= (select world_now())
      and (a.lease_token is null or a.lease_until < clock_timestamp())
    order by c.is_wanted desc, c.has_enough desc, c.free_at, c.id
    limit 1
    for no key update of a skip locked
  ),
  taken as (
    update public.instagram_accounts a
    set lease_owner = for_owner,
        lease_token = gen_random_uuid(),
        lease_for = case for_purpose when 'publish' then 'publish' else 'work' end,
        lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
        state = case when a.state in ('resting', 'needs_login') then 'active' else a.state end,
        renewal_at = null,
        rest_until = null,
        rest_code = null,
        next_request_at = case when l.was_taken_over
          then greatest(a.next_request_at, world_now() + make_interval(secs => gap_seconds)) else a.next_request_at end
    from locked l, public.proxies p
    where a.id = l.id and p.id = a.proxy_id
    returning a.id, a.username, a.platform_id, a.state, a.device_seed, a.secrets, a.session, a.session_version,
      a.pending_login, a.lease_token, a.session_created_at is not null as is_logged_in,
      a.last_login_at is not null or a.session_source is not null as was_logged_in,
      a.password_refused_at is not null as is_password_refused, l.earlier_state, l.was_taken_over,
      p.id as proxy_id, p.protocol as proxy_protocol, p.host as proxy_host, p.port as proxy_port,
      p.credentials as proxy_credentials, a.app_profile
  ),
  ended as (
    update public.account_requests r set ended_at = (select world_now()), outcome = 'lost'
    where r.account_id = (select id from taken where was_taken_over) and r.ended_at is null
  ),
  events as (
    insert into public.account_events (account_id, event, from_state, to_state)
    select id, case earlier_state when 'resting' then 'rest_over' else 'renewal_due' end, earlier_state, 'active'
    from taken where earlier_state in ('resting', 'needs_login')
  )
  select * from taken;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.login_blocked(account instagram_accounts, limits jsonb)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(
    bool_or(r.account_id = account.id)
      or count(*) filter (where not r.is_accounts_own and r.refused_at > world_now() - interval '7 days') >= 2,
    false
  )
  from public.app_login_refusals r
  where derived.app_version(r.app_version) >= greatest(
    derived.app_version(limits ->> 'app_version'), derived.app_version(account.app_profile ->> 'version')
  )
$function$
;

CREATE OR REPLACE FUNCTION derived.login_frees_at(for_account uuid, limits jsonb)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
AS $function$
  select greatest(
    '-infinity',
    (select coalesce(ended_at, world_now()) + make_interval(secs => (limits ->> 'login_gap_seconds')::double precision)
     from public.account_requests
     where account_id = for_account and kind = 'login'
     order by ended_at desc nulls first
     limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where account_id = for_account and kind = 'login'
     order by ended_at desc nulls first
     offset (limits ->> 'logins_per_day')::integer - 1 limit 1)
  )
$function$
;

CREATE OR REPLACE FUNCTION derived.match_topics(topics text[], least_similarity real DEFAULT 0.55)
 RETURNS TABLE(topic text, term text, category_id uuid, matched_by text, similarity real)
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 WITH asked AS MATERIALIZED (
          SELECT t.topic,
             t.words,
             COALESCE(NULLIF(replace(t.words, ' '::text, ''::text), ''::text), t.topic) AS term
            FROM ( SELECT each.topic,
                     topic_words(each.topic) AS words
                    FROM ( SELECT DISTINCT u.topic
                            FROM unnest(match_topics.topics) u(topic)) each) t
         ), exact AS MATERIALIZED (
          SELECT a.topic,
             a.term,
             a.words,
             n.category_id,
                 CASE
                     WHEN (n.synonym = c.name) THEN 'name'::text
                     WHEN (n.synonym IS NOT NULL) THEN 'synonym'::text
                     ELSE NULL::text
                 END AS matched_by,
             ((n.term IS NULL) AND (NOT (EXISTS ( SELECT
                    FROM ignored_topics i
                   WHERE (i.term = a.term))))) AS is_open
            FROM ((asked a
              LEFT JOIN category_synonyms n ON (((n.term = a.term) AND (NOT (EXISTS ( SELECT
                    FROM ignored_topics i
                   WHERE (i.term = a.term)))))))
              LEFT JOIN categories c ON ((c.id = n.category_id)))
         )
  SELECT e.topic,
     e.term,
     COALESCE(e.category_id, near.category_id, by_word.category_id) AS "coalesce",
         CASE
             WHEN (e.category_id IS NOT NULL) THEN e.matched_by
             WHEN (near.category_id IS NOT NULL) THEN 'similarity'::text
             WHEN (by_word.category_id IS NOT NULL) THEN 'words'::text
             ELSE NULL::text
         END AS "case",
     near.similarity
    FROM ((exact e
      LEFT JOIN LATERAL ( SELECT closest.category_id,
             closest.similarity
            FROM ( SELECT n.category_id,
                     (((1)::double precision - (n.term <-> e.term)))::real AS similarity
                    FROM category_synonyms n
                   WHERE (e.is_open AND (length(e.term) >= 4))
                   ORDER BY (n.term <-> e.term), n.term
                  LIMIT 1) closest
           WHERE (closest.similarity >= match_topics.least_similarity)) near ON (true))
      LEFT JOIN LATERAL ( SELECT (min((n.category_id)::text))::uuid AS category_id
            FROM (string_to_table(e.words, ' '::text) word(word)
              JOIN category_synonyms n ON ((n.term = word.word)))
           WHERE (e.is_open AND (near.category_id IS NULL) AND (length(word.word) >= 3))
          HAVING (count(DISTINCT n.category_id) = 1)) by_word ON (true));
END
;

CREATE OR REPLACE FUNCTION derived.may_publish(rights text[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select rights && array['instagram_content_publish', 'instagram_business_content_publish']
$function$
;

CREATE OR REPLACE FUNCTION derived.may_renew(account instagram_accounts, limits jsonb)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select account.secrets is not null and account.password_refused_at is null and not account.renewal_off
    and coalesce((select s.renew_sessions from public.pool_switches s), (limits ->> 'renew_sessions')::boolean)
    and not derived.login_blocked(account, limits)
$function$
;

CREATE OR REPLACE FUNCTION derived.newest_attempts(most integer)
 RETURNS SETOF past_attempts
 LANGUAGE sql
 STABLE ROWS 10000
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
  select * from past_attempts order by id desc limit most
$function$
;

CREATE OR REPLACE FUNCTION derived.newest_failed_tasks(most integer)
 RETURNS TABLE(id bigint, error_code text, error_message text, completed_at timestamp with time zone)
 LANGUAGE sql
 STABLE ROWS 20000
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
  select t.id, t.error_code, t.error_message, t.completed_at
  from scrape_tasks_ended t
  where t.status >= 'failed' and t.status <= 'failed' and t.status <> 'done'
  order by t.status, t.id desc
  limit most
$function$
;

CREATE OR REPLACE FUNCTION derived.next_own_media_sync(media_id uuid, published_at timestamp with time zone, since timestamp with time zone, often interval, young interval, old interval)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when since < published_at + old then turn end
  from (
    select to_timestamp(place + step * ceil((extract(epoch from since) + step / 2 - place) / step)) as turn
    from (
      select step, (hashtextextended(media_id::text, 0) & 2147483647) % step::bigint as place
      from (
        select case when since < published_at + young then extract(epoch from often) else 86400 end as step
      ) intervals
    ) places
  ) turns
$function$
;

CREATE OR REPLACE FUNCTION derived.normal_message(message text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace("left"(message, 300), '\m[a-z][a-z0-9+.-]*://[^\s''"`<>)\]]+'::text, '<url>'::text, 'gi'::text), '"[^"]*"|`[^`]*`|«[^»]*»|“[^”]*”|(?<![[:alnum:]])''[^'']*''(?![[:alnum:]])'::text, '<name>'::text, 'g'::text), '(?<![[:alnum:]])[@#][[:alnum:]_.]*[[:alnum:]_]'::text, '<name>'::text, 'g'::text), '\m[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\M'::text, '<id>'::text, 'gi'::text), '\m\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?\M'::text, '<time>'::text, 'g'::text), '\m(0x[0-9a-f]+|(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,})\M'::text, '<hex>'::text, 'gi'::text), '\m(?=\w*\d)(?=\w*[[:alpha:]])\w{16,}\M'::text, '<id>'::text, 'g'::text), '\d+([.,:]\d+)*'::text, '<n>'::text, 'g'::text), '\s+'::text, ' '::text, 'g'::text))
;

CREATE OR REPLACE FUNCTION derived.open_batches()
 RETURNS TABLE(batch_id uuid, task_type text, tasks integer, is_sent boolean, started_at timestamp with time zone)
 LANGUAGE sql
 STABLE ROWS 20
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
  with recursive known (batch_id) as (
    (select t.batch_id from scrape_tasks_open t where t.batch_id is not null order by t.batch_id limit 1)
    union all
    select (
      select t.batch_id from scrape_tasks_open t where t.batch_id > known.batch_id order by t.batch_id limit 1
    )
    from known
    where known.batch_id is not null
  )
  select known.batch_id, min(first.task_type), count(*)::integer, bool_or(first.status = 'running'),
    min(first.started_at)
  from known
  cross join lateral (
    select t.task_type, t.status, t.started_at from scrape_tasks_open t where t.batch_id = known.batch_id limit 50000
  ) first
  group by known.batch_id
$function$
;

CREATE OR REPLACE FUNCTION derived.percentile_rank(value double precision, percentiles double precision[])
 RETURNS smallint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when value is not null and percentiles is not null then
    least(100, greatest(0, floor((
      coalesce(array_position(percentiles, value) - 1, width_bucket(value, percentiles)) + width_bucket(value,
        percentiles) - 1
    ) / 2.0)))::smallint
  end
$function$
;

CREATE OR REPLACE FUNCTION derived.pool_state_for_editors(state text, proxy_state text, rests boolean)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
    when state = 'suspended' then 'banned'
    when state = 'needs_operator' then 'needs_person'
    when state = 'needs_login' then 'login_required'
    when state = 'paused' then 'paused'
    when state = 'proxy_error' or proxy_state is distinct from 'active' then 'proxy_error'
    when rests then 'cooldown'
    else 'active'
  end
$function$
;

CREATE OR REPLACE FUNCTION derived.prove_writing()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
begin
  truncate write_proof;
  insert into write_proof values (clock_timestamp());
  delete from write_proof;
  return clock_timestamp();
end
$function$
;

CREATE OR REPLACE FUNCTION derived.publications_of(account uuid, name text, since timestamp with time zone)
 RETURNS TABLE(id uuid, status text, posted_at timestamp with time zone, commit_sent_at timestamp with time zone)
 LANGUAGE sql
 STABLE
AS $function$
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.publishing_account_id = account and e.status = 'posting'
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.publishing_account_id = account and e.posted_at > since
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.publishing_account_id = account and e.commit_sent_at > since
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.username = name and e.status = 'posting'
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.username = name and e.posted_at > since
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.username = name and e.commit_sent_at > since
$function$
;

CREATE OR REPLACE FUNCTION derived.release_account(for_account uuid, for_token uuid, limits jsonb, not_before timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  perform from public.instagram_accounts a where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    return false;
  end if;
  update public.account_requests r set ended_at = world_now(), outcome = 'abandoned'
  where r.account_id = for_account and r.ended_at is null;
  update public.instagram_accounts a
  set lease_owner = null, lease_token = null, lease_until = null, lease_for = null, updated_at = world_now(),
      free_at = make_interval(secs => 100 - a.health) + hours.opens_at, free_until = hours.closes_at
  from public.instagram_accounts own
  cross join lateral (
    select greatest(
      own.next_request_at,
      own.rest_until,
      not_before,
      nullif(
        derived.budget_frees_at(
          own.id, own.proxy_id, own.warm_up_from, greatest(world_now(), own.next_request_at), limits
        ),
        '-infinity'
      ),
      case when own.session_created_at is null and own.secrets is not null
        then nullif(derived.login_frees_at(own.id, limits), '-infinity')
      end
    ) as at
  ) ready
  cross join lateral derived.active_hours(ready.at, own.time_zone, limits) hours
  where a.id = for_account and own.id = a.id;
  return true;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.reserve_request(for_account uuid, for_token uuid, for_endpoint text, limits jsonb, for_version integer, for_task bigint, OUT verdict text, OUT request_id bigint, OUT wait_ms double precision, OUT until timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  held record;
  proxy_state text;
  now timestamptz;
  room_at timestamptz;
  send_at timestamptz;
begin
  select p.state into proxy_state
  from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.lease_for, a.proxy_id, a.next_request_at, a.warm_up_from, a.time_zone, a.session_version into held
  from public.instagram_accounts a
  where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    verdict := 'lost';
    return;
  end if;
  if held.proxy_id is null or proxy_state <> 'active' or held.state = 'paused'
    or held.lease_for <> 'care' and held.state not in ('new', 'active') then
    verdict := 'withdrawn';
    return;
  end if;
  if held.session_version <> for_version then
    verdict := 'replaced';
    return;
  end if;

  now := world_now();
  select s.stopped_until into until from public.pool_stops s where s.stopped_until > now;
  if found then
    verdict := 'stopped';
    return;
  end if;

  send_at := greatest(now, held.next_request_at);
  room_at := derived.budget_frees_at(for_account, held.proxy_id, held.warm_up_from, send_at, limits);
  send_at := greatest(send_at, room_at);
  select h.opens_at into until from derived.active_hours(send_at, held.time_zone, limits) h;
  if until > send_at or room_at > now + make_interval(secs => (limits ->> 'patience_seconds')::double precision) then
    verdict := 'spent';
    until := case when until > send_at then until else room_at end;
    return;
  end if;

  insert into public.account_requests (account_id, proxy_id, kind, endpoint, task_id)
  values (for_account, held.proxy_id, 'request', for_endpoint, for_task)
  returning id into request_id;
  verdict := 'ok';
  until := null;
  wait_ms := extract(epoch from send_at - now) * 1000;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.state_in_service(account instagram_accounts)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select case
    when account.session_created_at is null and account.secrets is null then 'needs_login'
    when account.rest_until > world_now() then 'resting'
    when account.session_created_at is null and account.last_login_at is null then 'new'
    else 'active'
  end
$function$
;

CREATE OR REPLACE FUNCTION derived.task_errors_of(chosen bigint[])
 RETURNS TABLE(error_code text, message text, attempts integer, failed integer, retried integer, snoozed integer, lost integer, first_seen timestamp with time zone, last_seen timestamp with time zone, example_task_id bigint, trend integer[])
 LANGUAGE sql
 STABLE ROWS 100
AS $function$
  with each as (
    select case outcome when 'lost' then 'worker_lost' else error_code end as error_code,
      coalesce(error_message, '') as error_message, outcome,
      least(7, greatest(0, floor(extract(epoch from (select world_now()) - ended_at) / 10800)))::integer as age,
      count(*) as attempts, min(ended_at) as first_seen, max(ended_at) as last_seen, max(task_id) as task_id
    from derived.newest_attempts(5000) a
    -- The clock is asked once, not for each row.
    where ended_at > (select world_now()) - interval '1 day' and outcome <> 'cancelled'
      and (chosen is null or a.id = any (chosen))
    group by 1, 2, 3, 4
  ),
  -- What is alike is looked for once in each message, by nine regular expressions.
  messages as materialized (
    select error_message, coalesce(derived.normal_message(error_message), '') as message from each
      group by error_message
  ),
  grouped as (
    select error_code, message, sum(attempts)::integer as attempts,
      coalesce(sum(attempts) filter (where outcome = 'failed'), 0)::integer as failed,
      coalesce(sum(attempts) filter (where outcome = 'retried'), 0)::integer as retried,
      coalesce(sum(attempts) filter (where outcome = 'snoozed'), 0)::integer as snoozed,
      coalesce(sum(attempts) filter (where outcome = 'lost'), 0)::integer as lost,
      min(first_seen) as first_seen, max(last_seen) as last_seen, max(task_id) as example_task_id,
      array[
        coalesce(sum(attempts) filter (where age = 7), 0), coalesce(sum(attempts) filter (where age = 6), 0),
        coalesce(sum(attempts) filter (where age = 5), 0), coalesce(sum(attempts) filter (where age = 4), 0),
        coalesce(sum(attempts) filter (where age = 3), 0), coalesce(sum(attempts) filter (where age = 2), 0),
        coalesce(sum(attempts) filter (where age = 1), 0), coalesce(sum(attempts) filter (where age = 0), 0)
      ]::integer[] as trend
    from each join messages using (error_message)
    group by 1, 2
  )
  select * from grouped
$function$
;

CREATE OR REPLACE FUNCTION derived.task_id_at(moment timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
  with recursive search (low, high) as (
    select 0::bigint, 1 + greatest((select max(id) from scrape_tasks_open), (select max(id) from scrape_tasks_ended), 0)
    union all
    select case when found.created_at < moment then found.id + 1 else low end,
      case when found.created_at < moment then high else middle end
    from search
    cross join lateral (select (low + high) / 2 as middle) half
    cross join lateral (
      select t.id, t.created_at from scrape_tasks t where t.id >= half.middle order by t.id limit 1
    ) found
    where low < high
  )
  select max(low) from search
$function$
;

CREATE OR REPLACE FUNCTION derived.usual_views(of_media uuid, age interval)
 RETURNS TABLE(low double precision, median double precision, high double precision, posts integer)
 LANGUAGE sql
 STABLE
AS $function$
  with valued as (
    select before.views + (after.views - before.views)
      * (extract(epoch from earlier.published_at + age - before.collected_at)
        / extract(epoch from after.collected_at - before.collected_at))::double precision as views
    from public.own_media own
    cross join lateral (
      select m.id, m.published_at from public.own_media m
      where m.connection_id = own.connection_id and m.type = own.type and m.deleted_at is null
        and (m.published_at, m.id) < (own.published_at, own.id)
      order by m.published_at desc, m.id desc
      limit 20
    ) earlier
    cross join lateral (
      select s.collected_at, (s.metrics ->> 'views')::double precision as views from public.media_insights s
      where s.media_id = earlier.id and s.collected_at <= earlier.published_at + age and s.metrics ? 'views'
      order by s.collected_at desc limit 1
    ) before
    cross join lateral (
      select s.collected_at, (s.metrics ->> 'views')::double precision as views from public.media_insights s
      where s.media_id = earlier.id and s.collected_at > earlier.published_at + age and s.metrics ? 'views'
      order by s.collected_at limit 1
    ) after
    where own.id = of_media and after.collected_at - before.collected_at <= age
  )
  select percentile_cont(0.25) within group (order by views), percentile_cont(0.5) within group (order by views),
    percentile_cont(0.75) within group (order by views), count(*)::integer
  from valued
  having count(*) >= 3
$function$
;

CREATE OR REPLACE FUNCTION derived.warm_up_share(warm_up_from timestamp with time zone, at timestamp with time zone, limits jsonb)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
    when warm_up_from is null then 1
    else coalesce(
      (limits -> 'warm_up_steps' ->> greatest(0,
        floor(extract(epoch from at - warm_up_from) / 86400))::integer)::numeric, 1
    )
  end
$function$
;

CREATE OR REPLACE FUNCTION derived.without_kazakh_endings(word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN "left"(word, length(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(CASE WHEN (word ~ '[әөүіеэ][^аоұыяёәөүіеэ]*$'::text) THEN translate(word, 'әөүіекг'::text, 'аоұыақғ'::text) ELSE word END, (((((('^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'::text || '(?<=..)(?<=[мнңрлйузжптксшфхцчщқбвгд])(?:атын|ады)'::text) || '|(?<=..)(?<=[аоұыяёәөүіеэиую])(?:йтын|йды)'::text) || '|(?<=..)(?<=[аоұыяёәөүіеэиуюрлйнң])(?:мын|мыз|сың|сыз)'::text) || '|(?<=..)(?<=[мнңзж])(?:бын|быз)'::text) || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:пын|пыз|сың|сыз)'::text) || ')$'::text), '\1'::text), ((((((((((((('^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'::text || '(?<=..)(?<=[ы])(?:ндағы|нда|нан)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[ы])(?:на|н)'::text) || '|(?<=..)(?<=[аоұыяёәөүіеэиуюмнң])(?:ның)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[аоұыяёәөүіеэиую])(?:ны)'::text) || '|(?<=..)(?<=[аоұыяёәөүіеэиуюмнңрлйзж])(?:дағы|дан)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[аоұыяёәөүіеэиуюмнңрлйзж])(?:да|ға)'::text) || '|(?<=..)(?<=[рлйузж])(?:дың)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[рлйузж])(?:ды)'::text) || '|(?<=..)(?<=[мнң])(?:нан)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[мнң])(?:ды)'::text) || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:тағы|тың|тан)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[птксшфхцчщқбвгд])(?:та|ты|қа)'::text) || ')$'::text), '\1'::text), ((((('^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'::text || '(?<=..)(?<=[аоұыяёәөүіеэиую])(?:мыз|ңыз)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[аоұыяёәөүіеэиую])(?:сы|м|ң)'::text) || '|(?<=..)(?<=[рлйузжғмнңптксшфхцчщқбвгд])(?:ымыз|ыңыз)'::text) || '|(?<=...|.[^аоұыяёәөүіеэиую])(?<=[рлйузжғмнңптксшфхцчщқбвгд])(?:ым|ың|ы)'::text) || ')$'::text), '\1'::text), (((('^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'::text || '(?<=..)(?<=[аоұыяёәөүіеэиуюрй])(?:лар)'::text) || '|(?<=..)(?<=[мнңлзж])(?:дар)'::text) || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:тар)'::text) || ')$'::text), '\1'::text), (((('^((?:.*?[аоұыяё])??[^аоұыяёәөүіеэ]*?)(?:'::text || '(?<=...|.[^аоұыяёәөүіеэиую])(?<=[мнңрлйузжптксшфхцчщқбвгд])(?:у)'::text) || '|(?<=..)(?<=[аоұыяёәөүіеэиуюмнңрлйзж])(?:ған)'::text) || '|(?<=..)(?<=[птксшфхцчщқбвгд])(?:қан)'::text) || ')$'::text), '\1'::text)))
;

CREATE OR REPLACE FUNCTION public.highlight_mentions(title text, story_links text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT unnest(mentioned_names(body.body)) AS unnest FROM unnest((ARRAY[highlight_mentions.title] || highlight_mentions.story_links)) body(body))
;

CREATE OR REPLACE FUNCTION public.mentioned_names(body text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (body ~~ ANY ('{%@%,%＠%,%/%}'::text[])) THEN parse_mentions(body) ELSE '{}'::text[] END
;

CREATE OR REPLACE FUNCTION public.parse_mentions(body text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (strpos(lower(body), 'instagram.com/'::text) > 0) THEN ARRAY(SELECT DISTINCT lower(rtrim(found.found[1], '.'::text)) AS lower FROM regexp_matches(parse_mentions.body, '(?:[@＠]|instagram\.com/)([A-Za-z0-9._]{1,30})'::text, 'gi'::text) found(found)) ELSE ARRAY(SELECT DISTINCT lower(rtrim(names.name, '.'::text)) AS lower FROM (SELECT "substring"(after_sign.part, '^[A-Za-z0-9._]{1,30}'::text) AS name FROM string_to_table(replace(parse_mentions.body, '＠'::text, '@'::text), '@'::text) WITH ORDINALITY after_sign(part, place) WHERE (after_sign.place > 1)) names WHERE (names.name IS NOT NULL)) END
;

CREATE OR REPLACE FUNCTION public.topic_term(topic text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN COALESCE(NULLIF(replace(topic_words(topic), ' '::text, ''::text), ''::text), topic)
;

CREATE OR REPLACE FUNCTION public.topic_words(topic text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT COALESCE(string_agg(words.stem, ' '::text ORDER BY words.place) FILTER (WHERE (words.word <> ALL (ARRAY['a'::text, 'an'::text, 'and'::text, 'of'::text, 'the'::text, 'и'::text, 'в'::text, 'о'::text, 'об'::text, 'про'::text, 'для'::text, 'жане'::text, 'мен'::text, 'туралы'::text, 'blog'::text, 'blogs'::text, 'blogger'::text, 'bloggers'::text, 'blogging'::text, 'vlog'::text, 'vlogs'::text, 'vlogger'::text, 'vlogging'::text, 'content'::text, 'creator'::text, 'influencer'::text, 'influencers'::text, 'lover'::text, 'tips'::text, 'блог'::text, 'блоги'::text, 'блогер'::text, 'блогеры'::text, 'влог'::text, 'влоги'::text, 'контент'::text, 'советы'::text, 'кенестер'::text]))), string_agg(words.stem, ' '::text ORDER BY words.place), ''::text) AS "coalesce" FROM (SELECT split.word, split.place, CASE WHEN (length(split.word) < 4) THEN split.word WHEN (split.word ~ '[a-z]'::text) THEN regexp_replace(regexp_replace(regexp_replace(split.word, '(ss|sh|ch|x|z)es$'::text, '\1'::text), '(...)ies?$'::text, '\1y'::text), '([^sui])s$'::text, '\1'::text) ELSE regexp_replace(regexp_replace(regexp_replace(split.word, '(...)[аеиоуыэюяь]{1,2}$'::text, '\1'::text), '(...)[лдт][ае]р$'::text, '\1'::text), '(...)[аеиоуыэюяь]{1,2}$'::text, '\1'::text) END AS stem FROM regexp_split_to_table(translate(regexp_replace(lower((NORMALIZE(topic_words.topic, NFKD) COLLATE pg_c_utf8)), '[\u0300-\u036f''’ʼ`]'::text, ''::text, 'g'::text), 'әғқңөұүһі'::text, 'агкноууhи'::text), '[^[:alnum:]]+'::text) WITH ORDINALITY split(word, place) WHERE (split.word <> ''::text)) words)
;

CREATE OR REPLACE FUNCTION public.version_tag_code()
 RETURNS text
 LANGUAGE sql
AS $function$
  select string_agg(substr('abcdefghjkmnpqrstuvwxyz23456789', 1 + floor(random() * 31)::integer, 1), '')
    from generate_series(1, 6)
$function$
;

CREATE OR REPLACE FUNCTION public.world_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(
    (select world_at + (statement_timestamp() - real_at) * speed from world_clock),
    statement_timestamp()
  )
$function$
;

create view derived.account_counts as
 SELECT a.state,
    count(*)::integer AS count,
    count(*) FILTER (WHERE (a.state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text])) AND p.state = 'active'::text)::integer AS in_service,
    count(*) FILTER (WHERE a.state = 'resting'::text AND a.rest_until > world_now() AND p.state = 'active'::text)::integer AS rests,
    count(*) FILTER (WHERE a.state = 'needs_login'::text AND a.renewal_at IS NOT NULL AND p.state = 'active'::text)::integer AS renews,
    min(
        CASE a.state
            WHEN 'resting'::text THEN GREATEST(a.rest_until, a.free_at)
            WHEN 'needs_login'::text THEN a.renewal_at
            ELSE NULL::timestamp with time zone
        END) FILTER (WHERE p.state = 'active'::text) AS returns_at
   FROM instagram_accounts a
     LEFT JOIN proxies p ON p.id = a.proxy_id
  WHERE a.purpose = 'read'::text
  GROUP BY a.state;

create view derived.blog_history as
 SELECT id,
    blog_id,
    scraped_at,
    is_full,
    follower_count,
    following_count,
    media_count,
    er,
    er_posts,
    er_reels,
    er_reels_posts,
    er_reels_by_views,
    view_rate_by_followers,
    comments_per_like,
    posts_per_week,
    posts_last_28_days,
    engagement_spread,
    engagement_trend,
    engagement_trend_per_30_days,
    paid_post_share,
    follower_count - lag(follower_count) OVER earlier AS follower_change,
    follower_count::double precision / NULLIF(lag(follower_count) OVER earlier, 0)::double precision - 1::double precision AS follower_growth,
    EXTRACT(epoch FROM scraped_at - lag(scraped_at) OVER earlier)::double precision / 86400::double precision AS days_before
   FROM blog_snapshots s
  WINDOW earlier AS (PARTITION BY blog_id ORDER BY scraped_at, id);

create view derived.blog_periods as
 WITH last_scrapes AS (
         SELECT s_1.blog_id,
            unit.unit,
            date_trunc(unit.unit, s_1.scraped_at, 'UTC'::text) AS period,
            count(*)::integer AS scrapes,
            (array_agg(s_1.id ORDER BY s_1.scraped_at DESC, s_1.id DESC))[1] AS snapshot_id
           FROM blog_snapshots s_1
             CROSS JOIN unnest(ARRAY['week'::text, 'month'::text]) unit(unit)
          GROUP BY s_1.blog_id, unit.unit, (date_trunc(unit.unit, s_1.scraped_at, 'UTC'::text))
        )
 SELECT p.unit,
    p.period,
    p.scrapes,
    posts.posts,
    s.id,
    s.blog_id,
    s.scraped_at,
    s.is_full,
    s.follower_count,
    s.following_count,
    s.media_count,
    s.er,
    s.er_posts,
    s.er_reels,
    s.er_reels_posts,
    s.er_reels_by_views,
    s.view_rate_by_followers,
    s.comments_per_like,
    s.posts_per_week,
    s.posts_last_28_days,
    s.engagement_spread,
    s.engagement_trend,
    s.engagement_trend_per_30_days,
    s.paid_post_share,
    s.follower_count - lag(s.follower_count) OVER earlier AS follower_change,
    s.follower_count::double precision / NULLIF(lag(s.follower_count) OVER earlier, 0)::double precision - 1::double precision AS follower_growth,
    EXTRACT(epoch FROM p.period - lag(p.period) OVER earlier)::double precision / 86400::double precision AS days_before
   FROM last_scrapes p
     JOIN blog_snapshots s ON s.id = p.snapshot_id AND s.blog_id = p.blog_id
     CROSS JOIN LATERAL ( SELECT count(*)::integer AS posts
           FROM blog_posts b
          WHERE b.blog_id = s.blog_id AND b.taken_at >= p.period AND b.taken_at <= (( SELECT world_now() AS world_now)) AND b.taken_at < date_trunc(p.unit, p.period +
                CASE p.unit
                    WHEN 'week'::text THEN '10 days'::interval
                    ELSE '32 days'::interval
                END, 'UTC'::text)) posts
  WINDOW earlier AS (PARTITION BY s.blog_id, p.unit ORDER BY p.period);

create view derived.blog_rhythm as
 SELECT b.id AS blog_id,
    rhythm.weekday,
    rhythm.hour,
    rhythm.posts,
    rhythm.median_engagement
   FROM blogs b
     CROSS JOIN LATERAL derived.blog_rhythm_in(b.id, 'UTC'::text) rhythm(weekday, hour, posts, median_engagement);

create view derived.blog_weekly as
 SELECT blog_id,
    period AS week,
    follower_count,
    follower_change,
    follower_growth,
    er,
    er_posts,
    posts,
    scrapes
   FROM derived.blog_periods
  WHERE unit = 'week'::text;

create view derived.leased_tasks as
 SELECT id,
    task_type,
    lease_owner AS owner,
    started_at,
    lease_until,
    lease_until < clock_timestamp() AS is_expired,
    subject,
    attempts,
    max_attempts,
    lost_leases,
    progress
   FROM scrape_tasks t
  WHERE status = 'running'::text AND batch_id IS NULL;

create view derived.pool_state as
 SELECT ( SELECT max(pool_stops.stopped_until) AS max
           FROM pool_stops
          WHERE pool_stops.stopped_until > world_now()) AS stopped_until,
    COALESCE(( SELECT sum(account_counts.in_service + account_counts.renews) AS sum
           FROM derived.account_counts), 0::bigint) AS in_service,
    ( SELECT min(COALESCE(a.renewal_at, a.free_at)) AS min
           FROM instagram_accounts a
             JOIN proxies p ON p.id = a.proxy_id AND p.state = 'active'::text
          WHERE a.purpose = 'read'::text AND ((a.state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text])) OR a.state = 'needs_login'::text AND a.renewal_at IS NOT NULL)) AS free_at;

create view derived.publishing_accounts as
 WITH p AS NOT MATERIALIZED (
         SELECT own.id,
            own.account_id,
            own.connection_id,
            own.language,
            own.formality,
            own.posts_limit_per_day,
            own.born_at,
            own.warmup_stage,
            own.paused_until,
            own.errors_in_row,
            own.rest_until,
            own.quota_used,
            own.quota_total,
            own.quota_window_ms,
            own.quota_read_at,
            own.quota_full_until,
            own.last_post_at,
            own.failed_attempts,
            own.unused_notified_at,
            own.created_at,
            own.updated_at,
            old.account_age_days,
            COALESCE(own.warmup_stage::integer,
                CASE
                    WHEN old.account_age_days <= 3 THEN 0
                    WHEN old.account_age_days <= 7 THEN 1
                    WHEN old.account_age_days <= 14 THEN 2
                    ELSE 3
                END) AS stage
           FROM publishing_accounts own
             CROSS JOIN LATERAL ( SELECT GREATEST(0::numeric, floor(EXTRACT(epoch FROM (( SELECT world_now() AS world_now)) - own.born_at) / 86400::numeric))::integer AS account_age_days) old
        ), at AS (
         SELECT world_now() AS now
        )
 SELECT p.id,
    'pool'::text AS kind,
    p.account_id,
    p.connection_id,
    a.username,
    NULL::uuid AS owner_id,
    derived.pool_state_for_editors(a.state, x.state, GREATEST(a.rest_until, p.rest_until, p.paused_until) > at.now) AS state,
    p.language,
    p.formality,
    p.posts_limit_per_day,
    p.stage AS warmup_stage,
    p.warmup_stage IS NULL AS warms_up_by_age,
    p.born_at,
    p.account_age_days,
    p.paused_until,
    p.errors_in_row,
    GREATEST(a.rest_until, p.rest_until) AS rest_until,
    p.last_post_at,
    p.failed_attempts,
    a.last_login_at,
    a.created_at,
    NULL::integer AS quota_used,
    NULL::integer AS quota_total,
    NULL::timestamp with time zone AS quota_read_at,
    NULL::timestamp with time zone AS quota_full_until
   FROM p
     JOIN shared.instagram_accounts a ON a.id = p.account_id AND a.purpose = 'publish'::text
     LEFT JOIN shared.proxies x ON x.id = a.proxy_id
     CROSS JOIN at
UNION ALL
 SELECT p.id,
    'connection'::text AS kind,
    p.account_id,
    p.connection_id,
    c.username,
    c.owner_id,
        CASE
            WHEN c.state = ANY (ARRAY['auth_error'::text, 'revoked'::text]) THEN 'expired'::text
            WHEN c.state = 'error'::text THEN 'needs_person'::text
            WHEN NOT derived.may_publish(c.rights_granted) THEN 'missing_right'::text
            WHEN GREATEST(p.rest_until, p.paused_until, p.quota_full_until) > at.now THEN 'cooldown'::text
            ELSE 'active'::text
        END AS state,
    p.language,
    p.formality,
    p.posts_limit_per_day,
    p.stage AS warmup_stage,
    p.warmup_stage IS NULL AS warms_up_by_age,
    p.born_at,
    p.account_age_days,
    p.paused_until,
    p.errors_in_row,
    GREATEST(p.rest_until, p.quota_full_until) AS rest_until,
    p.last_post_at,
    p.failed_attempts,
    c.authorized_at AS last_login_at,
    c.created_at,
    p.quota_used,
    p.quota_total,
    p.quota_read_at,
    p.quota_full_until
   FROM p
     JOIN shared.connections c ON c.id = p.connection_id
     CROSS JOIN at
  WHERE (EXISTS ( SELECT
           FROM group_members m
          WHERE m.publishing_account_id = p.id));

create view derived.task_counts as
 WITH leased AS (
         SELECT leased_tasks.task_type,
            count(*) AS tasks,
            min(leased_tasks.started_at) AS started_at
           FROM derived.leased_tasks
          GROUP BY leased_tasks.task_type
        ), queued AS (
         SELECT q.task_type,
            q.tasks AS pending,
            0 AS running,
            q.due,
            q.waiting_since,
            NULL::timestamp with time zone AS started_at,
            q.capped
           FROM derived.count_pending_tasks() q(task_type, tasks, due, capped, waiting_since, oldest_id)
        UNION ALL
         SELECT l.task_type,
            0,
            l.tasks,
            0,
            NULL::timestamp with time zone,
            l.started_at,
            false
           FROM leased l
        UNION ALL
         SELECT open_batches.task_type,
                CASE
                    WHEN open_batches.is_sent THEN 0
                    ELSE open_batches.tasks
                END AS tasks,
                CASE
                    WHEN open_batches.is_sent THEN open_batches.tasks
                    ELSE 0
                END AS "case",
            0,
            NULL::timestamp with time zone,
            open_batches.started_at,
            false
           FROM derived.open_batches() open_batches(batch_id, task_type, tasks, is_sent, started_at)
        ), shares AS (
         SELECT common.task_type,
            common.frequency * c.reltuples AS tasks
           FROM pg_stats s
             JOIN pg_class c ON c.oid = 'scrape_tasks_open'::regclass::oid
             CROSS JOIN LATERAL UNNEST(s.most_common_vals::text::text[], s.most_common_freqs) common(task_type, frequency)
          WHERE s.schemaname = 'public'::name AND s.tablename = 'scrape_tasks_open'::name AND s.attname = 'task_type'::name AND c.reltuples > 0::double precision
        ), pending AS (
         SELECT queued.task_type,
            sum(queued.pending)::integer AS count,
            sum(queued.due)::integer AS due,
            min(queued.waiting_since) AS oldest_at,
            bool_or(queued.capped) AS capped
           FROM queued
          GROUP BY queued.task_type
        )
 SELECT p.task_type,
    'pending'::text AS status,
    p.count,
    p.due,
    p.oldest_at,
    p.capped,
        CASE
            WHEN p.capped THEN GREATEST(shares.tasks::bigint, p.count::bigint)
            ELSE NULL::bigint
        END AS estimate
   FROM pending p
     LEFT JOIN shares ON shares.task_type = p.task_type
  WHERE p.count > 0
UNION ALL
 SELECT queued.task_type,
    'running'::text AS status,
    sum(queued.running)::integer AS count,
    NULL::integer AS due,
    min(queued.started_at) AS oldest_at,
    false AS capped,
    NULL::bigint AS estimate
   FROM queued
  GROUP BY queued.task_type
 HAVING sum(queued.running) > 0::numeric
UNION ALL
 SELECT count_ended_tasks.task_type,
    count_ended_tasks.status,
    count_ended_tasks.tasks AS count,
    NULL::integer AS due,
    NULL::timestamp with time zone AS oldest_at,
    count_ended_tasks.capped,
    NULL::bigint AS estimate
   FROM derived.count_ended_tasks() count_ended_tasks(task_type, status, tasks, capped);

create view derived.task_errors as
 SELECT error_code,
    message,
    attempts,
    failed,
    retried,
    snoozed,
    lost,
    first_seen,
    last_seen,
    example_task_id,
    trend
   FROM derived.task_errors_of(NULL::bigint[]) task_errors_of(error_code, message, attempts, failed, retried, snoozed, lost, first_seen, last_seen, example_task_id, trend);

create view derived.task_owners as
 SELECT leased_tasks.owner,
    count(*)::integer AS tasks,
    array_agg(DISTINCT leased_tasks.task_type) AS task_types,
    min(leased_tasks.started_at) AS oldest_started_at,
    min(leased_tasks.lease_until) AS next_lease_end,
    count(*) FILTER (WHERE leased_tasks.is_expired)::integer AS expired
   FROM derived.leased_tasks
  GROUP BY leased_tasks.owner
UNION ALL
 SELECT 'batch '::text || open_batches.batch_id AS owner,
    open_batches.tasks,
    ARRAY[open_batches.task_type] AS task_types,
    open_batches.started_at AS oldest_started_at,
    NULL::timestamp with time zone AS next_lease_end,
    0 AS expired
   FROM derived.open_batches() open_batches(batch_id, task_type, tasks, is_sent, started_at)
  WHERE open_batches.is_sent;

create view derived.task_stalls as
 WITH held AS MATERIALIZED (
         SELECT leased_tasks.id,
            leased_tasks.task_type,
            leased_tasks.owner,
            leased_tasks.started_at,
            leased_tasks.lease_until,
            leased_tasks.is_expired,
            leased_tasks.subject,
            leased_tasks.attempts,
            leased_tasks.max_attempts,
            leased_tasks.lost_leases,
            leased_tasks.progress
           FROM derived.leased_tasks
        ), queued AS (
         SELECT q.task_type,
            q.due,
            q.waiting_since,
            q.oldest_id,
            COALESCE(h.alive, 0::bigint) AS alive,
            p.paused_at
           FROM derived.count_pending_tasks() q(task_type, tasks, due, capped, waiting_since, oldest_id)
             LEFT JOIN ( SELECT held.task_type,
                    count(*) FILTER (WHERE NOT held.is_expired) AS alive
                   FROM held
                  GROUP BY held.task_type) h USING (task_type)
             LEFT JOIN paused_task_types p USING (task_type)
        ), waiting AS (
         SELECT queued.task_type,
            queued.due,
            queued.waiting_since,
            queued.oldest_id,
            queued.alive,
            queued.paused_at,
            world_now() - queued.waiting_since AS waits,
            last.completed_at AS last_end,
                CASE
                    WHEN last.batch_id IS NULL THEN '00:05:00'::interval
                    ELSE '04:00:00'::interval
                END AS patience
           FROM queued
             LEFT JOIN LATERAL ( SELECT e.completed_at,
                    e.batch_id
                   FROM scrape_tasks_ended e
                  WHERE e.task_type >= queued.task_type AND e.task_type <= queued.task_type
                  ORDER BY e.task_type DESC, e.id DESC
                 LIMIT 1) last ON true
          WHERE queued.waiting_since IS NOT NULL
        ), troubled AS (
         SELECT t.id,
            t.task_type,
            t.attempts,
            t.max_attempts,
            t.lost_leases,
            t.error_code,
            a.since
           FROM ( SELECT newest_attempts.task_id,
                    min(newest_attempts.ended_at) AS since
                   FROM derived.newest_attempts(5000) newest_attempts(id, task_id, owner, started_at, ended_at, outcome, error_code, error_message)
                  WHERE newest_attempts.outcome = ANY (ARRAY['retried'::text, 'lost'::text])
                  GROUP BY newest_attempts.task_id) a
             CROSS JOIN LATERAL ( SELECT o.id,
                    o.created_at,
                    o.due_at,
                    o.next_retry_at,
                    o.started_at,
                    o.completed_at,
                    o.lease_until,
                    o.fencing_token,
                    o.batch_id,
                    o.attempts,
                    o.max_attempts,
                    o.lost_leases,
                    o.priority,
                    o.status,
                    o.task_type,
                    o.subject,
                    o.lease_owner,
                    o.limit_key,
                    o.dedupe_key,
                    o.payload,
                    o.checkpoint,
                    o.progress,
                    o.result,
                    o.error_code,
                    o.error_message
                   FROM scrape_tasks_open o
                  WHERE o.id = a.task_id
                 OFFSET 0) t
        ), pool AS (
         SELECT pool_state.stopped_until,
            pool_state.in_service,
            pool_state.free_at
           FROM derived.pool_state
          WHERE (EXISTS ( SELECT
                   FROM waiting))
        )
 SELECT waiting.task_type,
    'paused'::text AS reason,
    waiting.due AS tasks,
    waiting.paused_at AS since,
    waiting.oldest_id AS example_task_id,
    ('somebody paused the type; POST /api/task-types/'::text || waiting.task_type) || '/resume lets it go on'::text AS detail
   FROM waiting
  WHERE waiting.paused_at IS NOT NULL
UNION ALL
 SELECT waiting.task_type,
    'nothing_runs'::text AS reason,
    waiting.due AS tasks,
    waiting.waiting_since AS since,
    waiting.oldest_id AS example_task_id,
    'due, and no worker has any: does one run and know the type, has it free slots, is what the type needs there? '::text || COALESCE('The last one ended at '::text || waiting.last_end, 'None is known to have ended'::text) AS detail
   FROM waiting
  WHERE waiting.paused_at IS NULL AND waiting.alive = 0 AND waiting.waits > waiting.patience
UNION ALL
 SELECT waiting.task_type,
    'waits_long'::text AS reason,
    waiting.due AS tasks,
    waiting.waiting_since AS since,
    waiting.oldest_id AS example_task_id,
    'due for over an hour while others of the type run: more comes in than slots, limits and accounts let out'::text AS detail
   FROM waiting
  WHERE waiting.paused_at IS NULL AND waiting.alive > 0 AND waiting.waits > '01:00:00'::interval
UNION ALL
 SELECT held.task_type,
    'lease_expired'::text AS reason,
    count(*)::integer AS tasks,
    min(held.lease_until) AS since,
    min(held.id) AS example_task_id,
    ('fell silent: '::text || string_agg(DISTINCT held.owner, ', '::text)) || '; any worker that runs the type takes these tasks'::text AS detail
   FROM held
  WHERE held.is_expired
  GROUP BY held.task_type
UNION ALL
 SELECT held.task_type,
    'runs_long'::text AS reason,
    count(*)::integer AS tasks,
    min(held.started_at) AS since,
    min(held.id) AS example_task_id,
    ('for over an hour with '::text || string_agg(DISTINCT held.owner, ', '::text)) || '; POST /api/tasks/<id>/cancel aborts one'::text AS detail
   FROM held
  WHERE NOT held.is_expired AND held.started_at < (world_now() - '01:00:00'::interval)
  GROUP BY held.task_type
UNION ALL
 SELECT open_batches.task_type,
    'batch_overdue'::text AS reason,
    sum(open_batches.tasks)::integer AS tasks,
    min(open_batches.started_at) AS since,
    NULL::bigint AS example_task_id,
    'sent to OpenAI over 26 hours ago: '::text || string_agg('batch '::text || open_batches.batch_id, ', '::text) AS detail
   FROM derived.open_batches() open_batches(batch_id, task_type, tasks, is_sent, started_at)
  WHERE open_batches.started_at < (world_now() - '26:00:00'::interval)
  GROUP BY open_batches.task_type
UNION ALL
 SELECT troubled.task_type,
    'loses_leases'::text AS reason,
    count(*)::integer AS tasks,
    min(troubled.since) AS since,
    (array_agg(troubled.id ORDER BY troubled.lost_leases DESC))[1] AS example_task_id,
    ('workers died with it, up to '::text || max(troubled.lost_leases)) || ' times; at 20 it fails as worker_lost'::text AS detail
   FROM troubled
  WHERE troubled.lost_leases >= 3
  GROUP BY troubled.task_type
UNION ALL
 SELECT troubled.task_type,
    'last_attempt'::text AS reason,
    count(*)::integer AS tasks,
    min(troubled.since) AS since,
    min(troubled.id) AS example_task_id,
    'fails for good if its next attempt does: '::text || COALESCE(string_agg(DISTINCT troubled.error_code, ', '::text), 'it runs now'::text) AS detail
   FROM troubled
  WHERE troubled.attempts > 0 AND (troubled.attempts + 1) >= troubled.max_attempts
  GROUP BY troubled.task_type
UNION ALL
 SELECT NULL::text AS task_type,
    'pool_stopped'::text AS reason,
    NULL::integer AS tasks,
    NULL::timestamp with time zone AS since,
    NULL::bigint AS example_task_id,
    ('no account is used before '::text || pool.stopped_until) || '; pool_stops says why'::text AS detail
   FROM pool
  WHERE pool.stopped_until IS NOT NULL
UNION ALL
 SELECT NULL::text AS task_type,
    'no_account_in_service'::text AS reason,
    NULL::integer AS tasks,
    NULL::timestamp with time zone AS since,
    NULL::bigint AS example_task_id,
    'every account needs a person, or its proxy is not active'::text AS detail
   FROM pool
  WHERE pool.stopped_until IS NULL AND pool.in_service = 0
UNION ALL
 SELECT NULL::text AS task_type,
    'no_account_free'::text AS reason,
    NULL::integer AS tasks,
    NULL::timestamp with time zone AS since,
    NULL::bigint AS example_task_id,
    'all accounts rest, have spent their budget or wait to log in again; the first is free at '::text || pool.free_at AS detail
   FROM pool
  WHERE pool.stopped_until IS NULL AND pool.in_service > 0 AND pool.free_at > world_now();

create view derived.task_throughput as
 WITH hours AS (
         SELECT date_trunc('hour'::text, ( SELECT world_now() AS world_now)) - n.n::double precision * '01:00:00'::interval AS hour
           FROM generate_series(0, 47) n(n)
        ), measured AS (
         SELECT hours.hour,
            e.task_type,
            e.done,
            e.failed,
            e.cancelled,
            e.first_at,
            e.last_at,
            e.wait,
            e.run,
            e.done + e.failed + e.cancelled AS ended,
            sum(e.done + e.failed + e.cancelled) OVER of_hour >= 20000 AS capped,
            max(e.last_at) OVER of_hour - min(e.first_at) OVER of_hour AS spanned
           FROM hours
             CROSS JOIN LATERAL derived.count_ended_between(hours.hour, hours.hour + '01:00:00'::interval, 20000) e(task_type, done, failed, cancelled, first_at, last_at, wait, run)
          WINDOW of_hour AS (PARTITION BY hours.hour)
        )
 SELECT hour,
    task_type,
    done,
    failed,
    cancelled,
    round(failed::numeric / NULLIF(done + failed, 0)::numeric, 4) AS failure_rate,
    round((60 * ended)::numeric / GREATEST(1::numeric, EXTRACT(epoch FROM
        CASE
            WHEN capped THEN spanned
            ELSE LEAST(hour + '01:00:00'::interval, ( SELECT world_now() AS world_now)) - hour
        END)), 2) AS per_minute,
    capped,
    round(wait::numeric, 1) AS wait_seconds,
    round(run::numeric, 1) AS run_seconds
   FROM measured;

create view derived.unknown_topics as
 SELECT term,
    mode() WITHIN GROUP (ORDER BY t.topic) AS topic,
    count(*) AS creators,
    count(*) FILTER (WHERE place = 0) AS primary_creators,
    min(first_seen_at) AS first_seen_at,
    max(last_seen_at) AS last_seen_at,
    (array_agg(blog_id ORDER BY t.last_seen_at DESC, blog_id))[1:3] AS example_blog_ids,
    (EXISTS ( SELECT
           FROM ignored_topics i
          WHERE i.term = t.term)) AS is_ignored
   FROM blog_topics t
  WHERE category_id IS NULL
  GROUP BY term;

create view public.task_attempts as
 SELECT past_attempts.task_id,
    past_attempts.owner,
    past_attempts.started_at,
    past_attempts.ended_at,
    past_attempts.ended_at - past_attempts.started_at AS took,
    past_attempts.outcome,
    past_attempts.error_code,
    past_attempts.error_message
   FROM past_attempts
UNION ALL
 SELECT scrape_tasks.id AS task_id,
    scrape_tasks.lease_owner AS owner,
    scrape_tasks.started_at,
    scrape_tasks.completed_at AS ended_at,
    scrape_tasks.completed_at - scrape_tasks.started_at AS took,
    scrape_tasks.status AS outcome,
    scrape_tasks.error_code,
    scrape_tasks.error_message
   FROM scrape_tasks
  WHERE (scrape_tasks.status = ANY (ARRAY['done'::text, 'cancelled'::text])) AND scrape_tasks.lease_owner IS NOT NULL;

create view shared.account_events as
 SELECT id,
    account_id,
    from_state,
    to_state,
    created_at
   FROM account_events;

create view shared.ai_batches as
 SELECT id,
    kind,
    model,
    status,
    created_at,
    ingested_at
   FROM ai_batches;

create view shared.ai_holds as
 SELECT code,
    model,
    message,
    since,
    probe_at
   FROM ai_holds;

create view shared.ai_insights as
 SELECT blog_id,
    version,
    insights,
    confidence,
    model,
    prompt_version,
    task_id,
    batch_id,
    created_at
   FROM ai_insights;

create view shared.ai_sending as
 SELECT held,
    held_since
   FROM ai_sending;

create view shared.app_login_refusals as
 SELECT account_id,
    app_version,
    refused_at
   FROM app_login_refusals;

create view shared.bindings as
 SELECT media_id,
    version_id
   FROM bindings;

create view shared.blog_categories as
 SELECT blog_id,
    category_id,
    is_primary
   FROM blog_categories;

create view shared.blog_highlights as
 SELECT id,
    blog_id,
    platform_id,
    title,
    media_count,
    cover_url,
    changed_at,
    stories_read_at,
    story_mentions,
    story_locations,
    story_links,
    created_at
   FROM blog_highlights;

create view shared.blog_posts as
 SELECT id,
    blog_id,
    platform_id,
    code,
    media_type,
    product_type,
    child_count,
    is_pinned,
    thumbnail_url,
    caption_text,
    hashtags,
    mentions,
    coauthors,
    tagged_users,
    like_count,
    comment_count,
    play_count,
    view_count,
    location_id,
    location_name,
    location_lat,
    location_lng,
    music_id,
    music_title,
    music_artist,
    is_paid_partnership,
    sponsors,
    advertising,
    taken_at,
    created_at
   FROM blog_posts;

create view shared.blog_snapshots as
 SELECT id,
    blog_id,
    scraped_at,
    is_full,
    follower_count,
    following_count,
    media_count,
    er,
    er_posts,
    er_reels,
    er_reels_posts,
    er_reels_by_views,
    view_rate_by_followers,
    comments_per_like,
    posts_per_week,
    posts_last_28_days,
    engagement_spread,
    engagement_trend,
    engagement_trend_per_30_days,
    paid_post_share
   FROM blog_snapshots;

create view shared.blog_stories as
 SELECT id,
    blog_id,
    platform_id,
    taken_at,
    expires_at,
    first_met_at,
    last_met_at,
    media_type,
    picture,
    mentions,
    links,
    hashtags,
    stickers
   FROM blog_stories;

create view shared.blogs as
 SELECT id,
    person_id,
    platform,
    platform_id,
    username,
    source,
    scrape_status,
    scraped_at,
    fully_scraped_at,
    profile_source,
    posts_source,
    update_due_at,
    update_value,
    full_name,
    biography,
    bio_links,
    external_url,
    avatar_url,
    picture_id,
    is_verified,
    is_business,
    business_category,
    follower_count,
    following_count,
    media_count,
    latest_story_at,
    follower_tier,
    search,
    er,
    er_posts,
    er_reels,
    er_reels_posts,
    er_reels_by_views,
    er_reels_by_views_posts,
    er_percentile,
    view_rate_by_followers,
    view_rate_by_followers_posts,
    comments_per_like,
    comments_per_like_posts,
    posts_per_week,
    posts_last_28_days,
    last_post_at,
    engagement_spread,
    engagement_spread_posts,
    engagement_trend,
    engagement_trend_per_30_days,
    engagement_trend_low,
    engagement_trend_high,
    engagement_trend_posts,
    paid_post_share,
    paid_post_share_posts,
    follower_growth_7_days,
    follower_growth_30_days,
    risk_flags,
    risk_evidence,
    languages,
    city_id,
    city,
    city_source,
    city_posts,
    ai_insights,
    ai_confidence,
    ai_version,
    ai_model,
    ai_prompt_version,
    ai_analyzed_at,
    created_at,
    updated_at
   FROM blogs;

create view shared.campaign_results as
 SELECT id,
    list_id,
    blog_id,
    author_id,
    kind,
    platform_id,
    taken_at,
    gone_since,
    last_read_at
   FROM campaign_results
  WHERE untied_at IS NULL;

create view shared.campaigns as
 SELECT list_id,
    starts_at,
    time_zone,
    daily_requests
   FROM campaigns;

create view shared.catalog_posts as
 SELECT id,
    store_id,
    platform_id
   FROM catalog_posts;

create view shared.categories as
 SELECT id,
    name
   FROM categories;

create view shared.category_synonyms as
 SELECT synonym,
    term,
    category_id
   FROM category_synonyms;

create view shared.connections as
 SELECT id,
    owner_id,
    platform_id,
    username,
    login,
    page_id,
    state,
    rights_granted,
    rights_missing,
    created_at,
    authorized_at,
    checked_at
   FROM connections
  WHERE removed_at IS NULL;

create view shared.cron_ticks as
 SELECT name,
    last_slot,
    updated_at,
    last_task_id,
    skipped_slot,
    reported_failure_at,
    failed_at,
    error_code,
    error_message
   FROM cron_ticks;

create view shared.executions as
 SELECT id,
    post_id,
    username,
    status,
    commit_sent_at,
    ended_at,
    updated_at
   FROM executions;

create view shared.group_members as
 SELECT group_id,
    publishing_account_id
   FROM group_members;

create view shared.groups as
 SELECT id,
    name,
    description,
    colour,
    shape,
    created_at,
    updated_at
   FROM groups;

create view shared.instagram_accounts as
 SELECT id,
    username,
    platform_id,
    state,
    purpose,
    proxy_id,
    lease_until,
    rest_until,
    rest_code,
    renewal_at,
    last_login_at,
    last_verified_at,
    session_created_at,
    time_zone,
    created_at
   FROM instagram_accounts;

create view shared.job_tasks as
 SELECT job_id,
    task_id
   FROM job_tasks;

create view shared.list_members as
 SELECT list_id,
    blog_id,
    status,
    owner_id,
    price,
    currency,
    due_on
   FROM list_members;

create view shared.lists as
 SELECT id,
    name,
    description,
    is_campaign,
    ends_at,
    created_at
   FROM lists;

create view shared.media_insights as
 SELECT media_id,
    collected_at,
    metrics
   FROM media_insights;

create view shared.media_uses as
 SELECT owner,
    name,
    sha256,
    "position"
   FROM media_uses;

create view shared.own_media as
 SELECT id,
    connection_id,
    owner_id,
    platform_id,
    permalink,
    shortcode,
    type,
    caption,
    duration_ms,
    published_at,
    last_synced_at,
    deleted_at,
    created_at
   FROM own_media;

create view shared.own_media_sync as
 SELECT connection_id,
    listed_at
   FROM own_media_sync;

create view shared.own_stories as
 SELECT story.connection_id,
    story.blog_id,
    story.story_id,
    story.taken_at,
    story.read_at,
    story.metrics,
    story.reason
   FROM own_stories story
     JOIN own_media_sync s ON s.connection_id = story.connection_id
  WHERE s.owner_id IS NULL;

create view shared.paused_task_types as
 SELECT task_type,
    paused_at
   FROM paused_task_types;

create view shared.persons as
 SELECT id,
    full_name,
    created_at
   FROM persons;

create view shared.pool_stops as
 SELECT cause,
    stopped_until,
    created_at
   FROM pool_stops;

create view shared.post_media as
 SELECT post_id,
    "position",
    upload_id
   FROM post_media;

create view shared.post_readings as
 SELECT blog_id,
    platform_id,
    read_at,
    taken_at,
    like_count,
    comment_count,
    play_count,
    view_count,
    caption,
    is_paid_partnership,
    comments_disabled
   FROM post_readings;

create view shared.posts as
 SELECT id,
    caption,
    status,
    scheduled_at,
    missed_at
   FROM posts;

create view shared.product_drafts as
 SELECT id,
    post_id,
    "position"
   FROM product_drafts;

create view shared.products as
 SELECT id,
    name
   FROM products;

create view shared.project_versions as
 SELECT id,
    length_seconds
   FROM project_versions;

create view shared.projects as
 SELECT id,
    name
   FROM projects;

create view shared.proxies as
 SELECT id,
    label,
    state,
    state_since,
    death_cause,
    last_checked_at,
    country,
    host,
    port,
    is_spare
   FROM proxies;

create view shared.reading_schedule as
 SELECT blog_id,
    planned_at,
    read_at,
    live_stories
   FROM reading_schedule;

create view shared.relation_checks as
 SELECT id,
    task_id,
    username,
    platform_id,
    accounts,
    started_at
   FROM relation_checks;

create view shared.relation_members as
 SELECT username,
    platform_id,
    created_at
   FROM relation_members;

create view shared.saved_views as
 SELECT id,
    user_id,
    page,
    name,
    query,
    is_shared
   FROM saved_views;

create view shared.scrape_tasks as
 SELECT id,
    task_type,
    subject,
    status,
    priority,
    dedupe_key,
    batch_id,
    payload,
    checkpoint,
    progress,
    result,
    attempts,
    max_attempts,
    error_code,
    error_message,
    created_at,
    due_at,
    next_retry_at,
    started_at,
    completed_at
   FROM scrape_tasks;

create view shared.stores as
 SELECT id,
    name,
    connection_id
   FROM stores;

create view shared.story_lists as
 SELECT list_id,
    since
   FROM story_lists;

create view shared.task_events as
 SELECT id,
    xid,
    event,
    task_type,
    task_ids,
    data,
    created_at
   FROM task_events;

create view shared.tier_benchmarks as
 SELECT metric,
    tier,
    creators,
    percentiles,
    computed_at
   FROM tier_benchmarks;

create view shared.uploads as
 SELECT id,
    kind
   FROM uploads;

create view shared.users as
 SELECT id,
    login,
    name,
    role,
    is_active,
    language
   FROM users;

create view shared.webhook_subscriptions as
 SELECT connection_id,
    subscribed_at
   FROM webhook_subscriptions;
