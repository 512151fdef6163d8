-- Takes the login of an account, for the holder of its lease: verdicts as in derived.reserve_request, and
--   busy       another account is logging in through the same proxy
-- A login that `continues` is the account's last one, which has waited for a code: it has its place in the login budget
-- already, and keeps it until one window after its new end; `ended_before` and `outcome_before` say how it had ended.
create function derived.begin_login(
  for_account uuid, for_token uuid, limits jsonb, continues boolean,
  out verdict text, out request_id bigint, out until timestamptz,
  out ended_before timestamptz, out outcome_before text
)
language plpgsql as $$
declare
  held record;
  proxy_state text;
begin
  select p.state into proxy_state
  from public.proxies p join public.instagram_accounts a on a.proxy_id = p.id
  where a.id = for_account
  for no key update of p;

  select a.state, a.lease_for, a.proxy_id into held
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

  select s.stopped_until into until from public.pool_stops s where s.stopped_until > world_now();
  if found then
    verdict := 'stopped';
    return;
  end if;

  if not continues then
    until := derived.login_frees_at(for_account, limits);
    if until > world_now() then
      verdict := 'spent';
      return;
    end if;
  end if;

  -- A login whose holder died would keep the proxy busy until that account is leased again.
  update public.account_requests r set ended_at = world_now(), outcome = 'lost'
  where r.proxy_id = held.proxy_id and r.kind = 'login' and r.ended_at is null
    and not exists (
      select from public.instagram_accounts a where a.id = r.account_id and a.lease_until >= clock_timestamp()
    );
  perform from public.account_requests r
  where r.proxy_id = held.proxy_id and r.kind = 'login' and r.ended_at is null;
  if found then
    verdict := 'busy';
    until := world_now() + interval '30 seconds';
    return;
  end if;
  if continues then
    update public.account_requests r set ended_at = null, outcome = null, proxy_id = held.proxy_id
    where r.id = (
      select l.id from public.account_requests l
      where l.account_id = for_account and l.kind = 'login'
      order by l.ended_at desc nulls first
      limit 1
    )
    returning r.id, old.ended_at, old.outcome into request_id, ended_before, outcome_before;
  end if;
  if request_id is null then
    insert into public.account_requests (account_id, proxy_id, kind)
    values (for_account, held.proxy_id, 'login')
    returning id into request_id;
  end if;
  verdict := 'ok';
  until := null;
end
$$;
