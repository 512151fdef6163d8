import { sql, type RawBuilder } from 'kysely'
import type { AppProfile } from '../../accounts/app-profiles.ts'
import { jsonb } from '../../db/database.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import type { SessionFacts, SessionOwner } from '../../platforms/account-session.ts'
import type { AccountState } from '../../accounts/states.ts'
import { isLeased, type LeaseKey } from '../budget/lease.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'
import type { Transition } from '../state/transition.ts'

/**
 * A change of an account's session. Its writer publishes it through session-alerts.ts in the same
 * transaction; otherwise no alert says that an account waits for a person.
 */
export type SessionChange = ChangedAccount & Pick<Transition, 'event' | 'code' | 'detail'>

/** An account whose session a statement changed. */
export type ChangedAccount = { username: string; from: AccountState; to: AccountState }

/** The columns that a statement on account `a` returns for it. */
export const changed = sql`a.username, old.state as "from", new.state as "to"`

/**
 * The state of an account `a` after it proved to be logged in. Work only makes a new account
 * active: an account that was taken out of service in the meantime stays out. Care brings it back,
 * if its proxy is alive.
 */
const onceLoggedIn = (state: RawBuilder<unknown>) => sql`
  case
    when ${state} = 'new' then 'active'
    when a.lease_for = 'care' and ${state} in ('needs_login', 'needs_operator', 'suspended', 'proxy_error')
      and exists (select from proxies p where p.id = a.proxy_id and p.state = 'active') then 'active'
    else ${state}
  end`

/** A pause stays a pause, and ends in the state that is now correct. */
export const stateOnceLoggedIn = sql`
  renewal_at = null, state = ${onceLoggedIn(sql`a.state`)}, paused_from = ${onceLoggedIn(sql`a.paused_from`)}`

/**
 * Stores an encrypted session and returns its version; undefined when the lease was lost. `isNew`:
 * it is not a later state of the stored one, so the old expiry does not apply. When the stored
 * session is no longer that of `version`, stores nothing and returns 'replaced'.
 */
export async function storeSession(
  db: Db,
  lease: LeaseKey,
  session: { sealed: Buffer; facts: SessionFacts; isNew: boolean; version?: number },
): Promise<number | 'replaced' | undefined> {
  const { sealed, facts, isNew, version = null } = session
  const app = facts.app ? jsonb(facts.app) : sql`null::jsonb`
  const { rows } = await sql<{ stored: number | null }>`
    with held as materialized (
      select id, session_version from instagram_accounts
      where id = ${lease.accountId} and lease_token = ${lease.token}
      for no key update
    ),
    stored as (
      update instagram_accounts a
      set session = ${sealed}, session_version = a.session_version + 1,
          platform_id = coalesce(${facts.platformId}, platform_id),
          session_expires_at = coalesce(${facts.expiresAt}, case when not ${isNew} then session_expires_at end),
          -- A login may bring a newer app, never an older: an operator may have raised it
          -- meanwhile.
          app_profile = case
            when ${isNew} and derived.app_version(${app} ->> 'version') >= derived.app_version(app_profile ->>
              'version')
              then ${app}
            else coalesce(app_profile, ${app})
          end,
          updated_at = world_now()
      from held
      where a.id = held.id and held.session_version = coalesce(${version}, held.session_version)
      returning a.session_version
    )
    select (select session_version from stored) as stored from held`.execute(db)
  const [row] = rows
  return row && (row.stored ?? 'replaced')
}

export type StoredSession = { session: Buffer; version: number; app: AppProfile | null }

/** Returns the stored session if it is live and newer than `version`; otherwise undefined. */
export async function findNewerSession(
  db: Db,
  lease: LeaseKey,
  version: number,
): Promise<StoredSession | undefined> {
  const { rows } = await sql<StoredSession>`
    select session, session_version as version, app_profile as app from instagram_accounts
    where id = ${lease.accountId} and lease_token = ${lease.token} and session is not null
      and session_created_at is not null and session_version > ${version}`.execute(db)
  return rows[0]
}

/**
 * Records that the session was checked and is `owner`'s, and brings the account back into service
 * as `endLogin` does. Follows a change of name, unless another account of the pool has that name.
 * Undefined when the lease was lost.
 */
export async function recordChecked(
  db: Db,
  lease: LeaseKey,
  owner: SessionOwner,
): Promise<SessionChange | undefined> {
  const { rows } = await sql<ChangedAccount & { old_username: string }>`
    update instagram_accounts a
    set platform_id = coalesce(a.platform_id, ${owner.platformId}),
        username = case when exists (select from instagram_accounts o where o.username = ${owner.username})
          then a.username else ${owner.username} end,
        ${stateOnceLoggedIn}, pending_login = null, last_verified_at = world_now(), last_error = null,
        updated_at = world_now()
    where a.id = ${lease.accountId} and a.lease_token = ${lease.token}
    returning ${changed}, old.username as old_username`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { old_username, ...account } = row
  const { username } = account
  const detail = old_username === username ? {} : { old_username, username }
  return { event: 'session_checked', ...account, detail }
}

/** A session from an operator. */
type NewSession = {
  sealed: Buffer
  source: 'sessionid' | 'file'
  expiresAt: Date | null
  platformId: string | null
  app: AppProfile | null
}

const columnsOf = ({ sealed, source, expiresAt, app }: NewSession) => sql`
  session = ${sealed}, session_version = session_version + 1, session_source = ${source},
  session_created_at = world_now(), session_expires_at = ${expiresAt}, pending_login = null, last_error = null,
  app_profile = coalesce(${app ? jsonb(app) : sql`null::jsonb`}, a.app_profile), updated_at = world_now()`

/** Replaces the stored session by another live one; brings the account back as `endLogin` does. */
export async function replaceStoredSession(
  db: Db,
  lease: LeaseKey,
  session: NewSession & { platformId: string },
): Promise<SessionChange | undefined> {
  const { rows } = await sql<ChangedAccount>`
    update instagram_accounts a
    set ${columnsOf(session)}, last_verified_at = world_now(), platform_id = ${session.platformId}, ${stateOnceLoggedIn}
    where a.id = ${lease.accountId} and a.lease_token = ${lease.token}
    returning ${changed}`.execute(db)
  const detail = { source: session.source }
  return rows[0] && { event: 'session_replaced', ...rows[0], detail }
}

/** The state of an account without a session; one that never had any may make its first login. */
const withoutSession = (state: RawBuilder<unknown>) => sql`
  case
    when ${state} in ('active', 'resting') or (${state} = 'new' and a.session_created_at is not null)
      then 'needs_login'
    else ${state}
  end`

/**
 * Replaces the stored session by an unchecked one, held or not: the holder uses it from its next
 * request on. An account that needs a person for another reason still does.
 */
export async function putInSession(
  tx: Tx,
  accountId: string,
  session: NewSession,
): Promise<SessionChange | undefined> {
  const serving = (state: RawBuilder<unknown>) => sql`
    case when ${state} in ('new', 'needs_login') then 'active' else ${state} end`
  const { rows } = await sql<ChangedAccount>`
    update instagram_accounts a
    set ${columnsOf(session)}, last_verified_at = null,
        platform_id = coalesce(a.platform_id, ${session.platformId}), renewal_at = null,
        state = ${serving(sql`a.state`)}, paused_from = ${serving(sql`a.paused_from`)}
    where a.id = ${accountId}
    returning ${changed}`.execute(tx)
  const detail = { source: session.source, checked: false }
  return rows[0] && { event: 'session_replaced', ...rows[0], detail }
}

/** Records that the holder of an account continues with the operator's session. */
export async function recordTakenUp(tx: Tx, lease: LeaseKey): Promise<SessionChange | undefined> {
  const { rows } = await sql<ChangedAccount>`
    select username, state as "from", state as "to" from instagram_accounts
    where id = ${lease.accountId} and lease_token = ${lease.token}`.execute(tx)
  return rows[0] && { event: 'session_taken_up', ...rows[0] }
}

/**
 * Deletes the login of an account that is not held; the stored device stays for the next login. An
 * account that was in service, or would be after its pause, then needs a login: gramd makes it when
 * work next needs the account, if it may; else a person does. `isUnused`: an account that
 * publishes, has not been used for long and may log in by itself stays in service, and nothing is
 * sent before it is used. Throws NoSuchRecordError, ConflictError while it is at work.
 */
export async function clearStoredSession(
  tx: Tx,
  accountId: string,
  limits: PoolLimits,
  {
    withoutLogin,
    isUnused,
  }: { withoutLogin: (sealed: Buffer) => Buffer | null; isUnused: boolean },
): Promise<SessionChange> {
  type Found = { username: string; session: Buffer | null; is_leased: boolean; stays: boolean }
  const { rows: found } = await sql<Found>`
    select a.username, a.session, ${isLeased} as is_leased,
      ${isUnused} and a.purpose = 'publish' and derived.may_renew(a, ${limitsForSql(limits)}::jsonb) as stays
    from instagram_accounts a where a.id = ${accountId} for no key update`.execute(tx)
  const [account] = found
  if (!account) throw new NoSuchRecordError(`there is no account ${accountId}`)
  if (account.is_leased)
    throw new ConflictError(`the account '${account.username}' is at work; try again in a minute`)
  const { rows } = await sql<ChangedAccount>`
    update instagram_accounts a
    set session = ${account.session && withoutLogin(account.session)},
        session_version = session_version + 1, session_created_at = null, session_expires_at = null,
        last_verified_at = null, pending_login = null,
        -- A new token: a dead holder must not store the login again.
        lease_token = case when a.lease_token is not null then gen_random_uuid() end,
        state = case when ${account.stays} then a.state else ${withoutSession(sql`a.state`)} end,
        paused_from = case when ${account.stays} then a.paused_from else ${withoutSession(sql`a.paused_from`)} end,
        renewal_at = case
          when ${account.stays} then null
          when ${withoutSession(sql`a.state`)} = 'needs_login' and derived.may_renew(a, ${limitsForSql(limits)}::jsonb)
            then greatest(world_now(), a.free_at, derived.login_frees_at(a.id, ${limitsForSql(limits)}::jsonb))
        end,
        updated_at = world_now()
    where a.id = ${accountId}
    returning ${changed}`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('an account that is locked is gone')
  return { event: 'session_cleared', ...row, ...(isUnused && { detail: { reason: 'unused' } }) }
}
