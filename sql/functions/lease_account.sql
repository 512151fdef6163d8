-- Leases the account that has been free for longest to `for_owner`, or gives no row. `estimate` is
-- how many requests the work will take: of the 20 longest free ones, one is preferred that has room
-- for them in the hour. The account of the name `wanted` goes before all others when it is free,
-- and with `only_wanted` none of the others will do. An account that publishes is never taken to
-- read: `for_purpose` 'publish' takes such a one, and only the wanted. Only the row that is taken
-- is locked: the others stay free for concurrent callers. An account whose session is dead is among
-- them from `renewal_at` on: its holder logs it in. Open requests of a holder that fell silent may
-- have been sent, so they are ended now, and the account waits one full gap.
create function derived.lease_account(
  for_owner text, lease_seconds double precision, estimate integer, gap_seconds double precision, limits jsonb,
  wanted text, only_wanted boolean, for_purpose text
)
returns table (
  id uuid, username text, platform_id text, state text, device_seed text, secrets bytea, session bytea,
  session_version integer, pending_login bytea, lease_token uuid, is_logged_in boolean, was_logged_in boolean,
  is_password_refused boolean, earlier_state text, was_taken_over boolean, proxy_id uuid,
  proxy_protocol text, proxy_host text, proxy_port integer, proxy_credentials bytea, app_profile jsonb
)
language plpgsql
-- The plan is fixed by settings, because a pool grows faster than its statistics: walks of ordered indexes.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
#variable_conflict use_column
begin
  return query
  with usable as materialized (
    (
      select a.id, a.free_at, a.warm_up_from, true as is_wanted
      from public.instagram_accounts a
      where a.username = wanted and a.purpose = for_purpose
        and (a.state in ('new', 'active', 'resting') or a.state = 'needs_login'
          and a.renewal_at <= (select world_now()))
        and a.free_at <= (select world_now())
        and case when a.lease_token is null
          then a.free_until is null or a.free_until > (select world_now())
          else a.lease_until < statement_timestamp() end
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
    )
    union all
    (
      select a.id, a.free_at, a.warm_up_from, false
      from public.instagram_accounts a
      where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
        and a.free_at <= (select world_now())
        and (a.free_until is null or a.free_until > (select world_now()))
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
        and not only_wanted and a.username is distinct from wanted
      order by a.free_at, a.id
      limit 20
    )
    union all
    (
      select a.id, a.free_at, a.warm_up_from, false
      from public.instagram_accounts a
      where a.purpose = 'read' and a.state = 'needs_login' and a.renewal_at <= (select world_now())
        and a.lease_token is null
        and a.free_at <= (select world_now()) and (a.free_until is null or a.free_until > (select world_now()))
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
        and not only_wanted and a.username is distinct from wanted
      order by a.renewal_at
      limit 20
    )
    union all
    -- Their holders fell silent; by a fixed time, as an index needs it.
    (
      select a.id, a.free_at, a.warm_up_from, false
      from public.instagram_accounts a
      where a.lease_token is not null and a.lease_until < statement_timestamp()
        and a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.free_at <= (select world_now())
        and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
        and not exists (select from public.pool_stops s where s.stopped_until > (select world_now()))
        and not only_wanted and a.username is distinct from wanted
      order by a.lease_until
      limit 20
    )
  ),
  candidate as materialized (
    select u.id, u.free_at, u.is_wanted, not exists (
      select from (
        select r.ended_at from public.account_requests r
        where r.account_id = u.id and r.kind = 'request'
        order by r.ended_at desc nulls first
        offset greatest(0, greatest(1, floor(
          (limits ->> 'account_hour')::integer * derived.warm_up_share(u.warm_up_from, (select world_now()), limits)
        ))::integer - estimate) limit 1
      ) nth
      where nth.ended_at is null or nth.ended_at + interval '1 hour' > (select world_now())
    ) as has_enough
    from usable u
  ),
  locked as materialized (
    select a.id, a.state as earlier_state, a.lease_token is not null as was_taken_over
    from public.instagram_accounts a join candidate c on c.id = a.id
    where a.purpose = for_purpose
      and (a.state in ('new', 'active', 'resting') or a.state = 'needs_login' and a.renewal_at <= (select world_now()))
      and a.free_at <= (select world_now())
      and (a.lease_token is null or a.lease_until < clock_timestamp())
    order by c.is_wanted desc, c.has_enough desc, c.free_at, c.id
    limit 1
    for no key update of a skip locked
  ),
  taken as (
    update public.instagram_accounts a
    set lease_owner = for_owner,
        lease_token = gen_random_uuid(),
        lease_for = case for_purpose when 'publish' then 'publish' else 'work' end,
        lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
        state = case when a.state in ('resting', 'needs_login') then 'active' else a.state end,
        renewal_at = null,
        rest_until = null,
        rest_code = null,
        next_request_at = case when l.was_taken_over
          then greatest(a.next_request_at, world_now() + make_interval(secs => gap_seconds)) else a.next_request_at end
    from locked l, public.proxies p
    where a.id = l.id and p.id = a.proxy_id
    returning a.id, a.username, a.platform_id, a.state, a.device_seed, a.secrets, a.session, a.session_version,
      a.pending_login, a.lease_token, a.session_created_at is not null as is_logged_in,
      a.last_login_at is not null or a.session_source is not null as was_logged_in,
      a.password_refused_at is not null as is_password_refused, l.earlier_state, l.was_taken_over,
      p.id as proxy_id, p.protocol as proxy_protocol, p.host as proxy_host, p.port as proxy_port,
      p.credentials as proxy_credentials, a.app_profile
  ),
  ended as (
    update public.account_requests r set ended_at = (select world_now()), outcome = 'lost'
    where r.account_id = (select id from taken where was_taken_over) and r.ended_at is null
  ),
  events as (
    insert into public.account_events (account_id, event, from_state, to_state)
    select id, case earlier_state when 'resting' then 'rest_over' else 'renewal_due' end, earlier_state, 'active'
    from taken where earlier_state in ('resting', 'needs_login')
  )
  select * from taken;
end
$$;
