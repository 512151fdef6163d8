-- Gives an account back and stores since when it will be free: the pacing, the budgets, a login that is due, a rest and
-- `not_before` all have their say, and poor health puts it up to 100 seconds behind. What is still open is ended: it
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
      free_at = make_interval(secs => 100 - a.health) + greatest(
        a.next_request_at,
        a.rest_until,
        not_before,
        nullif(derived.budget_frees_at(a.id, a.proxy_id, limits), '-infinity'),
        case when a.session_created_at is null and a.secrets is not null
          then nullif(derived.login_frees_at(a.id, limits), '-infinity')
        end
      )
  where a.id = for_account;
  return true;
end
$$;
