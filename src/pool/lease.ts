import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { runPrepared, type Statement } from '../db/prepared.ts'
import { limitsForSql, type PoolLimits } from './limits.ts'

export type LeaseRequest = {
  owner: string
  /** Real time. */
  leaseMs: number
  /** Accounts with this many requests left in the hour are preferred. */
  estimatedRequests: number
  limits: PoolLimits
}

/** An account as its holder needs it; `lease_token` fences every write. */
export type LeasedAccount = {
  id: string
  username: string
  state: 'new' | 'active'
  device_seed: string
  secrets: Buffer | null
  session: Buffer | null
  is_logged_in: boolean
  lease_token: string
  proxy_id: string
  proxy_protocol: string
  proxy_host: string
  proxy_port: number
  proxy_credentials: Buffer | null
  /** What it was before: 'resting' when its rest is over just now. */
  earlier_state: 'new' | 'active' | 'resting'
  /** Its last holder fell silent. */
  was_taken_over: boolean
}

/** $1 owner, $2 lease (s), $3 estimated requests, $4 longest gap (s), $5 limits. */
export const LEASE: Statement = {
  name: 'lease_account',
  text: 'select * from derived.lease_account($1, $2, $3, $4, $5)',
}

/** The values of `LEASE`. */
export function leaseValues(request: LeaseRequest): unknown[] {
  const { owner, leaseMs, estimatedRequests, limits } = request
  const estimate = Math.min(Math.max(estimatedRequests, 1), limits.requestsPerHour)
  return [owner, leaseMs / 1000, estimate, limits.gapMaxMs / 1000, limitsForSql(limits)]
}

/** Leases the account that has been free for longest, or gives undefined. Concurrent callers never get the same one. */
export async function leaseAccount(
  db: Db,
  request: LeaseRequest,
): Promise<LeasedAccount | undefined> {
  const [account] = await runPrepared<LeasedAccount>(db, LEASE, leaseValues(request))
  return account
}

export type LeaseKey = { accountId: string; token: string }

/** Extends leases (real time); returns the tokens that still hold. */
export async function renewAccountLeases(
  db: Db,
  held: readonly LeaseKey[],
  leaseMs: number,
): Promise<Set<string>> {
  const { rows } = await sql<{ lease_token: string }>`
    update instagram_accounts a
    set lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    from unnest(
      ${held.map((lease) => lease.accountId)}::uuid[], ${held.map((lease) => lease.token)}::uuid[]
    ) as held (id, token)
    where a.id = held.id and a.lease_token = held.token
    returning a.lease_token`.execute(db)
  return new Set(rows.map((row) => row.lease_token))
}

/** $1 account, $2 token, $3 limits, $4 not before. */
const RELEASE: Statement = {
  name: 'release_account',
  text: 'select derived.release_account($1, $2, $3, $4) as released',
}

/** Gives an account back; false when the lease was lost. `notBefore` is world time. */
export async function releaseAccount(
  db: Db,
  lease: LeaseKey,
  limits: string,
  notBefore: Date | null = null,
): Promise<boolean> {
  const values = [lease.accountId, lease.token, limits, notBefore]
  const [answer] = await runPrepared<{ released: boolean }>(db, RELEASE, values)
  return answer?.released ?? false
}

/** Ends the leases that an earlier process of this name left behind; only its successor may call this. */
export async function endLeasesOf(db: Db, owner: string): Promise<void> {
  await sql`
    update instagram_accounts set lease_until = clock_timestamp()
    where lease_owner = ${owner} and lease_token is not null`.execute(db)
}
