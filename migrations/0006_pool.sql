-- The operator's accounts and proxies. Encrypted columns hold envelopes of src/base/crypto.ts.

create table proxies (
  id uuid primary key default uuidv7(),
  protocol text not null check (protocol in ('http', 'https', 'socks5')),
  host text not null check (host <> ''),
  port integer not null check (port between 1 and 65535),
  -- Of protocol, user, host and port: two users of a gateway are two proxies.
  identity_hash bytea not null unique,
  credentials bytea, -- encrypted {username, password}
  label text check (char_length(label) between 1 and 60), -- the operator's name for it
  country text check (country ~ '^[A-Z]{2}$'),
  is_spare boolean not null default false,
  state text not null default 'active' check (state in ('active', 'dead', 'paused')),
  state_since timestamptz not null default world_now(),
  strikes integer not null default 0,
  last_error text,
  -- A proxy that the platform blocks is not revived by a connection elsewhere.
  death_cause text check (death_cause in ('proxy_failed', 'ip_blocked')),
  last_checked_at timestamptz,
  last_latency_ms integer, -- of the last check that succeeded; real time
  last_ok_at timestamptz, -- the last time it carried something
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);
create unique index proxies_label_key on proxies (lower(label));
-- Dead proxies are checked again in this order.
create index proxies_dead_idx on proxies (last_checked_at) where state = 'dead';

create table instagram_accounts (
  id uuid primary key default uuidv7(),
  username text not null unique check (username <> '' and username = lower(username)),
  platform_id text, -- known after a login, or once its session was read
  state text not null default 'new' check (
    state in ('new', 'active', 'resting', 'needs_login', 'needs_operator', 'suspended', 'proxy_error', 'paused')
  ),
  paused_from text, -- the state that a pause ends in
  -- Accounts that publish are never leased to read creators.
  purpose text not null default 'read' check (purpose in ('read', 'publish')),
  health smallint not null default 100 check (health between 0 and 100),
  proxy_id uuid references proxies (id),
  secrets bytea, -- encrypted {password, totpSeed}
  device_seed text not null,
  -- {version, versionCode, bloksVersionId} of the app that its session was made with. Logins and
  -- operators change it, upwards only. Null before the first login.
  app_profile jsonb check (
    app_profile ->> 'version' ~ '^\d{1,4}(\.\d{1,4}){4}$'
    and app_profile ->> 'versionCode' <> '' and app_profile ->> 'bloksVersionId' <> ''
  ),

  -- Encrypted session of the client library; logged in only if session_created_at is set.
  session bytea,
  session_version integer not null default 0,
  session_source text check (session_source in ('login', 'sessionid', 'file')),
  session_created_at timestamptz,
  session_expires_at timestamptz,
  last_verified_at timestamptz,
  last_login_at timestamptz,
  pending_login bytea, -- encrypted: a login that waits for its second factor
  codes_tried smallint not null default 0, -- codes that people entered for the pending login
  password_refused_at timestamptz, -- gramd never sends this password again
  -- From then on (world time) gramd itself logs in an account in needs_login; null when that takes
  -- a person.
  renewal_at timestamptz,
  renewal_off boolean not null default false, -- an operator has switched automatic renewal off

  lease_owner text,
  lease_token uuid,
  lease_until timestamptz, -- real time, as in scrape_tasks
  -- Work and publishing take accounts in service; care is a check of one account by an operator or
  -- the pool.
  lease_for text check (lease_for in ('work', 'publish', 'care')),
  -- Since when it is free, plus a penalty for poor health.
  free_at timestamptz not null default world_now(),
  free_until timestamptz, -- the end of its active hours; null when it has none
  next_request_at timestamptz not null default world_now(),
  last_used_at timestamptz,
  time_zone text, -- of its active hours; null: the pool's
  warm_up_from timestamptz, -- the first day of its warm-up; null when it needs none

  rest_until timestamptz,
  rest_code text, -- the code of the error that it rests for
  -- The end of the last rest: the streaks restart after 24 hours without another one.
  clean_since timestamptz,
  rate_limit_streak integer not null default 0,
  feedback_streak integer not null default 0,
  -- Unreadable answers, counted in halves; a success resets them.
  strikes smallint not null default 0,
  last_error text,
  care_failed_at timestamptz, -- care puts it off after a failure, so that others get their turn
  notes text,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),

  -- A rest outlives other states: an account whose proxy died while it rested is not fresh when the
  -- proxy is back.
  constraint instagram_accounts_rest_has_end check (state <> 'resting' or rest_until is not null),
  constraint instagram_accounts_new_can_log_in check (state <> 'new' or secrets is not null or session is not null),
  constraint instagram_accounts_pause_ends check ((state = 'paused') >= (paused_from is not null)),
  constraint instagram_accounts_renewal_at check (renewal_at is null or state in ('needs_login', 'paused')),
  constraint instagram_accounts_lease_whole check (
    (lease_token is null) = (lease_until is null) and (lease_token is null) = (lease_owner is null)
  ),
  constraint instagram_accounts_lease_for check ((lease_token is null) = (lease_for is null))
);
-- A search for a free account must not step over those that are leased.
create index instagram_accounts_free_idx on instagram_accounts (free_at, id)
  where lease_token is null and state in ('new', 'active', 'resting') and purpose = 'read';
create index instagram_accounts_closing_idx on instagram_accounts (free_until)
  where free_until is not null and lease_token is null and state in ('new', 'active', 'resting');
create index instagram_accounts_lease_idx on instagram_accounts (lease_until) where lease_token is not null;
create index instagram_accounts_proxy_idx on instagram_accounts (proxy_id);
-- Care takes first the sessions that were longest unverified, or that expire soonest.
create index instagram_accounts_verified_idx on instagram_accounts (coalesce(last_verified_at, session_created_at))
  where session_created_at is not null and state in ('new', 'active', 'resting');
create index instagram_accounts_expiry_idx on instagram_accounts (session_expires_at)
  where session_created_at is not null and state in ('new', 'active', 'resting');
create index instagram_accounts_needs_login_idx on instagram_accounts (free_at) where state = 'needs_login';
create index instagram_accounts_renewal_idx on instagram_accounts (renewal_at)
  where state = 'needs_login' and renewal_at is not null and purpose = 'read';

-- One row for each request or login, made before it is sent. It counts against the budget from
-- `reserved_at` until one window after `ended_at`; while `ended_at` is null it counts as just sent.
-- Rows outlive their account, so that the proxy, and the account when it is added again, keep their
-- usage.
create table account_requests (
  id bigint generated always as identity primary key,
  account_id uuid references instagram_accounts (id) on delete set null,
  proxy_id uuid references proxies (id) on delete set null,
  kind text not null check (kind in ('request', 'login')),
  endpoint text,
  task_id bigint, -- for which it was sent; null: for care
  reserved_at timestamptz not null default world_now(),
  ended_at timestamptz,
  outcome text,
  removed_username text -- of an account that was removed
);
-- The n-th latest end shows whether a window has room: a query reads as many entries as the limit
-- allows. There is no index by age: ids are in that order.
create index account_requests_account_idx on account_requests (account_id, ended_at) where kind = 'request';
create index account_requests_proxy_idx on account_requests (proxy_id, ended_at) where kind = 'request';
create index account_requests_login_idx on account_requests (account_id, ended_at) where kind = 'login';
create index account_requests_task_idx on account_requests (task_id, reserved_at) where task_id is not null;
create index account_requests_removed_idx on account_requests (removed_username) where removed_username is not null;
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
  -- What failed, when it happened in service. The circuit breaker counts these over the last
  -- minutes by account_events_created_idx, whatever the length of the history.
  blames text check (blames in ('account', 'proxy')),
  detail jsonb not null default '{}',
  created_at timestamptz not null default world_now()
);
create index account_events_account_idx on account_events (account_id, id desc);
-- The newest of a kind, and a history by kind, without reading the whole history of an account.
create index account_events_event_idx on account_events (account_id, event, id desc);
create index account_events_created_idx on account_events (created_at);

-- Accounts whose last login was refused because of the version of the app. Such an account does not
-- log in by itself with that version or an older one; no account does while several were refused
-- within days.
create table app_login_refusals (
  account_id uuid primary key references instagram_accounts (id) on delete cascade,
  app_version text not null check (app_version ~ '^\d{1,4}(\.\d{1,4}){4}$'),
  refused_at timestamptz not null default world_now(),
  -- Another account has logged in with this version since: the cause is the account, not the
  -- version.
  is_accounts_own boolean not null default false
);

-- Targets on which accounts met a challenge. After the second account the pool avoids a target for
-- a while.
create table pool_targets (
  target text primary key,
  account_ids uuid[] not null,
  last_at timestamptz not null default world_now(),
  quarantined_until timestamptz,
  -- Successful requests since it cost an account: weighed against new challenges.
  answered integer not null default 0
);
create index pool_targets_age_idx on pool_targets (last_at);
create index pool_targets_quarantined_idx on pool_targets (quarantined_until, target)
  where quarantined_until is not null;

-- A row while the whole pool is stopped: no account is leased and nothing is sent before
-- `stopped_until`.
create table pool_stops (
  singleton boolean primary key default true check (singleton),
  cause text not null,
  stopped_until timestamptz not null,
  created_at timestamptz not null default world_now()
);

-- One row: what operators have switched while gramd runs, for all processes. Null: the setting
-- decides.
create table pool_switches (
  singleton boolean primary key default true check (singleton),
  renew_sessions boolean,
  updated_at timestamptz not null default world_now()
);
insert into pool_switches default values;
