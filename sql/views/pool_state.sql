-- The whole pool in one row: until when it is stopped (null: it is not), how many accounts are or
-- return in service without a person, and when the first of them is free.
create view derived.pool_state as
select
  (select max(stopped_until) from pool_stops where stopped_until > world_now()) as stopped_until,
  coalesce((select sum(in_service + renews) from derived.account_counts), 0) as in_service,
  (select min(coalesce(a.renewal_at, a.free_at)) from instagram_accounts a
   join proxies p on p.id = a.proxy_id and p.state = 'active'
   where a.purpose = 'read'
     and (a.state in ('new', 'active', 'resting') or a.state = 'needs_login' and a.renewal_at is not null)) as free_at;
