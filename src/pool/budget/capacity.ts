import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'

/**
 * The number of requests that the accounts in service may send together, by their own and their
 * proxies' budgets.
 */
export type Capacity = {
  /** Accounts in service, resting ones included. */
  accounts: number
  /** World seconds until the first may send; 0 when one may now. */
  startsInSeconds: number
  /** Requests that accounts that do not rest may send within the current windows. */
  now: number
  /** Requests left today, of all accounts. */
  today: number
  /** While the day's budget lasts. */
  perHour: number
  /** Day after day. */
  perDay: number
  /** The value of `perDay` if every account of the pool were in service. */
  perDayOfAll: number
}

const NOTHING: Capacity = {
  accounts: 0,
  startsInSeconds: 0,
  now: 0,
  today: 0,
  perHour: 0,
  perDay: 0,
  perDayOfAll: 0,
}

/**
 * Computes how many requests the pool may send from now on, with rests, stops, warm-ups and active
 * hours, but without the needs of other work. Reads every account, so call it rarely.
 */
export async function readCapacity(db: Db, limits: PoolLimits): Promise<Capacity> {
  const { requestsPerHour, requestsPerDay, proxyRequestsPerHour, proxyRequestsPerDay } = limits
  const hours = hoursOfWork(limits)
  const { rows } = await sql<Capacity>`
    with account as (
      select a.proxy_id, a.free_at, a.state in ('new', 'active', 'resting') and p.state = 'active' as is_in_service,
        a.free_at <= at.now + interval '1 minute' as is_free, own.per_hour, own.per_day,
        greatest(0, own.per_day - sent.day) as today,
        greatest(0, least(own.per_hour - sent.hour, own.per_day - sent.day)) as now
      from instagram_accounts a
      left join proxies p on p.id = a.proxy_id
      cross join (select world_now() as now offset 0) at
      cross join lateral (
        select derived.warm_up_share(a.warm_up_from, at.now, ${limitsForSql(limits)}::jsonb) as share
      ) warm
      cross join lateral (
        select greatest(1, floor(${requestsPerHour}::int * share)) as per_hour,
          greatest(1, floor(least(${requestsPerDay}::int,
            ${requestsPerHour}::int * ${hours}::float8) * share)) as per_day
      ) own
      cross join lateral (
        select count(*) as day, count(*) filter (where r.ended_at is null
          or r.ended_at > at.now - interval '1 hour') as hour
        from ${requestsOfDay(sql`r.account_id = a.id`)} r
      ) sent
      where a.purpose = 'read'
    ),
    proxy as (
      select count(*) filter (where is_in_service) as accounts, min(free_at) filter (where is_in_service) as free_at,
        greatest(0, least(coalesce(sum(now) filter (where is_in_service and is_free), 0), hour_left, day_left)) as now,
        greatest(0, least(coalesce(sum(today) filter (where is_in_service), 0), day_left)) as today,
        least(coalesce(sum(per_hour) filter (where is_in_service), 0), ${proxyRequestsPerHour}::int) as per_hour,
        least(coalesce(sum(account.per_day) filter (where is_in_service), 0), most.per_day) as per_day,
        least(sum(account.per_day), most.per_day) as per_day_of_all
      from account
      cross join lateral (
        select ${proxyRequestsPerDay}::int - count(*) as day_left,
          ${proxyRequestsPerHour}::int - count(*) filter (
            where r.ended_at is null or r.ended_at > (select world_now()) - interval '1 hour'
          ) as hour_left
        from ${requestsOfDay(sql`r.proxy_id = account.proxy_id`)} r
      ) sent
      cross join (
        select least(${proxyRequestsPerDay}::int, ${proxyRequestsPerHour}::int * ${hours}::float8) as per_day
      ) most
      group by proxy_id, hour_left, day_left, most.per_day
    )
    select sum(accounts)::int as accounts, coalesce(sum(now), 0)::float8 as now,
      coalesce(sum(today), 0)::float8 as today,
      coalesce(sum(per_hour), 0)::float8 as "perHour", coalesce(sum(per_day), 0)::float8 as "perDay",
      coalesce(sum(per_day_of_all), 0)::float8 as "perDayOfAll",
      coalesce(greatest(0, extract(epoch from
        greatest(min(free_at), (select max(stopped_until) from pool_stops)) - world_now())),
          0)::float8 as "startsInSeconds"
    from proxy
    having count(*) > 0`.execute(db)
  return rows[0] ?? NOTHING
}

/**
 * Separate queries, because PostgreSQL finds unended and recently ended requests only by two ranges
 * of an index.
 */
const requestsOfDay = (condition: RawBuilder<unknown>) => sql`(
  select r.ended_at from account_requests r
  where ${condition} and r.kind = 'request' and r.ended_at > (select world_now()) - interval '24 hours'
  union all
  select null from account_requests r where ${condition} and r.kind = 'request' and r.ended_at is null
)`

/** Hours per day. */
function hoursOfWork({ activeHours }: PoolLimits): number {
  if (activeHours === null) return 24
  const minutes = (activeHours.to - activeHours.from + 1_440) % 1_440
  return (minutes === 0 ? 1_440 : minutes) / 60
}

/** World seconds that this many requests take in sequence; null while no account is in service. */
export function secondsFor(
  requests: number,
  capacity: Capacity,
  { gapMinMs, gapMaxMs }: Pick<PoolLimits, 'gapMinMs' | 'gapMaxMs'>,
): number | null {
  const { accounts, startsInSeconds, now, today, perHour, perDay } = capacity
  if (accounts === 0) return null
  const paced = (requests * (gapMinMs + gapMaxMs)) / 2_000
  const beyondNow = Math.max(0, Math.min(requests, today) - now)
  const beyondToday = Math.max(0, requests - Math.max(now, today))
  const budgeted = (beyondNow / perHour) * 3_600 + (beyondToday / perDay) * 86_400
  return Math.ceil(startsInSeconds + Math.max(paced, budgeted))
}
