import { sql } from 'kysely'
import type { Tx, Db } from '../../db/handles.ts'
import { AppError } from '../../base/errors.ts'
import {
  BadCredentialsError,
  SecondFactorRefusedError,
  TwoFactorRequiredError,
} from '../../platforms/errors.ts'
import type { LeaseKey } from '../budget/lease.ts'
import { changed, stateOnceLoggedIn, type SessionChange } from './session-store.ts'

/** Ends a successful login: the stored session is logged in. Undefined when the lease was lost. */
export async function endLogin(
  db: Db,
  lease: LeaseKey,
  requestId: number | null,
): Promise<SessionChange | undefined> {
  const { rows } = await sql<SessionChange>`
    with account as (
      update instagram_accounts a
      set ${stateOnceLoggedIn}, session_created_at = world_now(), session_source = 'login',
          last_login_at = world_now(), last_verified_at = world_now(), last_error = null,
          pending_login = null, password_refused_at = null, updated_at = world_now()
      where id = ${lease.accountId} and lease_token = ${lease.token}
      returning a.id, a.app_profile, ${changed},
        case when old.last_login_at is null and old.session_source is null
          then 'logged_in' else 'session_renewed' end as event
    ),
    ended as (
      update account_requests r set ended_at = world_now(), outcome = 'ok'
      from account where r.id = ${requestId} and r.ended_at is null
    ),
    accepted as (
      delete from app_login_refusals r using account where r.account_id = account.id
    ),
    -- A successful login proves that its version is not refused in general. Locked in id order, as
    -- everywhere.
    others as (
      select r.account_id from app_login_refusals r, account
      where r.app_version = account.app_profile ->> 'version' and r.account_id <> account.id and not r.is_accounts_own
      order by r.account_id
      for no key update of r
    ),
    excused as (
      update app_login_refusals r set is_accounts_own = true from others where r.account_id = others.account_id
    )
    select username, event, "from", "to" from account`.execute(db)
  return rows[0]
}

export type FailedLogin = {
  requestId: number | null
  outcome: string
  /** Encrypted: the state needed to continue once a person has the code. */
  pending: Buffer | null
  /** A person's code was sent. */
  triedCode: boolean
  isPasswordRefused: boolean
}

/** Codes that may be tried for one login: the platform locks accounts that guess. */
const MAX_CODES = 3

/**
 * Ends a failed login. It counts in the budget; a refused password is never sent again, unless the
 * operator changed it while the login ran. A login that waits for a code is abandoned after the
 * third wrong code: then returns true.
 */
export async function endFailedLogin(
  db: Db,
  lease: LeaseKey,
  failed: FailedLogin,
): Promise<boolean> {
  const { pending, triedCode } = failed
  const { rows } = await sql<{ is_abandoned: boolean }>`
    with account as (
      update instagram_accounts a
      set pending_login = case
            when not ${triedCode} or a.codes_tried + 1 < ${MAX_CODES}::integer
              then coalesce(${pending}, a.pending_login)
          end,
          codes_tried = case
            when ${triedCode} then a.codes_tried + 1
            when ${pending}::bytea is null then a.codes_tried
            else 0
          end,
          password_refused_at = case
            when ${failed.isPasswordRefused} and not exists (
              select from account_events e
              where e.account_id = a.id and e.event = 'updated' and e.detail -> 'fields' ? 'password'
                and e.created_at >= (select r.reserved_at from account_requests r where r.id = ${failed.requestId})
            ) then world_now()
            else a.password_refused_at
          end
      where a.id = ${lease.accountId} and a.lease_token = ${lease.token}
      returning a.id, a.pending_login is null as is_abandoned,
        case when a.last_login_at is null and a.session_source is null
          then 'login_failed' else 'renewal_failed' end as event
    ),
    ended as (
      update account_requests r set ended_at = world_now(), outcome = ${failed.outcome}
      from account where r.id = ${failed.requestId} and r.ended_at is null
    ),
    recorded as (
      insert into account_events (account_id, event, code)
      select id, event, ${failed.outcome} from account
    )
    select is_abandoned from account`.execute(db)
  return triedCode && (rows[0]?.is_abandoned ?? false)
}

/** A failed login. `continues`: it was begun earlier, and continued with a code. */
type Attempt = { requestId: number | null; continues: boolean; seal: (pending: string) => Buffer }

export function failedLoginOf(error: unknown, attempt: Attempt): FailedLogin {
  const { requestId, continues, seal } = attempt
  // A continued login has no prompt of its own: it keeps the one it began with.
  const pending = error instanceof TwoFactorRequiredError && !continues ? error.pending : undefined
  return {
    requestId,
    triedCode: continues,
    outcome: error instanceof AppError ? error.code : 'failed',
    pending: pending === undefined ? null : seal(pending),
    // A continued login, or one that gave a second factor, got past its password.
    isPasswordRefused:
      error instanceof BadCredentialsError &&
      !(error instanceof SecondFactorRefusedError) &&
      !continues,
  }
}

/** Records that a login was refused because of the app version. Idempotent. */
export async function recordRefusedLogin(
  tx: Tx,
  accountId: string,
  appVersion: string,
): Promise<void> {
  await sql`
    insert into app_login_refusals (account_id, app_version) values (${accountId}, ${appVersion})
    on conflict (account_id) do update set
      app_version = excluded.app_version, refused_at = excluded.refused_at, is_accounts_own = false`.execute(
    tx,
  )
}
