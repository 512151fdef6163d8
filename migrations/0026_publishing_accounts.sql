-- Accounts that posts are published on: of the pool, and connected ones. What makes an account one
-- of these is its purpose, or that it is in a group; the row retains its settings and its history
-- as a publisher, and stays when that ends.
create table publishing_accounts (
  id uuid primary key default uuidv7(),
  account_id uuid unique references instagram_accounts (id) on delete cascade,
  connection_id uuid unique references connections (id) on delete cascade,
  language text check (language ~ '^[a-z]{2}$'), -- ISO 639-1; null: captions stay as they are written
  formality text not null default 'default' check (formality in ('default', 'formal', 'informal')),
  posts_limit_per_day integer not null default 10 check (posts_limit_per_day between 0 and 100),
  born_at timestamptz not null default world_now(), -- of the account at Instagram, as far as known
  warmup_stage smallint check (warmup_stage between 0 and 3), -- 3: full limits; null: by its age
  -- After errors, longer with each in a row.
  paused_until timestamptz,
  errors_in_row integer not null default 0 check (errors_in_row >= 0),
  rest_until timestamptz, -- at its limit
  -- How many posts Meta lets a connected account publish within a window, and how many there were when Meta was asked;
  -- posts since then count as well. Null: Meta was not asked, or must be asked before the next post.
  quota_used integer check (quota_used >= 0),
  quota_total integer check (quota_total >= 0),
  quota_window_ms bigint check (quota_window_ms > 0),
  quota_read_at timestamptz,
  quota_full_until timestamptz, -- it was used up: nothing is published before
  last_post_at timestamptz,
  failed_attempts integer not null default 0 check (failed_attempts >= 0),
  unused_notified_at timestamptz, -- when operators were warned that its unused session will be deleted
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint publishing_accounts_one_kind check ((account_id is null) <> (connection_id is null))
);

-- The states of derived.publishing_accounts as they changed, noted every quarter of an hour.
create table publishing_account_states (
  id uuid primary key default uuidv7(),
  publishing_account_id uuid not null references publishing_accounts (id) on delete cascade,
  state text not null,
  observed_at timestamptz not null default world_now()
);
create index publishing_account_states_account_idx on publishing_account_states (publishing_account_id, id desc);
create index publishing_account_states_observed_at_idx on publishing_account_states (observed_at);

-- When operators were notified of a lasting problem, so that they are notified once.
create table publishing_notices (
  name text primary key,
  notified_at timestamptz not null default world_now()
);

create table groups (
  id uuid primary key default uuidv7(),
  name text not null check (char_length(name) between 1 and 100),
  description text check (char_length(description) <= 1000),
  -- By which people know its accounts; both differ, so that it reads without colour, too.
  colour text not null default 'teal' check (colour in ('teal', 'amber', 'violet', 'rose', 'green', 'blue')),
  shape text not null default 'circle' check (shape in ('circle', 'square', 'triangle', 'diamond')),
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);
create unique index groups_name_key on groups (lower(name));

create table group_members (
  group_id uuid not null references groups (id) on delete cascade,
  publishing_account_id uuid not null references publishing_accounts (id) on delete cascade,
  constraint group_members_pkey primary key (group_id, publishing_account_id)
);
create index group_members_account_idx on group_members (publishing_account_id);
