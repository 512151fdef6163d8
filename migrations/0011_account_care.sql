-- What it takes to keep accounts alive for years: whose session it is, why an account rests, who holds it and for what,
-- and what must not be tried again.

alter table proxies
  add column last_ok_at timestamptz, -- when it last carried something
  -- Why it is dead: what the platform refuses is not revived by a connection elsewhere.
  add column death_cause text check (death_cause in ('proxy_failed', 'ip_blocked'));

alter table instagram_accounts
  add column platform_id text,          -- known once it has logged in or its session was read
  add column session_source text check (session_source in ('login', 'sessionid', 'file')),
  add column rest_code text,            -- the code of the error that it rests for
  add column strikes smallint not null default 0, -- of answers that nobody could read, in halves; a success forgets them
  add column paused_from text,          -- the state that a pause ends in
  -- What it is leased for: work takes accounts in service; care is an operator's or the pool's own look at one account.
  add column lease_for text check (lease_for in ('work', 'care')),
  add column pending_login bytea,       -- encrypted: a login that waits for its second factor
  add column codes_tried smallint not null default 0, -- of persons, for the login that waits
  add column password_refused_at timestamptz, -- never sent again until it is replaced
  add column warm_up_from timestamptz,  -- the first day of its warm-up; null when it needs none
  add column time_zone text;            -- for its active hours, when not the pool's
update instagram_accounts set lease_for = 'work' where lease_token is not null;
alter table instagram_accounts
  add constraint instagram_accounts_pause_ends check ((state = 'paused') >= (paused_from is not null)),
  add constraint instagram_accounts_lease_for check ((lease_token is null) = (lease_for is null));
-- Sessions that were not heard of for long, or end soon, are looked after in the order of their need.
create index instagram_accounts_verified_idx on instagram_accounts (coalesce(last_verified_at, session_created_at))
  where session_created_at is not null and state in ('new', 'active', 'resting');
create index instagram_accounts_expiry_idx on instagram_accounts (session_expires_at)
  where session_created_at is not null and state in ('new', 'active', 'resting');
create index instagram_accounts_needs_login_idx on instagram_accounts (free_at) where state = 'needs_login';

-- Until when a free account may be used: the end of its active hours, null when it has none.
alter table instagram_accounts add column free_until timestamptz;
create index instagram_accounts_closing_idx on instagram_accounts (free_until)
  where free_until is not null and lease_token is null and state in ('new', 'active', 'resting');

-- Whoever looks for a free account must not have to step over those that are at work.
drop index instagram_accounts_free_idx;
create index instagram_accounts_free_idx on instagram_accounts (free_at, id)
  where lease_token is null and state in ('new', 'active', 'resting');

-- Old requests are found by their ids, which are as old as they are; each request is spared two entries.
drop index account_requests_age_idx;

-- Targets on which accounts met a challenge. After the second account a target is set aside.
create table pool_targets (
  target text primary key,
  account_ids uuid[] not null,
  last_at timestamptz not null default world_now(),
  set_aside_until timestamptz
);
create index pool_targets_age_idx on pool_targets (last_at);
create index account_events_created_idx on account_events (created_at);
-- The newest of a kind, and a history by kind: without it they read the whole history of an account.
create index account_events_event_idx on account_events (account_id, event, id desc);
-- Whose failure an event tells of, when it took place in service: these are what makes the whole pool brake. They are
-- counted over the last minutes by account_events_created_idx, so the length of the history does not matter.
alter table account_events add column blames text check (blames in ('account', 'proxy'));
-- Dead proxies are looked at again in the order in which they were last.
create index proxies_dead_idx on proxies (last_checked_at) where state = 'dead';
create index pool_targets_set_aside_idx on pool_targets (set_aside_until, target) where set_aside_until is not null;
-- When a pass of care last failed on it: it is put off then, so that it does not hold up the others.
alter table instagram_accounts add column care_failed_at timestamptz;
