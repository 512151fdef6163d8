-- The operator's accounts and proxies. Encrypted columns hold crypto.ts envelopes (key id, nonce, tag, ciphertext).

create table proxies (
  id uuid primary key default uuidv7(),
  protocol text not null check (protocol in ('http', 'https', 'socks5')),
  host text not null check (host <> ''),
  port integer not null check (port between 1 and 65535),
  identity_hash bytea not null unique, -- protocol, user, host and port: two logins at one gateway are two proxies
  credentials bytea,                   -- encrypted {username, password}
  country text check (country ~ '^[A-Z]{2}$'),
  state text not null default 'active' check (state in ('active', 'dead', 'paused')),
  is_spare boolean not null default false,
  strikes integer not null default 0,
  last_error text,
  last_checked_at timestamptz,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);

create table instagram_accounts (
  id uuid primary key default uuidv7(),
  username text not null unique check (username <> '' and username = lower(username)),
  state text not null default 'new' check (
    state in ('new', 'active', 'resting', 'needs_login', 'needs_operator', 'suspended', 'proxy_error', 'paused')
  ),
  rest_until timestamptz,
  secrets bytea,       -- encrypted {password, totpSeed}
  session bytea,       -- encrypted session of the client library; logged in only if session_created_at is set
  session_version integer not null default 0,
  device_seed text not null,
  proxy_id uuid references proxies (id),
  health smallint not null default 100 check (health between 0 and 100),
  rate_limit_streak integer not null default 0,
  feedback_streak integer not null default 0,
  free_at timestamptz not null default world_now(), -- since when it is free, plus a penalty for poor health
  next_request_at timestamptz not null default world_now(),
  lease_owner text,
  lease_token uuid,
  lease_until timestamptz, -- real time, as in scrape_tasks
  session_created_at timestamptz,
  session_expires_at timestamptz,
  last_used_at timestamptz,
  last_verified_at timestamptz,
  last_login_at timestamptz,
  clean_since timestamptz, -- the end of the last rest: the streaks are forgotten after 24 hours without another one
  last_error text,
  notes text,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  -- A rest outlives other states: an account whose proxy died while it rested is not fresh when the proxy is back.
  constraint instagram_accounts_rest_has_end check (state <> 'resting' or rest_until is not null),
  constraint instagram_accounts_new_can_log_in check (state <> 'new' or secrets is not null or session is not null),
  constraint instagram_accounts_lease_whole check (
    (lease_token is null) = (lease_until is null) and (lease_token is null) = (lease_owner is null)
  )
);
create index instagram_accounts_free_idx on instagram_accounts (free_at, id) where state in ('new', 'active', 'resting');
create index instagram_accounts_lease_idx on instagram_accounts (lease_until) where lease_token is not null;
create index instagram_accounts_proxy_idx on instagram_accounts (proxy_id);

-- One row per request or login, made before it is sent. It holds its place in the budget from `reserved_at` until one
-- window after `ended_at`; while `ended_at` is null it counts as just sent. Rows outlive their account, so that the
-- proxy, and the account when it is added again, keep what they have spent.
create table account_requests (
  id bigint generated always as identity primary key,
  account_id uuid references instagram_accounts (id) on delete set null,
  proxy_id uuid references proxies (id) on delete set null,
  kind text not null check (kind in ('request', 'login')),
  endpoint text,
  reserved_at timestamptz not null default world_now(),
  ended_at timestamptz,
  outcome text,
  removed_username text -- of an account that is gone
);
-- The n-th latest end tells whether a window has room, so a look takes as many entries as the limit has places.
create index account_requests_account_idx on account_requests (account_id, ended_at) where kind = 'request';
create index account_requests_proxy_idx on account_requests (proxy_id, ended_at) where kind = 'request';
create index account_requests_login_idx on account_requests (account_id, ended_at) where kind = 'login';
create index account_requests_removed_idx on account_requests (removed_username) where removed_username is not null;
create index account_requests_age_idx on account_requests (ended_at);
-- One request in flight per account, and one login per proxy.
create unique index account_requests_open_idx on account_requests (account_id) where ended_at is null;
create unique index account_requests_open_login_idx on account_requests (proxy_id)
  where ended_at is null and kind = 'login';

create table account_events (
  id bigint generated always as identity primary key,
  account_id uuid references instagram_accounts (id) on delete cascade,
  event text not null,
  from_state text,
  to_state text,
  code text,
  detail jsonb not null default '{}',
  created_at timestamptz not null default world_now()
);
create index account_events_account_idx on account_events (account_id, id desc);

-- A row while the whole pool is stopped: no account is leased and nothing is sent before `stopped_until`.
create table pool_stops (
  singleton boolean primary key default true check (singleton),
  cause text not null,
  stopped_until timestamptz not null,
  created_at timestamptz not null default world_now()
);

-- Messages to people. `cause` keeps one cause from being told a thousand times.
create table notifications (
  id uuid primary key default uuidv7(),
  kind text not null,
  cause text not null,
  payload jsonb not null default '{}',
  created_at timestamptz not null default world_now(),
  delivered_at timestamptz
);
create unique index notifications_open_cause_idx on notifications (cause) where delivered_at is null;
