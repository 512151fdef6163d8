-- What editors publish: a post has one caption and language, media, and the accounts that it is for.
create table posts (
  id uuid primary key default uuidv7(),
  author_id uuid, -- null: the service. Users are disabled, never deleted
  type text not null check (type in ('photo', 'reel', 'carousel')),
  caption text not null default '',
  language text check (language ~ '^[a-z]{2}$'), -- of the caption, as its author names it; null: as gramd reads it
  as_is text[] not null default '{}', -- languages and ids of accounts that get the caption as it is written
  as_is_by jsonb not null default '{}' check (jsonb_typeof(as_is_by) = 'object'), -- {key: {by, at}}
  status text not null default 'draft' check (
    status in ('draft', 'translating', 'review', 'pending', 'posting', 'completed', 'partly_failed', 'failed',
      'cancelled')),
  requires_review boolean not null default false, -- each translation is confirmed before anything is published
  is_urgent boolean not null default false,
  first_comment text,
  -- Of what is translated: a translation of another text is out of date.
  source_hash text not null generated always as (md5(caption || chr(1) || coalesce(first_comment, ''))) stored,
  text_changed_at timestamptz, -- caption or first comment; null: as they were at first
  location jsonb, -- by the platform's id
  collaborators text[] not null default '{}', -- usernames
  shares_to_feed boolean not null default true, -- of a reel
  cover_at_ms integer check (cover_at_ms >= 0), -- of a reel
  cover_upload_id uuid references uploads (id),
  scheduled_at timestamptz,
  time_zone text, -- the author's, in which the schedule is shown
  wished_at timestamptz, -- when its author would have a draft go out: it is shown then, and never published by it
  missed_at timestamptz, -- it was not begun at its time: a person decides
  translation_failures jsonb not null default '[]' check (jsonb_typeof(translation_failures) = 'array'), -- [{language, code, message}]
  publish_requested_at timestamptz, -- it is published once its captions are translated: since when
  begun_at timestamptz,
  completed_at timestamptz,
  stopped_at timestamptz, -- a person stopped what had not begun
  stopped_by uuid, -- null: the service
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint posts_scheduled check ((scheduled_at is null) or (time_zone is not null))
);
create index posts_author_idx on posts (author_id, id desc);
create index posts_author_status_idx on posts (author_id, status, id desc);
create index posts_begun_idx on posts (begun_at) where begun_at is not null;
create index posts_status_idx on posts (status, id desc);
create index posts_cover_idx on posts (cover_upload_id) where cover_upload_id is not null;
create index posts_caption_idx on posts using gin (lower(caption) gin_trgm_ops);
create index posts_updated_idx on posts (updated_at);
create index posts_wished_idx on posts (wished_at) where wished_at is not null;
create index posts_schedule_idx on posts (scheduled_at) where scheduled_at is not null;
-- Whose time may have come: the others with a time were published long ago.
create index posts_due_idx on posts (scheduled_at)
  where status in ('pending', 'review', 'translating') and missed_at is null;
-- Those that a person has to publish or to schedule again.
create index posts_missed_idx on posts (missed_at) where missed_at is not null;
create index posts_failed_idx on posts (begun_at) where status in ('failed', 'partly_failed');

create table post_media (
  post_id uuid not null references posts (id) on delete cascade,
  position smallint not null check (position between 0 and 19),
  upload_id uuid not null references uploads (id),
  alt_text text,
  user_tags jsonb not null default '[]' check (jsonb_typeof(user_tags) = 'array'),
  constraint post_media_pkey primary key (post_id, position)
);
create index post_media_upload_idx on post_media (upload_id);

-- Groups and single accounts; a group is resolved when publishing begins.
create table post_targets (
  post_id uuid not null references posts (id) on delete cascade,
  group_id uuid references groups (id) on delete cascade,
  publishing_account_id uuid references publishing_accounts (id) on delete cascade,
  constraint post_targets_key unique nulls not distinct (post_id, group_id, publishing_account_id),
  constraint post_targets_one check ((group_id is null) <> (publishing_account_id is null))
);
create index post_targets_group_idx on post_targets (group_id) where group_id is not null;
create index post_targets_account_idx on post_targets (publishing_account_id) where publishing_account_id is not null;

-- Captions other than the post's own: of a language, or of one account, which wins.
create table post_captions (
  post_id uuid not null references posts (id) on delete cascade,
  language text check (language ~ '^[a-z]{2}$'),
  publishing_account_id uuid references publishing_accounts (id) on delete cascade,
  text text not null,
  comment text, -- the first comment; null: not translated
  source_hash text not null, -- of the texts of the post that it is a translation of
  source_caption text, -- the caption among them: what was changed since is the difference
  service text not null, -- who translated it; person: an editor wrote it
  written_by uuid, -- the editor; null: a machine, or unknown
  flags text[] not null default '{}', -- why a person should look at it
  confirmed_at timestamptz,
  updated_at timestamptz not null default world_now(),
  constraint post_captions_key unique nulls not distinct (post_id, language, publishing_account_id),
  constraint post_captions_one check ((language is null) <> (publishing_account_id is null))
);
create index post_captions_account_idx on post_captions (publishing_account_id) where publishing_account_id is not null;

-- The publication of a post on one account. What is needed to find it again is stored before the
-- call that may create it.
create table executions (
  id uuid primary key default uuidv7(),
  post_id uuid not null references posts (id) on delete cascade,
  publishing_account_id uuid references publishing_accounts (id) on delete set null,
  username text not null, -- of the account, as it was called
  group_ids uuid[] not null default '{}', -- that chose its account when the post began
  route text not null check (route in ('official', 'private')),
  caption text not null,
  comment text, -- the first comment, as this account gets it
  language text check (language ~ '^[a-z]{2}$'), -- of the caption; null: unknown, or it has no words
  status text not null default 'queued' check (
    status in ('queued', 'waiting', 'posting', 'success', 'failed', 'unknown', 'cancelled', 'skipped')),
  step text not null default 'upload' check (step in ('upload', 'commit', 'look_up', 'read_back', 'comment', 'done')),
  due_at timestamptz not null default world_now(), -- nothing is done before
  stagger_ms integer not null default 0, -- distance to the publication before it, of the same post
  attempt integer not null default 0, -- the number of its task: each retry has a task of its own
  ids jsonb, -- platforms/publisher.ts, PublishIds
  sent_as text generated always as (ids ->> 'post') stored,
  progress jsonb, -- of the publisher
  commit_sent_at timestamptz, -- from then on the post may be there
  first_sent_at timestamptz, -- the first time with these ids
  reported_missing_at timestamptz, -- a person said that it is not there: it starts again unless a lookup finds it
  commits smallint not null default 0,
  lookups smallint not null default 0,
  not_ready_ms integer not null default 0, -- waited for the platform to process files
  comment_sent_at timestamptz,
  retry_count smallint not null default 0,
  -- Co-authors of the post whom it does not invite: a person retried it without them.
  uninvited text[] not null default '{}',
  is_reencoded boolean not null default false, -- its pictures are sent re-encoded: the platform refused the originals
  media_id text, -- the platform's
  permalink text,
  warnings text[] not null default '{}', -- what is not as it was ordered
  waits_for text,
  waits_message text,
  error_class text,
  error_code text,
  error_message text,
  begun_at timestamptz,
  posted_at timestamptz,
  ended_at timestamptz,
  removed_at timestamptz, -- deleted at the platform
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint executions_account_key unique (post_id, publishing_account_id),
  constraint executions_sent_as_key unique (publishing_account_id, sent_as),
  constraint executions_success check ((status = 'success') <= (posted_at is not null)),
  constraint executions_ended check (
    (status in ('success', 'failed', 'cancelled', 'skipped')) = (ended_at is not null))
);
create index executions_account_post_idx on executions (publishing_account_id, post_id);
create index executions_account_idx on executions (publishing_account_id, posted_at desc);
create index executions_sent_idx on executions (publishing_account_id, commit_sent_at desc)
  where commit_sent_at is not null;
create index executions_account_created_idx on executions (publishing_account_id, created_at desc);
create index executions_open_idx on executions (publishing_account_id, status)
  where status in ('queued', 'waiting', 'posting', 'unknown');
-- By the name of the account, through whichever access.
create index executions_name_idx on executions (username, posted_at desc);
create index executions_name_sent_idx on executions (username, commit_sent_at desc) where commit_sent_at is not null;
create index executions_name_posting_idx on executions (username) where status = 'posting';
create index executions_updated_idx on executions (updated_at);
create index executions_created_idx on executions (created_at);
create index executions_ended_idx on executions (ended_at) where ended_at is not null;
-- The failures of a day, without the successes.
create index executions_failed_idx on executions (ended_at) where status = 'failed';

-- Each action towards a platform, and how it ended.
create table publication_log (
  id uuid primary key default uuidv7(),
  execution_id uuid references executions (id) on delete set null,
  publishing_account_id uuid references publishing_accounts (id) on delete set null,
  username text,
  proxy text, -- its label or address, of a look at a proxy
  route text not null,
  action text not null,
  status text not null,
  duration_ms integer not null check (duration_ms >= 0),
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  requests jsonb not null default '[]' check (jsonb_typeof(requests) = 'array'), -- what was sent, without secrets
  at timestamptz not null default world_now(),
  constraint publication_log_whose check (coalesce(username, proxy) is not null)
);
create index publication_log_at_idx on publication_log (at);
create index publication_log_account_idx on publication_log (publishing_account_id, id desc);
create index publication_log_status_idx on publication_log (status, id desc);
create index publication_log_action_idx on publication_log (action, id desc);
create index publication_log_execution_idx on publication_log (execution_id, id desc);
-- For those who see no proxies: every quarter of an hour each of them may have a line.
create index publication_log_accounts_idx on publication_log (id desc) where action <> 'check_proxy';
