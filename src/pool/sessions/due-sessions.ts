import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'

/** A session that needs care, by account. */
export type DueSession = { id: string; care: 'log in' | 'check' }

/** The maximum in one pass; a login takes half a minute of pacing, a check one request. */
const MAX_LOGINS = 50
const MAX_CHECKS = 300

/** World time before care retries an account on which it failed. */
const PUT_OFF = sql`interval '1 hour'`

/**
 * Whether care may have an account `a` now: renewal is on, no lease, no rest, active hours, no
 * recent failure of care, and no stop of the pool.
 */
const isAtHand = (limits: PoolLimits) => sql`
  not a.renewal_off
  and (a.lease_token is null or a.lease_until < clock_timestamp())
  and (a.rest_until is null or a.rest_until <= (select world_now()))
  and (a.care_failed_at is null or a.care_failed_at <= (select world_now()) - ${PUT_OFF})
  and not exists (select from pool_stops s where s.stopped_until > (select world_now()))
  and (select h.opens_at <= (select world_now())
       from derived.active_hours((select world_now()), a.time_zone, ${limitsForSql(limits)}::jsonb) h)`

const hasPassword = sql`a.secrets is not null and a.password_refused_at is null`

const mayLogInNow = (limits: PoolLimits) => sql`
  ${hasPassword} and not derived.login_blocked(a, ${limitsForSql(limits)}::jsonb)
  and derived.login_frees_at(a.id, ${limitsForSql(limits)}::jsonb) <= (select world_now())`

/**
 * Finds the sessions that need care now, most urgent first: sessions that end soon, accounts with a
 * password that wait for a login, and sessions long unverified. Each kind by its index. A session
 * in the first half of its life never counts as ending soon: short sessions would be renewed
 * endlessly.
 */
export async function findDueSessions(db: Db, limits: PoolLimits): Promise<DueSession[]> {
  const { rows } = await dueQuery(limits).execute(db)
  const known = new Set<string>()
  return rows.filter(({ id }) => known.size < known.add(id).size)
}

/** The statement of `findDueSessions`, separate so that a test can explain its plan. */
export const dueQuery = (limits: PoolLimits) => sql<DueSession>`
  (select a.id, 'log in' as care
   from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
   where a.session_created_at is not null and a.state in ('new', 'active', 'resting')
     and a.session_expires_at < (select world_now()) + make_interval(secs => ${limits.renewBeforeMs / 1000})
     and a.session_expires_at - (select world_now()) < (a.session_expires_at - a.session_created_at) / 2
     and ${isAtHand(limits)} and ${mayLogInNow(limits)}
   order by a.session_expires_at
   limit ${sql.lit(MAX_LOGINS)})
  union all
  (select a.id, 'log in' as care
   from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
   where a.state = 'needs_login' and a.free_at <= (select world_now())
     and ${isAtHand(limits)} and ${mayLogInNow(limits)}
   order by a.free_at
   limit ${sql.lit(MAX_LOGINS)})
  union all
  (select a.id, 'check' as care
   from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
   where a.session_created_at is not null and a.state in ('new', 'active', 'resting')
     and coalesce(a.last_verified_at, a.session_created_at)
       < (select world_now()) - make_interval(secs => ${limits.checkIdleMs / 1000})
     and a.free_at <= (select world_now()) and ${isAtHand(limits)}
   order by coalesce(a.last_verified_at, a.session_created_at)
   limit ${sql.lit(MAX_CHECKS)})`

/** World time without an answer after which a session is checked before it is used. */
const UNHEARD = sql`interval '1 hour'`

/**
 * Returns the publishing accounts among these whose sessions should be checked before they are
 * used.
 */
export async function findUnheardSessions(
  db: Db,
  limits: PoolLimits,
  accountIds: readonly string[],
): Promise<DueSession[]> {
  const { rows } = await sql<DueSession>`
    select a.id, 'check' as care
    from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
    where a.id = any (${accountIds}::uuid[]) and a.purpose = 'publish'
      and a.session_created_at is not null and a.state in ('new', 'active', 'resting')
      and coalesce(a.last_verified_at, a.session_created_at) < (select world_now()) - ${UNHEARD}
      and a.free_at <= (select world_now()) and ${isAtHand(limits)}
    order by coalesce(a.last_verified_at, a.session_created_at)`.execute(db)
  return rows
}

/** Delays the next care of an account on which it failed, so that others get their turn. */
export async function putOff(db: Db, accountId: string): Promise<void> {
  await sql`update instagram_accounts set care_failed_at = world_now() where id = ${accountId}`.execute(
    db,
  )
}

export type ExpiringSession = { id: string; username: string; session_expires_at: Date }

/** Returns sessions near their end that only a person can renew, each only once. */
export const noteExpiringSessions = async (
  db: Db,
  limits: PoolLimits,
): Promise<ExpiringSession[]> => (await expiringQuery(limits).execute(db)).rows

/** The statement of `noteExpiringSessions`, separate so that a test can explain its plan. */
export const expiringQuery = (limits: PoolLimits) => sql<ExpiringSession>`
    with expiring as (
      select a.id, a.username, a.state, a.session_expires_at
      from instagram_accounts a
      where a.session_created_at is not null and a.state in ('new', 'active', 'resting')
        and a.session_expires_at < (select world_now()) + make_interval(secs => ${limits.renewBeforeMs / 1000})
        and (not ${limits.renewSessions} or a.renewal_off or not (${hasPassword})
          or derived.login_blocked(a, ${limitsForSql(limits)}::jsonb))
        and (
          select e.created_at from account_events e
          where e.account_id = a.id and e.event = 'session_expiring'
          order by e.id desc limit 1
        ) >= a.session_created_at is not true
      order by a.session_expires_at
      limit ${sql.lit(MAX_CHECKS)}
    ),
    recorded as (
      insert into account_events (account_id, event, from_state, to_state, detail)
      select id, 'session_expiring', state, state, jsonb_build_object('expires_at', session_expires_at) from expiring
    )
    select id, username, session_expires_at from expiring`
