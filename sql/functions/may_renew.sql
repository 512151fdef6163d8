-- Whether gramd may log an account in without a person who says so: there is a password that was not refused, automatic
-- renewal is on, for this account and for all, and logins are not refused for the version of its app.
create function derived.may_renew(account public.instagram_accounts, limits jsonb) returns boolean
language sql stable as $$
  select account.secrets is not null and account.password_refused_at is null and not account.renewal_off
    and coalesce((select s.renew_sessions from public.pool_switches s), (limits ->> 'renew_sessions')::boolean)
    and not derived.login_blocked(account, limits)
$$;
