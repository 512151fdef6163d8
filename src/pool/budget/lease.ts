import { sql } from 'kysely'
import type { AppProfile } from '../../accounts/app-profiles.ts'
import type { Db } from '../../db/handles.ts'
import { runPrepared, type Statement } from '../../db/prepared.ts'
import type { AccountPurpose, AccountState } from '../../accounts/states.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'

export type LeaseRequest = {
  owner: string
  /** Real time. */
  leaseMs: number
  /** Accounts with this many requests left in the hour are preferred. */
  estimatedRequests: number
  limits: PoolLimits
  /** Username of the account to prefer when it is free. */
  prefer?: string | undefined
  /** Username of the only acceptable account; overrides `prefer`. */
  only?: string | undefined
  /** The purpose of the lease; `publish` takes the account of `only`, which has that purpose. */
  purpose?: AccountPurpose | undefined
}

/** A leased account; `lease_token` fences every write. */
export type LeasedAccount = {
  id: string
  username: string
  platform_id: string | null
  /** Held for work: new or active. */
  state: AccountState
  device_seed: string
  secrets: Buffer | null
  session: Buffer | null
  session_version: number
  pending_login: Buffer | null
  is_logged_in: boolean
  /** The account had a session before. */
  was_logged_in: boolean
  is_password_refused: boolean
  lease_token: string
  proxy_id: string
  proxy_protocol: string
  proxy_host: string
  proxy_port: number
  proxy_credentials: Buffer | null
  /** The app on its device; null before its first login, or when it was not recorded. */
  app_profile: AppProfile | null
  /** The state before the lease: 'resting' when the lease ended its rest. */
  earlier_state: AccountState
  /** The last holder died or lost contact. */
  was_taken_over: boolean
}

/** Whether account `a` is leased. */
export const isLeased = sql<boolean>`(a.lease_token is not null and a.lease_until >= clock_timestamp())`

export type Taking = Pick<LeaseRequest, 'owner' | 'leaseMs' | 'limits'>

/**
 * $1 owner, $2 lease (s), $3 estimated requests, $4 longest gap (s), $5 limits, $6 wanted, $7 only
 * that one, $8 purpose.
 */
export const LEASE: Statement = {
  name: 'lease_account',
  text: 'select * from derived.lease_account($1, $2, $3, $4, $5, $6, $7, $8)',
}

/** The values of `LEASE`. */
export function leaseValues(request: LeaseRequest): unknown[] {
  const { owner, leaseMs, estimatedRequests, limits, prefer, only, purpose = 'read' } = request
  const wanted = only ?? prefer ?? null
  const estimate = Math.min(Math.max(estimatedRequests, 1), limits.requestsPerHour)
  const gapSeconds = limits.gapMaxMs / 1000
  const isOnly = only !== undefined
  const size = [estimate, gapSeconds, limitsForSql(limits)]
  return [owner, leaseMs / 1000, ...size, wanted, isOnly, purpose]
}

/**
 * Leases one given account for care: not while it is paused or rests, and only behind a live proxy.
 * Open requests of a dead holder are ended as by derived.lease_account. $1 owner, $2 lease (s), $3
 * account, $4 longest gap (s).
 */
const LEASE_FOR_CARE: Statement = {
  name: 'lease_for_care',
  text: `
    with locked as materialized (
      select a.id, a.state as earlier_state, a.lease_token is not null as was_taken_over
      from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
      where a.id = $3 and a.state <> 'paused'
        and (a.rest_until is null or a.rest_until <= (select world_now()))
        and (a.lease_token is null or a.lease_until < clock_timestamp())
      for no key update of a
    ),
    taken as (
      update instagram_accounts a
      set lease_owner = $1,
          lease_token = gen_random_uuid(),
          lease_for = 'care',
          lease_until = clock_timestamp() + make_interval(secs => $2),
          state = case a.state when 'resting' then 'active' else a.state end,
          rest_until = null,
          rest_code = null,
          next_request_at = case when l.was_taken_over
            then greatest(a.next_request_at, world_now() + make_interval(secs => $4)) else a.next_request_at end
      from locked l, proxies p
      where a.id = l.id and p.id = a.proxy_id
      returning a.id, a.username, a.platform_id, a.state, a.device_seed, a.secrets, a.session, a.session_version,
        a.pending_login, a.lease_token, a.session_created_at is not null as is_logged_in,
        a.last_login_at is not null or a.session_source is not null as was_logged_in,
        a.password_refused_at is not null as is_password_refused, l.earlier_state, l.was_taken_over,
        p.id as proxy_id, p.protocol as proxy_protocol, p.host as proxy_host, p.port as proxy_port,
        p.credentials as proxy_credentials, a.app_profile
    ),
    ended as (
      update account_requests r set ended_at = (select world_now()), outcome = 'lost'
      where r.account_id = (select id from taken where was_taken_over) and r.ended_at is null
    ),
    recorded as (
      insert into account_events (account_id, event, from_state, to_state)
      select id, 'rest_over', 'resting', 'active' from taken where earlier_state = 'resting'
    )
    select * from taken`,
}

/**
 * Leases the wanted account or the one free for longest; undefined when there is none. Concurrent
 * callers never get the same one.
 */
export async function leaseAccount(
  db: Db,
  request: LeaseRequest,
): Promise<LeasedAccount | undefined> {
  const [account] = await runPrepared<LeasedAccount>(db, LEASE, leaseValues(request))
  return account
}

/** Leases one account for care; undefined when it is held or its state does not allow care. */
export async function leaseForCare(
  db: Db,
  accountId: string,
  { owner, leaseMs, limits }: Taking,
): Promise<LeasedAccount | undefined> {
  const values = [owner, leaseMs / 1000, accountId, limits.gapMaxMs / 1000]
  const [account] = await runPrepared<LeasedAccount>(db, LEASE_FOR_CARE, values)
  return account
}

export type LeaseKey = { accountId: string; token: string }

/**
 * Extends leases (real time); returns the tokens that are still valid. An ended lease is not
 * revived: other code may have seen its end and changed the account. Locks accounts in id order, as
 * everywhere.
 */
export async function renewAccountLeases(
  db: Db,
  held: readonly LeaseKey[],
  leaseMs: number,
): Promise<Set<string>> {
  const { rows } = await sql<{ lease_token: string }>`
    with locked as materialized (
      select a.id from instagram_accounts a
      join unnest(
        ${held.map((lease) => lease.accountId)}::uuid[], ${held.map((lease) => lease.token)}::uuid[]
      ) as held (id, token) on a.id = held.id and a.lease_token = held.token
      where a.lease_until >= clock_timestamp()
      order by a.id
      for no key update of a
    )
    update instagram_accounts a
    set lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    from locked where a.id = locked.id
    returning a.lease_token`.execute(db)
  return new Set(rows.map((row) => row.lease_token))
}

/** $1 account, $2 token, $3 limits, $4 not before. */
const RELEASE: Statement = {
  name: 'release_account',
  text: 'select derived.release_account($1, $2, $3, $4) as released',
}

/** Releases an account; false when the lease was lost. `notBefore` is world time. */
export async function releaseAccount(
  db: Db,
  lease: LeaseKey,
  limits: PoolLimits,
  notBefore: Date | null = null,
): Promise<boolean> {
  const values = [lease.accountId, lease.token, limitsForSql(limits), notBefore]
  const [answer] = await runPrepared<{ released: boolean }>(db, RELEASE, values)
  return answer?.released ?? false
}

/** Ends the leases of an earlier process of this name; only its successor may call this. */
export async function endLeasesOf(db: Db, owner: string): Promise<void> {
  await sql`
    with locked as materialized (
      select id from instagram_accounts where lease_owner = ${owner} and lease_token is not null
      order by id
      for no key update
    )
    update instagram_accounts a set lease_until = clock_timestamp() from locked where a.id = locked.id`.execute(
    db,
  )
}
