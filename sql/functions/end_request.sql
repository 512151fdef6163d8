-- Ends what derived.reserve_request gave, or a step of a login (without `for_request`), and sets when the account may
-- send again. False, and nothing is written, when the lease is no longer the caller's: the new holder has ended
-- the request already. `healthy` says that the account and its proxy did their part, whatever the target was.
create function derived.end_request(
  for_account uuid, for_token uuid, for_request bigint, with_outcome text, healthy boolean,
  gap_seconds double precision
) returns boolean
language plpgsql as $$
begin
  if healthy then
    update public.proxies p set strikes = 0, last_ok_at = world_now(), updated_at = world_now()
    where p.strikes > 0 and p.id = (
      select a.proxy_id from public.instagram_accounts a where a.id = for_account and a.lease_token = for_token
    );
  end if;
  update public.instagram_accounts a
  set next_request_at = greatest(a.next_request_at, world_now() + make_interval(secs => gap_seconds)),
      last_used_at = world_now(),
      -- To the minute, because an index is on it: other ends then leave all indexes of the account alone.
      last_verified_at = case
        when healthy and a.session_created_at is not null
          and (a.last_verified_at > world_now() - interval '1 minute') is not true then world_now()
        else a.last_verified_at
      end,
      health = case when healthy then least(100, a.health + 1) else a.health end,
      strikes = case when healthy then 0 else a.strikes end,
      updated_at = world_now()
  where a.id = for_account and a.lease_token = for_token;
  if not found then
    return false;
  end if;
  update public.account_requests r set ended_at = world_now(), outcome = with_outcome
  where r.id = for_request and r.account_id = for_account and r.ended_at is null;
  return true;
end
$$;
