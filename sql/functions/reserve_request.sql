-- Takes one place in the budgets of an account and its proxy, for the holder of the account's
-- lease. Verdicts:
--   ok         `request_id` may be sent after `wait_ms` of world time
--   spent      no room, or outside the active hours, before `until`
--   stopped    the whole pool pauses until `until`
--   withdrawn  an operator took the account out of service meanwhile; one that is held for care may
--              send out of service, only not when it is paused, nor through a proxy that is dead or
--              paused
--   replaced   a person has put in another session than the `for_version` that the caller works
--              with (null accepts every version)
--   lost       the lease is no longer the caller's
-- Room that comes within `patience_seconds` is taken at once and waited for, like the gap: the work
-- stays on its account. Until then both the request and the one whose place it takes are counted,
-- so that no other request starts too early. plpgsql, because the counts need a snapshot that is
-- taken after the locks. The proxy is locked before the account, everywhere: that is the order that
-- keeps two accounts of one proxy from waiting for each other.
create function derived.reserve_request(
  for_account uuid, for_token uuid, for_endpoint text, limits jsonb, for_version integer, for_task bigint,
  out verdict text, out request_id bigint, out wait_ms double precision, out until timestamptz
)
language plpgsql as $$
declare
  held record;
  proxy_state text;
  now timestamptz;
  room_at timestamptz;
  send_at timestamptz;
begin
  select p.state into proxy_state
  from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.lease_for, a.proxy_id, a.next_request_at, a.warm_up_from, a.time_zone, a.session_version into held
  from public.instagram_accounts a
  where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    verdict := 'lost';
    return;
  end if;
  if held.proxy_id is null or proxy_state <> 'active' or held.state = 'paused'
    or held.lease_for <> 'care' and held.state not in ('new', 'active') then
    verdict := 'withdrawn';
    return;
  end if;
  if held.session_version <> for_version then
    verdict := 'replaced';
    return;
  end if;

  now := world_now();
  select s.stopped_until into until from public.pool_stops s where s.stopped_until > now;
  if found then
    verdict := 'stopped';
    return;
  end if;

  send_at := greatest(now, held.next_request_at);
  room_at := derived.budget_frees_at(for_account, held.proxy_id, held.warm_up_from, send_at, limits);
  send_at := greatest(send_at, room_at);
  select h.opens_at into until from derived.active_hours(send_at, held.time_zone, limits) h;
  if until > send_at or room_at > now + make_interval(secs => (limits ->> 'patience_seconds')::double precision) then
    verdict := 'spent';
    until := case when until > send_at then until else room_at end;
    return;
  end if;

  insert into public.account_requests (account_id, proxy_id, kind, endpoint, task_id)
  values (for_account, held.proxy_id, 'request', for_endpoint, for_task)
  returning id into request_id;
  verdict := 'ok';
  until := null;
  wait_ms := extract(epoch from send_at - now) * 1000;
end
$$;
