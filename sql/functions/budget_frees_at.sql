-- World time from which an account and its proxy have room for one more request in the rolling hour and day; in the
-- past or '-infinity' when they have it now. A place is held until one window after the request ended, and an open
-- request counts as just sent: so a window is full exactly while its n-th latest request, n being the limit, holds its
-- place. `limits` is what src/pool/limits.ts makes.
create function derived.budget_frees_at(for_account uuid, for_proxy uuid, limits jsonb) returns timestamptz
language sql stable as $$
  select greatest(
    '-infinity',
    (select coalesce(ended_at, world_now()) + interval '1 hour' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'account_hour')::integer - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'account_day')::integer - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '1 hour' from public.account_requests
     where proxy_id = for_proxy and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'proxy_hour')::integer - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where proxy_id = for_proxy and kind = 'request'
     order by ended_at desc nulls first
     offset (limits ->> 'proxy_day')::integer - 1 limit 1)
  )
$$;
