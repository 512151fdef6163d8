import { sql } from 'kysely'

/** The number of recent uses that a proxy's success rate covers. */
const LAST_USES = 100

/** Outcomes where nothing came through a proxy, or the platform blocks its address. */
const FAILURES = sql`('proxy_failed', 'ip_blocked', 'platform_transient', 'lost', 'abandoned')`

/**
 * The share of the last uses of the proxy `proxies` whose answer came through it, from 0 to 1; null
 * while it was not used. Reads by index, newest first.
 */
export const successRate = sql<number | null>`(
  select round(avg(case when lately.outcome in ${FAILURES} then 0 else 1 end), 3)::float8
  from (
    select r.outcome from account_requests r
    where r.proxy_id = proxies.id and r.kind = 'request' and r.ended_at is not null
    order by r.ended_at desc
    limit ${sql.lit(LAST_USES)}
  ) lately
)`

/** The states, as in the constraint of proxies.state. */
export const PROXY_STATES = ['active', 'dead', 'paused'] as const
export type ProxyState = (typeof PROXY_STATES)[number]

/** The causes, as in the constraint of proxies.death_cause. */
export const PROXY_DEATH_CAUSES = ['proxy_failed', 'ip_blocked'] as const
export type ProxyDeathCause = (typeof PROXY_DEATH_CAUSES)[number]

export const PROXY_STATUSES = ['active', 'checking', 'failed', 'paused'] as const

/**
 * The status for people: `checking` failed lately, and its next use or check decides; `failed` is
 * dead.
 */
export const proxyStatus = sql<(typeof PROXY_STATUSES)[number]>`case
  when proxies.state = 'dead' then 'failed'
  when proxies.state = 'paused' then 'paused'
  when proxies.strikes > 0 then 'checking'
  else 'active'
end`
