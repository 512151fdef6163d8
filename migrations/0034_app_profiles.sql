-- Which app an account's device has, and what Instagram says of logins from it.

-- {version, versionCode, bloksVersionId} that its session was made with; changed by a login or an operator, upwards only.
-- Null before the first login, and for older sessions until they are used next.
alter table instagram_accounts add column app_profile jsonb check (
  app_profile ->> 'version' ~ '^\d{1,4}(\.\d{1,4}){4}$'
  and app_profile ->> 'versionCode' <> '' and app_profile ->> 'bloksVersionId' <> ''
);

-- Accounts whose last login was refused because of the version of the app. Such an account does not log in by itself with that
-- version or an older one; no account does while several were refused within some days.
create table app_login_refusals (
  account_id uuid primary key references instagram_accounts (id) on delete cascade,
  app_version text not null check (app_version ~ '^\d{1,4}(\.\d{1,4}){4}$'),
  refused_at timestamptz not null default world_now(),
  -- Another account has logged in with this version since: the refusal has to do with the account alone.
  is_accounts_own boolean not null default false
);
