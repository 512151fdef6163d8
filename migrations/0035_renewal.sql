-- A dead session whose login has to wait: until when, and the switches of automatic renewal.

alter table instagram_accounts
  -- From when (world time) an account in needs_login is logged in by gramd itself; null when that takes a person.
  add column renewal_at timestamptz,
  -- An operator has switched automatic renewal off for this account.
  add column renewal_off boolean not null default false,
  add constraint instagram_accounts_renewal_at check (renewal_at is null or state in ('needs_login', 'paused'));
create index instagram_accounts_renewal_idx on instagram_accounts (renewal_at)
  where state = 'needs_login' and renewal_at is not null;

-- One row. What operators have switched while gramd runs, for all processes; null leaves it to the setting.
create table pool_switches (
  singleton boolean primary key default true check (singleton),
  renew_sessions boolean,
  updated_at timestamptz not null default world_now()
);
insert into pool_switches default values;
