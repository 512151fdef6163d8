-- Whether the next login of an account would probably be refused because of the version of its app:
-- its own last one was, with that version or a newer one, or those of several accounts were within
-- seven days. One account alone may have a cause of its own. It would log in with the newer of its
-- own app and the configured one (`app_version` of `limits`).
create function derived.login_blocked(account public.instagram_accounts, limits jsonb) returns boolean
language sql stable as $$
  select coalesce(
    bool_or(r.account_id = account.id)
      or count(*) filter (where not r.is_accounts_own and r.refused_at > world_now() - interval '7 days') >= 2,
    false
  )
  from public.app_login_refusals r
  where derived.app_version(r.app_version) >= greatest(
    derived.app_version(limits ->> 'app_version'), derived.app_version(account.app_profile ->> 'version')
  )
$$;
