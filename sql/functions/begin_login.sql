-- Takes the login of an account, for the holder of its lease: verdicts as in derived.reserve_request, and
--   busy       another account is logging in through the same proxy
create function derived.begin_login(
  for_account uuid, for_token uuid, limits jsonb,
  out verdict text, out request_id bigint, out until timestamptz
)
language plpgsql as $$
declare
  held record;
begin
  perform from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.proxy_id into held
  from public.instagram_accounts a
  where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    verdict := 'lost';
    return;
  end if;
  if held.state not in ('new', 'active') or held.proxy_id is null then
    verdict := 'withdrawn';
    return;
  end if;

  select s.stopped_until into until from public.pool_stops s where s.stopped_until > world_now();
  if found then
    verdict := 'stopped';
    return;
  end if;

  until := derived.login_frees_at(for_account, limits);
  if until > world_now() then
    verdict := 'spent';
    return;
  end if;

  -- A login whose holder died would keep the proxy busy until that account is leased again.
  update public.account_requests r set ended_at = world_now(), outcome = 'lost'
  where r.proxy_id = held.proxy_id and r.kind = 'login' and r.ended_at is null
    and not exists (
      select from public.instagram_accounts a where a.id = r.account_id and a.lease_until >= clock_timestamp()
    );
  insert into public.account_requests (account_id, proxy_id, kind)
  values (for_account, held.proxy_id, 'login')
  on conflict do nothing
  returning id into request_id;
  if request_id is null then
    verdict := 'busy';
    until := world_now() + interval '30 seconds';
    return;
  end if;
  verdict := 'ok';
  until := null;
end
$$;
