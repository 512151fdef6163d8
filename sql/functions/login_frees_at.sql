-- World time from which an account may log in again: one login in `login_gap_seconds` and `logins_per_day` in 24 hours,
-- counted as in derived.budget_frees_at.
create function derived.login_frees_at(for_account uuid, limits jsonb) returns timestamptz
language sql stable as $$
  select greatest(
    '-infinity',
    (select coalesce(ended_at, world_now()) + make_interval(secs => (limits ->> 'login_gap_seconds')::double precision)
     from public.account_requests
     where account_id = for_account and kind = 'login'
     order by ended_at desc nulls first
     limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where account_id = for_account and kind = 'login'
     order by ended_at desc nulls first
     offset (limits ->> 'logins_per_day')::integer - 1 limit 1)
  )
$$;
