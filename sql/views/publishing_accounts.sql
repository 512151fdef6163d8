-- Accounts that posts can be published on, as editors know them: those of the pool whose purpose it
-- is, and connected ones that their owner or an admin has put into a group. `state` is a view of
-- the pool's states and of the connection's:
--   active          it can publish
--   cooldown        it rests, has used up Meta's quota, or pauses: until `rest_until` or
--                   `paused_until`
--   login_required  its session is dead
--   proxy_error     its proxy is dead, paused or missing
--   needs_person    a challenge, or Meta restricts it
--   banned          Instagram has suspended it
--   paused          an operator has paused it
--   missing_right   its owner has not granted the right to publish
--   expired         its owner has to connect it again
-- It has no secrets; the routes decide what an editor sees of it.
create view derived.publishing_accounts as
with p as not materialized (
  select own.*, old.account_age_days, coalesce(own.warmup_stage, case
      when old.account_age_days <= 3 then 0
      when old.account_age_days <= 7 then 1
      when old.account_age_days <= 14 then 2
      else 3
    end)::integer as stage
  from publishing_accounts own
  cross join lateral (
    select greatest(0, floor(extract(epoch from (select world_now()) - own.born_at) / 86400))::integer as account_age_days
  ) old
),
at as (select world_now() as now)
select
  p.id, 'pool' as kind, p.account_id, p.connection_id, a.username, null::uuid as owner_id,
  derived.pool_state_for_editors(a.state, x.state, greatest(a.rest_until, p.rest_until, p.paused_until) > at.now) as state,
  p.language, p.formality, p.posts_limit_per_day, p.stage as warmup_stage,
  p.warmup_stage is null as warms_up_by_age, p.born_at, p.account_age_days,
  p.paused_until, p.errors_in_row, greatest(a.rest_until, p.rest_until) as rest_until, p.last_post_at,
  p.failed_attempts, a.last_login_at, a.created_at, null::integer as quota_used, null::integer as quota_total,
  null::timestamptz as quota_read_at, null::timestamptz as quota_full_until
from p
join shared.instagram_accounts a on a.id = p.account_id and a.purpose = 'publish'
left join shared.proxies x on x.id = a.proxy_id
cross join at
union all
select
  p.id, 'connection', p.account_id, p.connection_id, c.username, c.owner_id,
  case
    when c.state in ('auth_error', 'revoked') then 'expired'
    when c.state = 'error' then 'needs_person'
    when not derived.may_publish(c.rights_granted) then 'missing_right'
    when greatest(p.rest_until, p.paused_until, p.quota_full_until) > at.now then 'cooldown'
    else 'active'
  end,
  p.language, p.formality, p.posts_limit_per_day, p.stage, p.warmup_stage is null, p.born_at, p.account_age_days,
  p.paused_until, p.errors_in_row, greatest(p.rest_until, p.quota_full_until), p.last_post_at, p.failed_attempts,
  c.authorized_at, c.created_at, p.quota_used, p.quota_total, p.quota_read_at, p.quota_full_until
from p
join shared.connections c on c.id = p.connection_id
cross join at
where exists (select from group_members m where m.publishing_account_id = p.id);
