-- Lists that the team watches. Times are world time.
create table watches (
  list_id uuid primary key references lists (id) on delete cascade,
  -- What is news, by rule: its threshold, true, or null and false where the rule is off.
  rules jsonb not null check (jsonb_typeof(rules) = 'object'),
  digest text check (digest in ('daily', 'weekly')), -- null: messages at once
  digest_time text not null default '09:00' check (digest_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  digest_weekday smallint not null default 1 check (digest_weekday between 1 and 7), -- 1 is Monday
  receivers uuid[] not null default '{}', -- users, who are disabled, never deleted
  is_for_team boolean not null default false, -- whether the channels of the team get messages, too
  language text not null default 'en' check (language ~ '^[a-z]{2,3}$'), -- of messages to the team
  watched_since timestamptz not null default world_now(),
  next_digest_at timestamptz,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint watches_digest_has_time check ((digest is null) = (next_digest_at is null))
);
create index watches_digest_idx on watches (next_digest_at) where next_digest_at is not null;

-- What happened to a creator of a watched list, once for each list. The order of ids is the order
-- in which news were found.
create table watch_news (
  id uuid primary key default uuidv7(),
  list_id uuid not null references lists (id) on delete cascade,
  blog_id uuid not null references blogs (id) on delete cascade,
  kind text not null check (kind in (
    'growth', 'fall', 'risk_flag', 'renamed', 'private', 'gone', 'back', 'silent', 'advertises', 'far_above'
  )),
  happened_at timestamptz not null,
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  dedupe_key text not null,
  found_at timestamptz not null default world_now(),
  notified_at timestamptz, -- when it went into a message, or was due to without a receiver
  constraint watch_news_dedupe_key unique (list_id, blog_id, dedupe_key)
);
create index watch_news_list_idx on watch_news (list_id, id desc);
create index watch_news_blog_idx on watch_news (blog_id, id desc);
create index watch_news_found_idx on watch_news (found_at);
create index watch_news_unsent_idx on watch_news (list_id) where notified_at is null;

-- What each user has read: everything of a list up to a time, and single ones since.
create table watch_readers (
  user_id uuid not null,
  list_id uuid not null references lists (id) on delete cascade,
  read_until timestamptz not null,
  constraint watch_readers_pkey primary key (user_id, list_id)
);
create index watch_readers_list_idx on watch_readers (list_id);
create table watch_news_reads (
  news_id uuid not null references watch_news (id) on delete cascade,
  user_id uuid not null,
  read_at timestamptz not null default world_now(),
  constraint watch_news_reads_pkey primary key (news_id, user_id)
);
