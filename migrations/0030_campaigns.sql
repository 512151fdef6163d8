-- Campaigns: what a list that is one looks for, what its creators promised, and what they published.
-- The end of its window is `lists.ends_at`, which gramd 1.0 reads and writes, too.
create table campaigns (
  list_id uuid primary key references lists (id) on delete cascade,
  handles text[] not null default '{}', -- the brand's usernames, in lower case
  mentions text[] not null default '{}', -- other usernames that count when they are mentioned
  hashtags text[] not null default '{}', -- without '#', in lower case
  links text[] not null default '{}', -- host and path, without scheme and 'www.'
  starts_at timestamptz,
  time_zone text not null default 'UTC' check (time_zone <> ''),
  -- {"label": whether the platform's paid label is needed, "words": {"KZ": ["жарнама", …]}}
  disclosures jsonb not null default '{}' check (jsonb_typeof(disclosures) = 'object'),
  daily_requests integer check (daily_requests > 0), -- the limit of its readings
  client text,
  created_by uuid, -- the user who hears of its alerts where a creator has no owner
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);

-- Promo codes, in upper case; of one creator, or of everyone in the campaign.
create table campaign_codes (
  list_id uuid not null references lists (id) on delete cascade,
  code text not null check (code <> '' and code = upper(code)),
  blog_id uuid references blogs (id) on delete cascade,
  constraint campaign_codes_pkey primary key (list_id, code)
);
create index campaign_codes_code_idx on campaign_codes (code);
create index campaign_codes_blog_idx on campaign_codes (blog_id) where blog_id is not null;

create table campaign_promises (
  list_id uuid not null references lists (id) on delete cascade,
  blog_id uuid not null references blogs (id) on delete cascade,
  posts smallint not null default 0 check (posts between 0 and 1000),
  reels smallint not null default 0 check (reels between 0 and 1000),
  stories smallint not null default 0 check (stories between 0 and 1000),
  due_at timestamptz,
  label_required boolean not null default true,
  words text[] not null default '{}', -- those that label a post; none: the usual ones
  country text check (country ~ '^[A-Z]{2}$'), -- ISO 3166
  updated_at timestamptz not null default world_now(),
  constraint campaign_promises_pkey primary key (list_id, blog_id)
);
create index campaign_promises_blog_idx on campaign_promises (blog_id);

-- Posts and stories that were tied to a campaign. They outlive the rows of scrapes: a post that is
-- gone stays a result.
create table campaign_results (
  id uuid primary key default uuidv7(),
  list_id uuid not null references lists (id) on delete cascade,
  blog_id uuid not null references blogs (id) on delete cascade, -- the member whose result it is
  author_id uuid not null references blogs (id) on delete cascade, -- perhaps a second account
  kind text not null check (kind in ('post', 'story')),
  platform_id text not null,
  code text, -- instagram.com/p/<code>
  media_type text not null check (media_type in ('photo', 'video', 'album', 'unknown')),
  product_type text,
  taken_at timestamptz not null,
  caption text,
  sign text not null check (
    sign in ('mention', 'handle', 'collaboration', 'tag', 'hashtag', 'link', 'code', 'label', 'hand')
  ),
  quote text,
  signs jsonb not null default '[]', -- all of them: [{"sign", "quote"}]
  tied_at timestamptz not null default world_now(),
  tied_by uuid, -- null: by a sign
  untied_at timestamptz, -- never tied by a sign again
  untied_by uuid,
  label text check (label in ('platform', 'words')),
  label_quote text,
  label_confirmed_by uuid,
  label_confirmed_at timestamptz,
  comments_disabled boolean,
  -- Of the latest reading; post_readings has all. Null when hidden.
  like_count integer,
  comment_count integer,
  play_count bigint,
  view_count bigint,
  last_read_at timestamptz,
  -- Readings that should have contained the post and did not.
  first_missed_at timestamptz,
  last_missed_at timestamptz,
  gone_since timestamptz,
  constraint campaign_results_platform_id_key unique (list_id, kind, platform_id)
);
create index campaign_results_blog_idx on campaign_results (blog_id);
create index campaign_results_author_idx on campaign_results (author_id, kind, platform_id);
create index campaign_results_names_idx on campaign_results using gin (mentioned_names(caption));

-- What was seen to change between two readings.
create table campaign_changes (
  id uuid primary key default uuidv7(),
  result_id uuid not null references campaign_results (id) on delete cascade,
  kind text not null check (
    kind in ('caption_edited', 'label_added', 'label_removed', 'comments_off', 'comments_on', 'gone', 'back')
  ),
  at timestamptz not null,
  before text,
  after text,
  constraint campaign_changes_once unique (result_id, kind, at)
);

-- Posts that nearly carry a sign: a code or a mention that differs by a letter ties nothing.
create table campaign_near_misses (
  list_id uuid not null references lists (id) on delete cascade,
  blog_id uuid not null references blogs (id) on delete cascade,
  kind text not null check (kind in ('post', 'story')),
  platform_id text not null,
  code text,
  taken_at timestamptz not null,
  what text not null check (what in ('code', 'mention')),
  expected text not null,
  found text not null,
  quote text,
  found_at timestamptz not null default world_now(),
  constraint campaign_near_misses_pkey primary key (list_id, kind, platform_id, what)
);
create index campaign_near_misses_blog_idx on campaign_near_misses (blog_id);

-- Alerts that a person noted, or that people were notified of.
create table campaign_alerts (
  list_id uuid not null references lists (id) on delete cascade,
  key text not null, -- '<kind>:<id of the result or the creator>'
  kind text not null,
  blog_id uuid not null references blogs (id) on delete cascade,
  result_id uuid references campaign_results (id) on delete cascade,
  noted_at timestamptz,
  noted_by uuid,
  note text,
  notified_at timestamptz,
  created_at timestamptz not null default world_now(),
  constraint campaign_alerts_pkey primary key (list_id, key)
);
create index campaign_alerts_blog_idx on campaign_alerts (blog_id);
create index campaign_alerts_result_idx on campaign_alerts (result_id) where result_id is not null;

-- The currency in which the team counts.
create table team_currency (
  id boolean primary key default true check (id),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  changed_at timestamptz not null default world_now(),
  changed_by uuid
);

-- One unit of `currency` is `rate` units of `base_currency`, as a person entered it.
create table team_rates (
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  rate numeric not null check (rate > 0 and rate < 1e12),
  entered_on date not null,
  entered_by uuid,
  entered_at timestamptz not null default world_now(),
  constraint team_rates_pkey primary key (currency, base_currency),
  constraint team_rates_two_currencies check (currency <> base_currency)
);
