-- How many accounts could be leased now to read, those whose login is due included, counted no
-- further than 200; when the next one is free, if none is; how many are within `soon_seconds` of
-- world time then, counted no further than `soon_most`; and whether accounts are waiting for
-- derived.close_accounts.
create function derived.free_accounts(soon_seconds double precision, soon_most integer)
returns table (free bigint, next_free_at timestamptz, soon bigint, has_closed boolean)
language plpgsql stable
-- As in derived.lease_account.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
#variable_conflict use_column
begin
  return query
  with stop as (select max(stopped_until) as until from public.pool_stops where stopped_until > (select world_now())),
  ready as (
    select from public.instagram_accounts a
    where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
      and a.free_at <= (select world_now())
      and (a.free_until is null or a.free_until > (select world_now()))
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.free_at
    limit 200
  ),
  due_logins as (
    select from public.instagram_accounts a
    where a.purpose = 'read' and a.state = 'needs_login' and a.renewal_at <= (select world_now())
      and a.lease_token is null
      and a.free_at <= (select world_now()) and (a.free_until is null or a.free_until > (select world_now()))
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.renewal_at
    limit 200
  ),
  -- Their holders fell silent.
  left_behind as (
    select from public.instagram_accounts a
    where a.lease_token is not null and a.lease_until < statement_timestamp()
      and a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.free_at <= (select world_now())
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.lease_until
    limit 200
  ),
  next as (
    select a.free_at from public.instagram_accounts a
    where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
      and a.free_at > (select world_now())
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.free_at
    limit 1
  ),
  next_login as (
    select a.renewal_at from public.instagram_accounts a
    where a.purpose = 'read' and a.state = 'needs_login' and a.renewal_at > (select world_now())
      and a.lease_token is null
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.renewal_at
    limit 1
  ),
  soon as (
    select from public.instagram_accounts a
    where a.purpose = 'read' and a.state in ('new', 'active', 'resting') and a.lease_token is null
      and a.free_at > (select world_now())
      and a.free_at <= (select world_now()) + make_interval(secs => soon_seconds)
      and (select p.state from public.proxies p where p.id = a.proxy_id) = 'active'
    order by a.free_at
    limit soon_most
  ),
  found as materialized (
    select
      least(200, (select count(*) from ready) + (select count(*) from due_logins) + (select count(*) from left_behind))
        as free,
      least((select free_at from next), (select renewal_at from next_login)) as next_free_at
  )
  select
    case when stop.until is null then found.free else 0 end as free,
    case
      when stop.until is not null then stop.until
      when found.free = 0 then found.next_free_at
    end as next_free_at,
    case when stop.until is null and found.free = 0 then (select count(*) from soon) else 0 end as soon,
    exists (
      select from public.instagram_accounts a
      where a.free_until <= (select world_now()) and a.lease_token is null and a.state in ('new', 'active', 'resting')
    ) as has_closed
  from found, stop;
end
$$;
