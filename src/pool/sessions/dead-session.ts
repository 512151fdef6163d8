import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import type { LeaseKey } from '../budget/lease.ts'
import { changed, type ChangedAccount, type SessionChange } from './session-store.ts'

export type DeadSession = {
  /** The code of the error that revealed it. */
  code: string
  message: string
  /** Whether the account may log in again without a person. */
  mayLogIn: boolean
  /** An operator requested it: even an account that keeps losing its sessions may log in. */
  byPerson: boolean
  /** Version of the dead session: nothing is recorded when a newer one is stored. */
  version: number
}

/** A session that dies within this world time after its login counts as young. */
const YOUNG = sql`interval '1 hour'`
const HEALTH_LOSS = 5

/**
 * Records that a session is dead: the login is deleted, the device stays. An account that must not
 * log in by itself waits for a login; after two young deaths in a row it waits for a person.
 * Idempotent. Undefined when the lease was lost or the session was replaced.
 */
export async function recordDeadSession(
  db: Db,
  lease: LeaseKey,
  dead: DeadSession,
): Promise<SessionChange | undefined> {
  const { rows } = await deadSessionQuery(lease, dead).execute(db)
  const [row] = rows
  if (!row) return undefined
  const { is_young, ...account } = row
  const detail = { message: dead.message, is_young }
  return { event: 'session_died', code: dead.code, ...account, detail }
}

/** The statement of `recordDeadSession`, separate so that a test can explain its plan. */
export const deadSessionQuery = (lease: LeaseKey, dead: DeadSession) =>
  sql<ChangedAccount & { is_young: boolean }>`
    with held as (
      select a.id, a.session_created_at is null as is_dead,
        coalesce(a.last_login_at > world_now() - ${YOUNG}, false) as is_young,
        coalesce((
          select (e.detail ->> 'is_young')::boolean from account_events e
          where e.account_id = a.id and e.event = 'session_died'
          order by e.id desc limit 1
        ), false) as was_young
      from instagram_accounts a
      where a.id = ${lease.accountId} and a.lease_token = ${lease.token}
        and a.session_version = ${dead.version}
    )
    update instagram_accounts a
    set session_created_at = null, session_expires_at = null,
        health = case when h.is_dead then a.health else greatest(0, a.health - ${HEALTH_LOSS}::integer) end,
        state = case
          -- Its event would be taken for the earlier session's.
          when h.is_dead or a.state in ('paused', 'proxy_error') then a.state
          when h.is_young and h.was_young and not ${dead.byPerson} then 'needs_operator'
          when not ${dead.mayLogIn} then 'needs_login'
          else a.state
        end,
        last_error = ${dead.message}, updated_at = world_now()
    from held h
    where a.id = h.id
    returning ${changed}, h.is_young`

/** Records that an account without a session must not log in by itself and waits for a person. */
export async function recordNeedsLogin(
  db: Db,
  lease: LeaseKey,
  { reason, code }: { reason: string; code: string },
): Promise<SessionChange | undefined> {
  const { rows } = await sql<ChangedAccount>`
    update instagram_accounts a set state = 'needs_login', last_error = ${reason}, updated_at = world_now()
    where a.id = ${lease.accountId} and a.lease_token = ${lease.token} and a.state in ('new', 'active')
    returning ${changed}`.execute(db)
  const detail = { message: reason }
  return rows[0] && { event: 'login_needed', code, ...rows[0], detail }
}
