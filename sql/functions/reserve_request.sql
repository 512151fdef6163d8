-- Takes one place in the budgets of an account and its proxy, for the holder of the account's lease. Verdicts:
--   ok         `request_id` may be sent after `wait_ms` of world time
--   spent      no room before `until`
--   stopped    the whole pool stands still before `until`
--   withdrawn  somebody took the account out of service meanwhile; one that is held for care may send out of service,
--              only not when it is paused
--   lost       the lease is no longer the caller's
-- plpgsql, because the counts need a snapshot that is taken after the locks. The proxy is locked before the account,
-- everywhere: that is the order that keeps two accounts of one proxy from waiting for each other.
create function derived.reserve_request(
  for_account uuid, for_token uuid, for_endpoint text, limits jsonb,
  out verdict text, out request_id bigint, out wait_ms double precision, out until timestamptz
)
language plpgsql as $$
declare
  held record;
begin
  perform from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.lease_for, a.proxy_id, a.next_request_at into held
  from public.instagram_accounts a
  where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    verdict := 'lost';
    return;
  end if;
  if held.proxy_id is null or held.state = 'paused'
    or held.lease_for = 'work' and held.state not in ('new', 'active') then
    verdict := 'withdrawn';
    return;
  end if;

  select s.stopped_until into until from public.pool_stops s where s.stopped_until > world_now();
  if found then
    verdict := 'stopped';
    return;
  end if;

  until := derived.budget_frees_at(for_account, held.proxy_id, limits);
  if until > world_now() then
    verdict := 'spent';
    return;
  end if;

  insert into public.account_requests (account_id, proxy_id, kind, endpoint)
  values (for_account, held.proxy_id, 'request', for_endpoint)
  returning id into request_id;
  verdict := 'ok';
  until := null;
  wait_ms := greatest(0, extract(epoch from held.next_request_at - world_now()) * 1000);
end
$$;
