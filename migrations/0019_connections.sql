-- Professional Instagram accounts whose owners let gramd read them through Meta's official API.
create table connections (
  id uuid primary key default uuidv7(),
  owner_id uuid references users (id) on delete set null, -- null: the service's
  platform_id text not null, -- of the account
  username text not null check (username = lower(username)),
  name text,
  kind text check (kind in ('business', 'creator')),
  login text not null check (login in ('facebook', 'instagram')),
  page_id text, -- of Facebook Login
  page_name text,
  granted_by text, -- who authorized, by the id that Meta's callbacks name
  token bytea, -- sealed; null once it was revoked or removed
  user_token bytea, -- sealed; of Facebook Login, which alone can withdraw the grant
  rights_granted text[] not null default '{}',
  rights_missing text[] not null default '{}',
  token_issued_at timestamptz not null default world_now(),
  token_expires_at timestamptz, -- null: never
  data_access_expires_at timestamptz, -- null: unknown
  state text not null default 'active' check (state in ('active', 'expiring', 'auth_error', 'revoked', 'error')),
  state_reason text,
  state_text text,
  authorized_at timestamptz not null default world_now(),
  checked_at timestamptz,
  next_care_at timestamptz not null default world_now() + interval '1 day',
  removed_at timestamptz, -- the same owner's next authorization brings the row back with its posts
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);
create unique index connections_platform_id_key on connections (platform_id) where removed_at is null;
create index connections_username_idx on connections (username) where removed_at is null;
create index connections_owner_idx on connections (owner_id, id) where removed_at is null;
create index connections_care_idx on connections (next_care_at) where removed_at is null;
create index connections_granted_by_idx on connections (granted_by, login) where removed_at is null;

-- Dialogs of Meta that were begun and not ended. The state itself is with the browser alone.
create table connection_dialogs (
  state_hash bytea primary key,
  owner_id uuid references users (id) on delete cascade,
  login text not null check (login in ('facebook', 'instagram')),
  connection_id uuid references connections (id) on delete cascade, -- to be authorized again
  browser_hash bytea, -- null: begun by a program
  redirect_uri text not null,
  purpose text, -- why it was begun, such as store:<id>: listeners get it
  return_to text, -- the page of the console that the browser is led to
  expires_at timestamptz not null
);
create index connection_dialogs_expires_idx on connection_dialogs (expires_at);

-- Pages from which a person has to choose, with their tokens.
create table connection_choices (
  id uuid primary key default uuidv7(),
  secret_hash bytea not null unique,
  owner_id uuid references users (id) on delete cascade,
  purpose text, -- of the dialog
  choices bytea not null, -- sealed
  expires_at timestamptz not null
);
create index connection_choices_expires_idx on connection_choices (expires_at);

-- How much of Meta's limits is used, by its last answer: of an app (by its id), or of an account (by connection).
create table graph_usage (
  scope text not null check (scope in ('app', 'account')),
  key text not null,
  percent real not null,
  reported_at timestamptz not null default world_now(),
  blocked_until timestamptz, -- nothing is sent before
  next_call_at timestamptz, -- the next free turn while calls are spaced
  constraint graph_usage_pkey primary key (scope, key)
);

-- Metrics that Meta has refused, per login, version and type of post, or for one post or account.
create table refused_metrics (
  login text not null,
  version text not null,
  media_type text not null,
  object_id text not null default '', -- Meta's id; empty: all of the type
  metric text not null,
  gap text not null default 'refused',
  refused_until timestamptz not null,
  constraint refused_metrics_pkey primary key (login, version, media_type, object_id, metric)
);
create index refused_metrics_until_idx on refused_metrics (refused_until);

-- Deletion requests that Meta has sent, for the status page.
create table connection_deletions (
  code text primary key,
  accounts integer not null,
  created_at timestamptz not null default world_now()
);
create index connection_deletions_created_idx on connection_deletions (created_at);
