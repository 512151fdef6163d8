-- World time from which an account has room for one more request when it may send so many in the
-- rolling hour and day; in the past or '-infinity' when it has it now. A place is held until one
-- window after the request ended, and an open request counts as just sent: so a window is full
-- exactly while its n-th latest request, n being the limit, holds its place.
create function derived.account_frees_at(for_account uuid, hour_limit integer, day_limit integer) returns timestamptz
language sql stable as $$
  select greatest(
    '-infinity',
    (select coalesce(ended_at, world_now()) + interval '1 hour' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset hour_limit - 1 limit 1),
    (select coalesce(ended_at, world_now()) + interval '24 hours' from public.account_requests
     where account_id = for_account and kind = 'request'
     order by ended_at desc nulls first
     offset day_limit - 1 limit 1)
  )
$$;
