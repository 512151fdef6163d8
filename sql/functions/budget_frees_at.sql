-- World time from which an account and its proxy have room for one more request in the rolling hour
-- and day, counted as in derived.account_frees_at; in the past or '-infinity' when they have it
-- now. An account in its warm-up has a share of its own budget, at least one request; that of the
-- proxy is whole. `send_at` is when the request would leave, were there room. `limits` is what
-- src/pool/state/limits.ts makes.
create function derived.budget_frees_at(
  for_account uuid, for_proxy uuid, warm_up_from timestamptz, send_at timestamptz, limits jsonb
) returns timestamptz
language plpgsql stable as $$
declare
  hour_limit integer := (limits ->> 'account_hour')::integer;
  day_limit integer := (limits ->> 'account_day')::integer;
  share numeric := derived.warm_up_share(warm_up_from, send_at, limits);
  -- When the next day of the warm-up begins, whose budget is another one.
  next_day timestamptz;
  account_frees_at timestamptz;
begin
  account_frees_at := derived.account_frees_at(
    for_account, greatest(1, floor(hour_limit * share)::integer), greatest(1, floor(day_limit * share)::integer)
  );
  next_day := warm_up_from
    + make_interval(secs => 86400 * (1 + greatest(0,
      floor(extract(epoch from send_at - warm_up_from) / 86400)))::double precision);
  -- Nothing is full for longer than a day, so that the day after the next need not be looked at.
  if account_frees_at > next_day then
    share := derived.warm_up_share(warm_up_from, next_day, limits);
    account_frees_at := greatest(next_day, derived.account_frees_at(
      for_account, greatest(1, floor(hour_limit * share)::integer), greatest(1, floor(day_limit * share)::integer)
    ));
  end if;
  return greatest(
    account_frees_at,
    (select coalesce(r.ended_at, world_now()) + interval '1 hour' from public.account_requests r
     where r.proxy_id = for_proxy and r.kind = 'request'
     order by r.ended_at desc nulls first
     offset (limits ->> 'proxy_hour')::integer - 1 limit 1),
    (select coalesce(r.ended_at, world_now()) + interval '24 hours' from public.account_requests r
     where r.proxy_id = for_proxy and r.kind = 'request'
     order by r.ended_at desc nulls first
     offset (limits ->> 'proxy_day')::integer - 1 limit 1)
  );
end
$$;
