-- What other folders may read of the pool: no secret, and nothing that only a lease may use.
create view shared.instagram_accounts as
select id, username, platform_id, state, purpose, proxy_id, lease_until, rest_until, rest_code, renewal_at,
  last_login_at, last_verified_at, session_created_at, time_zone, created_at
from instagram_accounts;
create view shared.proxies as
select id, label, state, state_since, death_cause, last_checked_at, country, host, port, is_spare from proxies;
create view shared.app_login_refusals as select account_id, app_version, refused_at from app_login_refusals;
create view shared.pool_stops as select cause, stopped_until, created_at from pool_stops;
create view shared.account_events as select id, account_id, from_state, to_state, created_at from account_events;
