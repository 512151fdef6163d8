-- Gives an account back and stores since when it will be free: the pacing, the budgets, a login
-- that is due, a rest and `not_before` all have their say, then its active hours, whose end is
-- stored as well, and poor health puts it up to 100 seconds behind. What is still open is ended: it
-- may have been sent. False when the lease is no longer the caller's.
create function derived.release_account(
  for_account uuid, for_token uuid, limits jsonb, not_before timestamptz
) returns boolean
language plpgsql as $$
begin
  perform from public.instagram_accounts a where a.id = for_account and a.lease_token = for_token
  for no key update;
  if not found then
    return false;
  end if;
  update public.account_requests r set ended_at = world_now(), outcome = 'abandoned'
  where r.account_id = for_account and r.ended_at is null;
  update public.instagram_accounts a
  set lease_owner = null, lease_token = null, lease_until = null, lease_for = null, updated_at = world_now(),
      free_at = make_interval(secs => 100 - a.health) + hours.opens_at, free_until = hours.closes_at
  from public.instagram_accounts own
  cross join lateral (
    select greatest(
      own.next_request_at,
      own.rest_until,
      not_before,
      nullif(
        derived.budget_frees_at(
          own.id, own.proxy_id, own.warm_up_from, greatest(world_now(), own.next_request_at), limits
        ),
        '-infinity'
      ),
      case when own.session_created_at is null and own.secrets is not null
        then nullif(derived.login_frees_at(own.id, limits), '-infinity')
      end
    ) as at
  ) ready
  cross join lateral derived.active_hours(ready.at, own.time_zone, limits) hours
  where a.id = for_account and own.id = a.id;
  return true;
end
$$;
