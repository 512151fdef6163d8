-- Accounts that read creators, by state, for GET /api/health. `in_service` are those that work now
-- or will by themselves: a person need not come first, their session lives, and their proxy is
-- alive. Of those `rests` do not work before their rest is over; `renews` are out of service until
-- gramd logs them in by itself. `returns_at` is when the first of both is back.
create view derived.account_counts as
select
  a.state,
  count(*)::integer as count,
  (count(*) filter (where a.state in ('new', 'active', 'resting') and p.state = 'active'))::integer as in_service,
  (count(*) filter (where a.state = 'resting' and a.rest_until > world_now() and p.state = 'active'))::integer as rests,
  (count(*) filter (where a.state = 'needs_login' and a.renewal_at is not null
    and p.state = 'active'))::integer as renews,
  min(case a.state when 'resting' then greatest(a.rest_until, a.free_at) when 'needs_login' then a.renewal_at end)
    filter (where p.state = 'active') as returns_at
from instagram_accounts a
left join proxies p on p.id = a.proxy_id
where a.purpose = 'read'
group by a.state;
