-- Accounts by state for GET /api/health. `in_service` are those that work now or will by themselves: a person need not
-- come first, and their proxy is alive.
create view derived.account_counts as
select
  a.state,
  count(*)::integer as count,
  (count(*) filter (where a.state in ('new', 'active', 'resting') and p.state = 'active'))::integer as in_service
from instagram_accounts a
left join proxies p on p.id = a.proxy_id
group by a.state;
