import { sql } from 'kysely'
import { scopesOfRole, type Role } from '../../../base/roles.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { hashOf, randomSecret } from '../../../base/secrets.ts'
import { UnauthenticatedError } from '../../../http/errors.ts'

const SECRET = /^gramds_[A-Za-z0-9_-]{43}$/

/** Real time for which an API client is signed in, used or not. */
const CLIENT_LENGTH = '12 hours'
/** Real time without use after which a person at a browser has to sign in again, and the most. */
const IDLE_LENGTH = '14 days'
const LONGEST = '90 days'
const ELEVATION_LENGTH = '15 minutes'
/** The number of wrong codes after which only the password elevates a session. */
const CODES_OF_SESSION = 5

type Times = { expires_at: Date; ends_at: Date; elevated_until: Date }
type NewSession = Times & { token: string }

type Client = {
  address: string | null
  userAgent: string | null
  /** A person at a browser: each use puts the end off. */
  stays?: boolean
}

/** Signs a user in; the password was given just now, so that the session begins elevated. */
export async function startSession(
  db: Db | Tx,
  userId: string,
  { address, userAgent, stays = false }: Client,
): Promise<NewSession> {
  const token = `gramds_${randomSecret()}`
  const [first, last] = stays ? [IDLE_LENGTH, LONGEST] : [CLIENT_LENGTH, CLIENT_LENGTH]
  const { rows } = await sql<Times>`
    insert into user_sessions (id_hash, user_id, expires_at, ends_at, elevated_until, address, user_agent)
    values (${hashOf(token)}, ${userId}, now() + ${first}::interval, now() + ${last}::interval,
      now() + ${ELEVATION_LENGTH}::interval, ${address}, ${userAgent})
    returning expires_at, ends_at, elevated_until`.execute(db)
  return sessionOf(token, rows)
}

/** Elevates a session under a new token; the old one ends. */
export async function elevateSession(db: Db, sessionHash: Buffer): Promise<NewSession> {
  const token = `gramds_${randomSecret()}`
  const { rows } = await sql<Times>`
    update user_sessions set id_hash = ${hashOf(token)}, elevated_until = now() + ${ELEVATION_LENGTH}::interval,
      codes_tried = 0
    where id_hash = ${sessionHash}
    returning expires_at, ends_at, elevated_until`.execute(db)
  return sessionOf(token, rows)
}

/** Counts a code to elevate a session with; false after five since the last elevation. */
export async function countCode(db: Db, sessionHash: Buffer): Promise<boolean> {
  const { rows } = await sql`
    update user_sessions set codes_tried = codes_tried + 1
    where id_hash = ${sessionHash} and codes_tried < ${CODES_OF_SESSION}
    returning 1`.execute(db)
  return rows.length > 0
}

function sessionOf(token: string, [times]: readonly Times[]): NewSession {
  if (!times) throw new UnauthenticatedError('token_invalid', 'the session has ended meanwhile')
  return { token, ...times }
}

/**
 * Finds the user of a session token. Records its use at most once a minute. A user of `enrolling`
 * roles who has no second factor may do nothing but add one.
 */
export async function authenticateSession(
  db: Db,
  secret: string,
  enrolling: readonly Role[] = [],
): Promise<Principal | undefined> {
  if (!SECRET.test(secret)) return undefined
  const hash = hashOf(secret)
  const query = sql<{
    id: string
    login: string
    role: string
    is_elevated: boolean
    is_stale: boolean
    must_enroll: boolean
  }>`
    select u.id, u.login, u.role, coalesce(s.elevated_until > now(), false) as is_elevated,
      s.last_seen_at < now() - interval '1 minute' as is_stale,
      u.role = any (${enrolling}::text[]) and not exists (
        select from second_factors f where f.user_id = u.id and f.confirmed_at is not null
      ) as must_enroll
    from user_sessions s join users u on u.id = s.user_id
    where s.id_hash = ${hash} and s.expires_at > now() and u.is_active`
  const [row] = await runComposed(db, 'find_session', query)
  if (!row) return undefined
  if (row.is_stale)
    await sql`
      update user_sessions set last_seen_at = now(), expires_at = least(now() + ${IDLE_LENGTH}::interval, ends_at)
      where id_hash = ${hash}`.execute(db)
  return {
    kind: 'user',
    id: `user:${row.id}`,
    name: row.login,
    scopes: scopesOfRole(row.role),
    isElevated: row.is_elevated,
    ...(row.must_enroll ? { mustEnroll: true } : {}),
    user: { id: row.id, sessionHash: hash },
  }
}

export async function endSession(db: Db, sessionHash: Buffer): Promise<void> {
  await db.deleteFrom('user_sessions').where('id_hash', '=', sessionHash).execute()
}

/** Ends every session of a user; returns how many. */
export async function endSessions(db: Db | Tx, userId: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('user_sessions')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Ends every session of a user but this one; returns how many. */
export async function endOtherSessions(
  db: Db | Tx,
  userId: string,
  sessionHash: Buffer,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('user_sessions')
    .where('user_id', '=', userId)
    .where('id_hash', '<>', sessionHash)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Ends one session of a user by its id. Throws NoSuchRecordError. */
export async function endOwnSession(db: Db, userId: string, id: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('user_sessions')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new NoSuchRecordError('you have no such session')
}

const MAX_SESSIONS = 100

/** The sessions of a user that have not ended, last used first; `is_this` is the given one. */
export const listSessions = async (db: Db, userId: string, sessionHash: Buffer) =>
  await db
    .selectFrom('user_sessions')
    .select(['id', 'created_at', 'last_seen_at', 'expires_at', 'address', 'user_agent'])
    .select(sql<boolean>`id_hash = ${sessionHash}`.as('is_this'))
    .where('user_id', '=', userId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('last_seen_at', 'desc')
    .limit(MAX_SESSIONS)
    .execute()

/** Removes sessions and codes that have ended; returns how many sessions. */
export async function removeEndedSessions(db: Db): Promise<number> {
  const { numAffectedRows = 0n } =
    await sql`delete from user_sessions where expires_at < now()`.execute(db)
  return Number(numAffectedRows)
}
