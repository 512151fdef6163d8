-- Generated from the migrated schema by `npm run db:types`; do not edit.

create table public.account_events (
  id bigint generated always as identity not null,
  account_id uuid,
  event text not null,
  from_state text,
  to_state text,
  code text,
  detail jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  constraint account_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES instagram_accounts(id) ON DELETE CASCADE,
  constraint account_events_pkey PRIMARY KEY (id)
);

create table public.account_requests (
  id bigint generated always as identity not null,
  account_id uuid,
  proxy_id uuid,
  kind text not null,
  endpoint text,
  reserved_at timestamp with time zone default world_now() not null,
  ended_at timestamp with time zone,
  outcome text,
  removed_username text,
  constraint account_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES instagram_accounts(id) ON DELETE SET NULL,
  constraint account_requests_kind_check CHECK ((kind = ANY (ARRAY['request'::text, 'login'::text]))),
  constraint account_requests_pkey PRIMARY KEY (id),
  constraint account_requests_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES proxies(id) ON DELETE SET NULL
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
  constraint ai_batch_rows_pkey PRIMARY KEY (batch_id, task_id),
  constraint ai_batch_rows_task_id_fkey FOREIGN KEY (task_id) REFERENCES scrape_tasks(id) ON DELETE CASCADE
);

create table public.ai_batches (
  id uuid default uuidv7() not null,
  status text default 'preparing'::text not null,
  model text not null,
  remote_id text,
  input_file_id text,
  output_file_id text,
  error_file_id text,
  request_count integer not null,
  estimated_cost_usd double precision default 0 not null,
  input_tokens bigint default 0 not null,
  output_tokens bigint default 0 not null,
  cost_usd double precision default 0 not null,
  error_code text,
  error_message text,
  created_at timestamp with time zone default world_now() not null,
  create_attempted_at timestamp with time zone,
  sent_at timestamp with time zone,
  polled_at timestamp with time zone,
  completed_at timestamp with time zone,
  ingested_at timestamp with time zone,
  files_deleted_at timestamp with time zone,
  constraint ai_batches_ingested_is_terminal CHECK (((ingested_at IS NULL) OR (status = ANY (ARRAY['abandoned'::text, 'completed'::text, 'failed'::text, 'expired'::text, 'cancelled'::text])))),
  constraint ai_batches_pkey PRIMARY KEY (id),
  constraint ai_batches_remote_id_key UNIQUE (remote_id),
  constraint ai_batches_request_count_check CHECK ((request_count > 0)),
  constraint ai_batches_sent_has_remote CHECK (((status = ANY (ARRAY['preparing'::text, 'abandoned'::text])) = (remote_id IS NULL))),
  constraint ai_batches_status_check CHECK ((status = ANY (ARRAY['preparing'::text, 'abandoned'::text, 'validating'::text, 'in_progress'::text, 'finalizing'::text, 'cancelling'::text, 'completed'::text, 'failed'::text, 'expired'::text, 'cancelled'::text])))
);

create table public.api_tokens (
  id uuid default uuidv7() not null,
  name text not null,
  token_hash bytea not null,
  scopes text[] not null,
  created_at timestamp with time zone default world_now() not null,
  last_used_at timestamp with time zone,
  constraint api_tokens_name_check CHECK ((name <> ''::text)),
  constraint api_tokens_name_key UNIQUE (name),
  constraint api_tokens_pkey PRIMARY KEY (id),
  constraint api_tokens_scopes_check CHECK (((scopes <@ ARRAY['read'::text, 'write'::text, 'admin'::text]) AND (cardinality(scopes) > 0))),
  constraint api_tokens_token_hash_key UNIQUE (token_hash)
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
  caption_text text,
  hashtags text[] default '{}'::text[] not null,
  mentions text[] default '{}'::text[] not null,
  like_count integer,
  comment_count integer,
  play_count bigint,
  media_type text not null,
  product_type text,
  is_pinned boolean default false not null,
  thumbnail_url text,
  location_id text,
  location_name text,
  location_lat double precision,
  location_lng double precision,
  taken_at timestamp with time zone not null,
  created_at timestamp with time zone default world_now() not null,
  constraint blog_posts_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_posts_blog_platform_id_key UNIQUE (blog_id, platform_id),
  constraint blog_posts_comment_count_check CHECK ((comment_count >= 0)),
  constraint blog_posts_like_count_check CHECK ((like_count >= 0)),
  constraint blog_posts_media_type_check CHECK ((media_type = ANY (ARRAY['photo'::text, 'video'::text, 'album'::text, 'unknown'::text]))),
  constraint blog_posts_pkey PRIMARY KEY (id),
  constraint blog_posts_play_count_check CHECK ((play_count >= 0))
);

create table public.blog_snapshots (
  id uuid default uuidv7() not null,
  blog_id uuid not null,
  scraped_at timestamp with time zone default world_now() not null,
  follower_count integer,
  following_count integer,
  media_count integer,
  er double precision,
  er_reels double precision,
  er_trend text,
  posts_per_week double precision,
  constraint blog_snapshots_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint blog_snapshots_er_trend_check CHECK ((er_trend = ANY (ARRAY['growing'::text, 'stable'::text, 'declining'::text, 'insufficient'::text]))),
  constraint blog_snapshots_pkey PRIMARY KEY (id)
);

create table public.blogs (
  id uuid default uuidv7() not null,
  person_id uuid not null,
  platform text default 'instagram'::text not null,
  username text not null,
  platform_id text,
  full_name text,
  biography text,
  avatar_url text,
  follower_count integer,
  following_count integer,
  media_count integer,
  is_verified boolean,
  is_business boolean,
  business_category text,
  external_url text,
  er double precision,
  er_reels double precision,
  er_trend text,
  posts_per_week double precision,
  scrape_status text default 'pending'::text not null,
  scraped_at timestamp with time zone,
  ai_insights jsonb,
  ai_confidence double precision,
  ai_analyzed_at timestamp with time zone,
  source text not null,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint blogs_ai_confidence_check CHECK (((ai_confidence >= (0)::double precision) AND (ai_confidence <= (1)::double precision))),
  constraint blogs_er_check CHECK ((er >= (0)::double precision)),
  constraint blogs_er_reels_check CHECK ((er_reels >= (0)::double precision)),
  constraint blogs_er_trend_check CHECK ((er_trend = ANY (ARRAY['growing'::text, 'stable'::text, 'declining'::text, 'insufficient'::text]))),
  constraint blogs_follower_count_check CHECK ((follower_count >= 0)),
  constraint blogs_following_count_check CHECK ((following_count >= 0)),
  constraint blogs_insights_complete CHECK ((((ai_insights IS NULL) = (ai_analyzed_at IS NULL)) AND ((ai_insights IS NULL) = (ai_confidence IS NULL)))),
  constraint blogs_media_count_check CHECK ((media_count >= 0)),
  constraint blogs_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint blogs_pkey PRIMARY KEY (id),
  constraint blogs_platform_check CHECK ((platform = 'instagram'::text)),
  constraint blogs_platform_platform_id_key UNIQUE (platform, platform_id),
  constraint blogs_platform_username_key UNIQUE (platform, username),
  constraint blogs_posts_per_week_check CHECK ((posts_per_week >= (0)::double precision)),
  constraint blogs_scrape_status_check CHECK ((scrape_status = ANY (ARRAY['pending'::text, 'scraping'::text, 'analyzing'::text, 'active'::text, 'private'::text, 'deleted'::text, 'failed'::text]))),
  constraint blogs_source_check CHECK ((source = ANY (ARRAY['manual'::text, 'discover'::text, 'import'::text]))),
  constraint blogs_username_check CHECK (((username <> ''::text) AND (username = lower(username))))
);

create table public.categories (
  id uuid default uuidv7() not null,
  name text not null,
  constraint categories_name_check CHECK ((name <> ''::text)),
  constraint categories_name_key UNIQUE (name),
  constraint categories_pkey PRIMARY KEY (id)
);

create table public.cron_ticks (
  name text not null,
  last_slot timestamp with time zone not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint cron_ticks_pkey PRIMARY KEY (name)
);

create table public.gramd_migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  constraint gramd_migrations_pkey PRIMARY KEY (name)
);

create table public.idempotency_keys (
  token text not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone default now() not null,
  constraint idempotency_keys_pkey PRIMARY KEY (token, route, key)
);

create table public.instagram_accounts (
  id uuid default uuidv7() not null,
  username text not null,
  state text default 'new'::text not null,
  rest_until timestamp with time zone,
  secrets bytea,
  session bytea,
  session_version integer default 0 not null,
  device_seed text not null,
  proxy_id uuid,
  health smallint default 100 not null,
  rate_limit_streak integer default 0 not null,
  feedback_streak integer default 0 not null,
  free_at timestamp with time zone default world_now() not null,
  next_request_at timestamp with time zone default world_now() not null,
  lease_owner text,
  lease_token uuid,
  lease_until timestamp with time zone,
  session_created_at timestamp with time zone,
  session_expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_verified_at timestamp with time zone,
  last_login_at timestamp with time zone,
  clean_since timestamp with time zone,
  last_error text,
  notes text,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint instagram_accounts_health_check CHECK (((health >= 0) AND (health <= 100))),
  constraint instagram_accounts_lease_whole CHECK ((((lease_token IS NULL) = (lease_until IS NULL)) AND ((lease_token IS NULL) = (lease_owner IS NULL)))),
  constraint instagram_accounts_new_can_log_in CHECK (((state <> 'new'::text) OR (secrets IS NOT NULL) OR (session IS NOT NULL))),
  constraint instagram_accounts_pkey PRIMARY KEY (id),
  constraint instagram_accounts_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES proxies(id),
  constraint instagram_accounts_rest_has_end CHECK (((state <> 'resting'::text) OR (rest_until IS NOT NULL))),
  constraint instagram_accounts_state_check CHECK ((state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text, 'needs_login'::text, 'needs_operator'::text, 'suspended'::text, 'proxy_error'::text, 'paused'::text]))),
  constraint instagram_accounts_username_check CHECK (((username <> ''::text) AND (username = lower(username)))),
  constraint instagram_accounts_username_key UNIQUE (username)
);

create table public.notifications (
  id uuid default uuidv7() not null,
  kind text not null,
  cause text not null,
  payload jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  delivered_at timestamp with time zone,
  constraint notifications_pkey PRIMARY KEY (id)
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

create table public.proxies (
  id uuid default uuidv7() not null,
  protocol text not null,
  host text not null,
  port integer not null,
  identity_hash bytea not null,
  credentials bytea,
  country text,
  state text default 'active'::text not null,
  is_spare boolean default false not null,
  strikes integer default 0 not null,
  last_error text,
  last_checked_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  updated_at timestamp with time zone default world_now() not null,
  constraint proxies_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint proxies_host_check CHECK ((host <> ''::text)),
  constraint proxies_identity_hash_key UNIQUE (identity_hash),
  constraint proxies_pkey PRIMARY KEY (id),
  constraint proxies_port_check CHECK (((port >= 1) AND (port <= 65535))),
  constraint proxies_protocol_check CHECK ((protocol = ANY (ARRAY['http'::text, 'https'::text, 'socks5'::text]))),
  constraint proxies_state_check CHECK ((state = ANY (ARRAY['active'::text, 'dead'::text, 'paused'::text])))
);

create table public.relation_checks (
  id uuid default uuidv7() not null,
  blog_id uuid not null,
  kinds text[] not null,
  status text default 'pending'::text not null,
  status_reason text,
  expected_followers integer,
  expected_following integer,
  created_at timestamp with time zone default world_now() not null,
  completed_at timestamp with time zone,
  constraint relation_checks_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint relation_checks_kinds_check CHECK (((kinds <@ ARRAY['followers'::text, 'following'::text, 'mutuals'::text]) AND (cardinality(kinds) > 0))),
  constraint relation_checks_pkey PRIMARY KEY (id),
  constraint relation_checks_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'waiting'::text, 'complete'::text, 'incomplete'::text, 'failed'::text, 'cancelled'::text])))
);

create table public.relation_members (
  check_id uuid not null,
  kind text not null,
  platform_id text not null,
  username text not null,
  is_private boolean,
  is_verified boolean,
  created_at timestamp with time zone default world_now() not null,
  constraint relation_members_check_id_fkey FOREIGN KEY (check_id) REFERENCES relation_checks(id) ON DELETE CASCADE,
  constraint relation_members_kind_check CHECK ((kind = ANY (ARRAY['followers'::text, 'following'::text]))),
  constraint relation_members_pkey PRIMARY KEY (check_id, kind, platform_id)
);

create table public.scrape_tasks (
  id bigint generated always as identity not null,
  blog_id uuid,
  task_type text not null,
  status text default 'pending'::text not null,
  priority smallint not null,
  payload jsonb default '{}'::jsonb not null,
  dedupe_key text,
  attempts integer default 0 not null,
  max_attempts integer default 3 not null,
  lost_leases integer default 0 not null,
  error_code text,
  error_message text,
  next_retry_at timestamp with time zone,
  lease_owner text,
  lease_token uuid,
  lease_until timestamp with time zone,
  batch_id uuid,
  checkpoint jsonb,
  progress jsonb,
  result jsonb,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone default world_now() not null,
  due_at timestamp with time zone generated always as (COALESCE(next_retry_at, created_at)) stored not null,
  constraint scrape_tasks_attempts_check CHECK ((attempts >= 0)),
  constraint scrape_tasks_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES ai_batches(id),
  constraint scrape_tasks_blog_id_fkey FOREIGN KEY (blog_id) REFERENCES blogs(id) ON DELETE CASCADE,
  constraint scrape_tasks_completed_iff_ended CHECK (((status = ANY (ARRAY['done'::text, 'failed'::text, 'cancelled'::text])) = (completed_at IS NOT NULL))),
  constraint scrape_tasks_lease_whole CHECK ((((lease_token IS NULL) = (lease_until IS NULL)) AND ((lease_token IS NULL) = (lease_owner IS NULL)))),
  constraint scrape_tasks_leased_is_running CHECK (((lease_token IS NULL) OR (status = 'running'::text))),
  constraint scrape_tasks_max_attempts_check CHECK ((max_attempts > 0)),
  constraint scrape_tasks_pkey PRIMARY KEY (id),
  constraint scrape_tasks_priority_check CHECK (((priority >= 1) AND (priority <= 10))),
  constraint scrape_tasks_running_is_held CHECK (((status <> 'running'::text) OR (lease_token IS NOT NULL) OR (batch_id IS NOT NULL))),
  constraint scrape_tasks_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))),
  constraint scrape_tasks_task_type_check CHECK ((task_type <> ''::text))
);

create table public.task_events (
  id bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  task_id bigint not null,
  event text not null,
  data jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default world_now() not null,
  constraint task_events_event_check CHECK ((event = ANY (ARRAY['claimed'::text, 'progress'::text, 'sent'::text, 'done'::text, 'retried'::text, 'snoozed'::text, 'failed'::text, 'cancelled'::text, 'requeued'::text]))),
  constraint task_events_pkey PRIMARY KEY (id),
  constraint task_events_task_id_fkey FOREIGN KEY (task_id) REFERENCES scrape_tasks(id) ON DELETE CASCADE
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

CREATE INDEX account_events_account_idx ON public.account_events USING btree (account_id, id DESC);

CREATE INDEX account_requests_account_idx ON public.account_requests USING btree (account_id, ended_at) WHERE (kind = 'request'::text);

CREATE INDEX account_requests_age_idx ON public.account_requests USING btree (ended_at);

CREATE INDEX account_requests_login_idx ON public.account_requests USING btree (account_id, ended_at) WHERE (kind = 'login'::text);

CREATE UNIQUE INDEX account_requests_open_idx ON public.account_requests USING btree (account_id) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX account_requests_open_login_idx ON public.account_requests USING btree (proxy_id) WHERE ((ended_at IS NULL) AND (kind = 'login'::text));

CREATE INDEX account_requests_proxy_idx ON public.account_requests USING btree (proxy_id, ended_at) WHERE (kind = 'request'::text);

CREATE INDEX account_requests_removed_idx ON public.account_requests USING btree (removed_username) WHERE (removed_username IS NOT NULL);

CREATE INDEX ai_batch_rows_task_idx ON public.ai_batch_rows USING btree (task_id);

CREATE INDEX ai_batches_created_idx ON public.ai_batches USING btree (created_at DESC, id DESC);

CREATE INDEX ai_batches_ended_idx ON public.ai_batches USING btree (ingested_at) WHERE (ingested_at IS NOT NULL);

CREATE INDEX ai_batches_open_idx ON public.ai_batches USING btree (created_at) WHERE (files_deleted_at IS NULL);

CREATE INDEX blog_categories_category_idx ON public.blog_categories USING btree (category_id, blog_id);

CREATE UNIQUE INDEX blog_categories_one_primary_idx ON public.blog_categories USING btree (blog_id) WHERE is_primary;

CREATE INDEX blog_posts_taken_idx ON public.blog_posts USING btree (blog_id, taken_at DESC);

CREATE INDEX blog_snapshots_blog_idx ON public.blog_snapshots USING btree (blog_id, scraped_at DESC);

CREATE INDEX blogs_content_language_idx ON public.blogs USING gin ((((ai_insights -> 'content'::text) -> 'content_language'::text)));

CREATE INDEX blogs_created_idx ON public.blogs USING btree (created_at DESC, id DESC);

CREATE INDEX blogs_er_idx ON public.blogs USING btree (er DESC NULLS LAST, id DESC);

CREATE INDEX blogs_followers_idx ON public.blogs USING btree (follower_count DESC NULLS LAST, id DESC);

CREATE INDEX blogs_person_idx ON public.blogs USING btree (person_id);

CREATE INDEX blogs_posts_per_week_idx ON public.blogs USING btree (posts_per_week DESC NULLS LAST, id DESC);

CREATE INDEX blogs_scraped_idx ON public.blogs USING btree (scraped_at DESC NULLS LAST, id DESC);

CREATE INDEX blogs_status_idx ON public.blogs USING btree (scrape_status, scraped_at);

CREATE INDEX idempotency_keys_age_idx ON public.idempotency_keys USING btree (created_at);

CREATE INDEX instagram_accounts_free_idx ON public.instagram_accounts USING btree (free_at, id) WHERE (state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text]));

CREATE INDEX instagram_accounts_lease_idx ON public.instagram_accounts USING btree (lease_until) WHERE (lease_token IS NOT NULL);

CREATE INDEX instagram_accounts_proxy_idx ON public.instagram_accounts USING btree (proxy_id);

CREATE UNIQUE INDEX notifications_open_cause_idx ON public.notifications USING btree (cause) WHERE (delivered_at IS NULL);

CREATE INDEX relation_checks_blog_idx ON public.relation_checks USING btree (blog_id, created_at DESC);

CREATE INDEX scrape_tasks_batch_idx ON public.scrape_tasks USING btree (batch_id) WHERE (batch_id IS NOT NULL);

CREATE INDEX scrape_tasks_blog_idx ON public.scrape_tasks USING btree (blog_id, id DESC) WHERE (blog_id IS NOT NULL);

CREATE UNIQUE INDEX scrape_tasks_dedupe_idx ON public.scrape_tasks USING btree (dedupe_key, task_type) WHERE ((dedupe_key IS NOT NULL) AND (status = ANY (ARRAY['pending'::text, 'running'::text])));

CREATE INDEX scrape_tasks_lease_idx ON public.scrape_tasks USING btree (lease_until) WHERE ((status = 'running'::text) AND (lease_token IS NOT NULL));

CREATE INDEX scrape_tasks_ready_idx ON public.scrape_tasks USING btree (task_type, priority, due_at, id) WHERE (status = 'pending'::text);

CREATE INDEX scrape_tasks_status_idx ON public.scrape_tasks USING btree (status, id DESC);

CREATE INDEX scrape_tasks_type_idx ON public.scrape_tasks USING btree (task_type, id DESC);

CREATE INDEX task_events_age_idx ON public.task_events USING btree (created_at);

CREATE INDEX task_events_order_idx ON public.task_events USING btree (xid, id);

CREATE INDEX task_events_task_idx ON public.task_events USING btree (task_id, xid, id);

CREATE OR REPLACE FUNCTION derived.begin_login(for_account uuid, for_token uuid, limits jsonb, OUT verdict text, OUT request_id bigint, OUT until timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  held record;
begin
  perform from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.proxy_id into held
  from public.instagram_accounts a
  where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    verdict := 'lost';
    return;
  end if;
  if held.state not in ('new', 'active') or held.proxy_id is null then
    verdict := 'withdrawn';
    return;
  end if;

  select s.stopped_until into until from public.pool_stops s where s.stopped_until > world_now();
  if found then
    verdict := 'stopped';
    return;
  end if;

  until := derived.login_frees_at(for_account, limits);
  if until > world_now() then
    verdict := 'spent';
    return;
  end if;

  -- A login whose holder died would keep the proxy busy until that account is leased again.
  update public.account_requests r set ended_at = world_now(), outcome = 'lost'
  where r.proxy_id = held.proxy_id and r.kind = 'login' and r.ended_at is null
    and not exists (
      select from public.instagram_accounts a where a.id = r.account_id and a.lease_until >= clock_timestamp()
    );
  insert into public.account_requests (account_id, proxy_id, kind)
  values (for_account, held.proxy_id, 'login')
  on conflict do nothing
  returning id into request_id;
  if request_id is null then
    verdict := 'busy';
    until := world_now() + interval '30 seconds';
    return;
  end if;
  verdict := 'ok';
  until := null;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.budget_frees_at(for_account uuid, for_proxy uuid, limits jsonb)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
AS $function$
  select greatest(
    '-infinity',
    (select coalesce(ended_at, world_now()) + interval '1 hour' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'account_hour')::integer - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'account_day')::integer - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '1 hour' from public.account_requests
     where proxy_id = for_proxy and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'proxy_hour')::integer - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where proxy_id = for_proxy and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'proxy_day')::integer - 1 limit 1)
  )
$function$
;

CREATE OR REPLACE FUNCTION derived.end_request(for_account uuid, for_token uuid, for_request bigint, with_outcome text, healthy boolean, gap_seconds double precision)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if healthy then
    update public.proxies p set strikes = 0, updated_at = world_now()
    from public.instagram_accounts a
    where a.id = for_account and a.lease_token = for_token and p.id = a.proxy_id and p.strikes > 0;
  end if;
  update public.instagram_accounts a
  set next_request_at = greatest(a.next_request_at, world_now() + make_interval(secs => gap_seconds)),
      last_used_at = world_now(),
      last_verified_at = case when healthy and a.session_created_at is not null then world_now() else a.last_verified_at end,
      health = case when healthy then least(100, a.health + 1) else a.health end,
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

CREATE OR REPLACE FUNCTION derived.notify_task_events()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('gramd_task_events', '');
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.notify_tasks()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('gramd_tasks', '');
  return null;
end
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
  set lease_owner = null, lease_token = null, lease_until = null, updated_at = world_now(),
      free_at = make_interval(secs => 100 - a.health) + greatest(
        a.next_request_at,
        a.rest_until,
        not_before,
        nullif(derived.budget_frees_at(a.id, a.proxy_id, limits), '-infinity'),
        case when a.session_created_at is null and a.secrets is not null
          then nullif(derived.login_frees_at(a.id, limits), '-infinity')
        end
      )
  where a.id = for_account;
  return true;
end
$function$
;

CREATE OR REPLACE FUNCTION derived.reserve_request(for_account uuid, for_token uuid, for_endpoint text, limits jsonb, OUT verdict text, OUT request_id bigint, OUT wait_ms double precision, OUT until timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  held record;
begin
  perform from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.proxy_id, a.next_request_at into held
  from public.instagram_accounts a
  where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    verdict := 'lost';
    return;
  end if;
  if held.state not in ('new', 'active') or held.proxy_id is null then
    verdict := 'withdrawn';
    return;
  end if;

  select s.stopped_until into until from public.pool_stops s where s.stopped_until > world_now();
  if found then
    verdict := 'stopped';
    return;
  end if;

  until := derived.budget_frees_at(for_account, held.proxy_id, limits);
  if until > world_now() then
    verdict := 'spent';
    return;
  end if;

  insert into public.account_requests (account_id, proxy_id, kind, endpoint)
  values (for_account, held.proxy_id, 'request', for_endpoint)
  returning id into request_id;
  verdict := 'ok';
  until := null;
  wait_ms := greatest(0, extract(epoch from held.next_request_at - world_now()) * 1000);
end
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
    count(*) FILTER (WHERE (a.state = ANY (ARRAY['new'::text, 'active'::text, 'resting'::text])) AND p.state = 'active'::text)::integer AS in_service
   FROM instagram_accounts a
     LEFT JOIN proxies p ON p.id = a.proxy_id
  GROUP BY a.state;

create view derived.task_counts as
 WITH RECURSIVE known AS (
        ( SELECT scrape_tasks.task_type
           FROM scrape_tasks
          ORDER BY scrape_tasks.task_type
         LIMIT 1)
        UNION ALL
         SELECT ( SELECT t.task_type
                   FROM scrape_tasks t
                  WHERE t.task_type > known.task_type
                  ORDER BY t.task_type
                 LIMIT 1) AS task_type
           FROM known
          WHERE known.task_type IS NOT NULL
        )
 SELECT known.task_type,
    'pending'::text AS status,
    found.count::integer AS count,
    found.count >= 100000 AS capped
   FROM known
     CROSS JOIN LATERAL ( SELECT count(*) AS count
           FROM ( SELECT
                   FROM scrape_tasks t
                  WHERE t.status = 'pending'::text AND t.task_type = known.task_type
                 LIMIT 100000) pending) found
  WHERE known.task_type IS NOT NULL AND found.count > 0
UNION ALL
 SELECT scrape_tasks.task_type,
    'running'::text AS status,
    count(*)::integer AS count,
    false AS capped
   FROM scrape_tasks
  WHERE scrape_tasks.status = 'running'::text
  GROUP BY scrape_tasks.task_type
UNION ALL
 SELECT latest.task_type,
    ended.status,
    count(*)::integer AS count,
    max(latest.seen) >= 10000 AS capped
   FROM ( VALUES ('done'::text), ('failed'::text), ('cancelled'::text)) ended(status)
     CROSS JOIN LATERAL ( SELECT t.task_type,
            count(*) OVER () AS seen
           FROM ( SELECT scrape_tasks.task_type
                   FROM scrape_tasks
                  WHERE scrape_tasks.status = ended.status
                  ORDER BY scrape_tasks.id DESC
                 LIMIT 10000) t) latest
  GROUP BY latest.task_type, ended.status;

create view derived.waiting_tasks as
 WITH RECURSIVE known AS (
        ( SELECT scrape_tasks.task_type
           FROM scrape_tasks
          WHERE scrape_tasks.status = 'pending'::text
          ORDER BY scrape_tasks.task_type
         LIMIT 1)
        UNION ALL
         SELECT ( SELECT t.task_type
                   FROM scrape_tasks t
                  WHERE t.status = 'pending'::text AND t.task_type > known_1.task_type
                  ORDER BY t.task_type
                 LIMIT 1) AS task_type
           FROM known known_1
          WHERE known_1.task_type IS NOT NULL
        )
 SELECT known.task_type,
    min(oldest.due_at) AS waiting_since
   FROM known
     CROSS JOIN generate_series(1, 10) p(priority)
     CROSS JOIN LATERAL ( SELECT t.due_at
           FROM scrape_tasks t
          WHERE t.status = 'pending'::text AND t.task_type = known.task_type AND t.priority = p.priority AND t.due_at <= (( SELECT world_now() AS world_now))
          ORDER BY t.due_at
         LIMIT 1) oldest
  GROUP BY known.task_type;

CREATE TRIGGER scrape_tasks_notify AFTER INSERT ON scrape_tasks FOR EACH STATEMENT EXECUTE FUNCTION derived.notify_tasks();

CREATE TRIGGER task_events_notify AFTER INSERT ON task_events FOR EACH STATEMENT EXECUTE FUNCTION derived.notify_task_events();
