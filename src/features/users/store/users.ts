import { sql } from 'kysely'
import { removeOwnChannels } from '../../../alerts/own-channels.ts'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import type { Home } from '../../../base/homes.ts'
import type { Role } from '../../../base/roles.ts'
import { isUuid } from '../../../base/text.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { hashOf, randomSecret } from '../../../base/secrets.ts'
import { endSessions } from './sessions.ts'
import { forgetPlaces } from '../throttle/known-places.ts'
import { endTokens } from './tokens.ts'

const hasSecondFactor = sql<boolean>`exists (
  select from second_factors f where f.user_id = users.id and f.confirmed_at is not null)`

/** Users as the API shows them. */
const users = (db: Db | Tx) =>
  db
    .selectFrom('users')
    .select([
      'id',
      'login',
      'email',
      'name',
      'is_active as active',
      'created_at',
      'last_sign_in_at',
    ])
    .select([
      // The constraint of the column allows no other roles.
      sql<Role>`role`.as('role'),
      sql<boolean>`password_hash is not null`.as('has_password'),
      hasSecondFactor.as('has_second_factor'),
    ])

export type UserRow = Awaited<ReturnType<ReturnType<typeof users>['executeTakeFirstOrThrow']>>

/** Real time in which a welcome code can be used. */
const WELCOME_LENGTH = '1 hour'

export type NewUser = { login: string; email: string | null; name: string; role: Role }
type WelcomeCode = { welcome_code: string; expires_at: Date }

/** Adds a user without a password. Throws ConflictError for a login or email that is taken. */
export async function addUser(tx: Tx, user: NewUser): Promise<{ id: string }> {
  await refuseTaken(tx, null, user)
  const added = await tx
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) throw new ConflictError('another request has just taken this login or email')
  return added
}

/** Users by login, after that of the page before. */
export async function listUsers(
  db: Db,
  { limit, after }: { limit: number; after: string },
): Promise<UserRow[]> {
  return await users(db).where('login', '>', after).orderBy('login').limit(limit).execute()
}

/** Throws NoSuchRecordError. */
export async function getUser(db: Db | Tx, reference: string): Promise<UserRow> {
  const column = isUuid(reference) ? 'id' : 'login'
  const user = await users(db).where(column, '=', reference.toLowerCase()).executeTakeFirst()
  if (!user) throw new NoSuchRecordError(`no user ${reference}`)
  return user
}

/**
 * Locks a user until the transaction ends, and the admins, which `changeUser` may lock after it:
 * all in one order. Throws NoSuchRecordError.
 */
export async function lockUser(tx: Tx, reference: string): Promise<UserRow> {
  const { id } = await getUser(tx, reference)
  await sql`select from users where id = ${id} or role = 'admin' order by id for update`.execute(tx)
  return await getUser(tx, id)
}

/** How gramd looks for a user; null is what the browser and gramd's settings say. */
export type Appearance = {
  language: string | null
  theme: 'light' | 'dark' | null
  time_zone: string | null
  has_single_keys: boolean
  home: Home | null
}

const appearanceOf = [
  'language',
  sql<Appearance['theme']>`theme`.as('theme'),
  'time_zone',
  'has_single_keys',
  sql<Appearance['home']>`home`.as('home'),
] as const

/** Throws NoSuchRecordError. */
export async function getAppearance(db: Db, userId: string): Promise<Appearance> {
  const row = await db
    .selectFrom('users')
    .select(appearanceOf)
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!row) throw new NoSuchRecordError('this user is gone')
  return row
}

export async function changeAppearance(
  db: Db,
  userId: string,
  change: Partial<Appearance>,
): Promise<void> {
  if (Object.keys(change).length > 0)
    await db.updateTable('users').set(change).where('id', '=', userId).execute()
}

export const hasUsers = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined

export type UserChange = {
  email?: string | null | undefined
  name?: string | undefined
  role?: Role | undefined
  is_active?: boolean | undefined
}

/**
 * Changes a user; one who is disabled is signed out everywhere. Throws NoSuchRecordError, and
 * ConflictError for a login or email that is taken or when no admin would be left.
 */
export async function changeUser(tx: Tx, reference: string, change: UserChange): Promise<UserRow> {
  const { id, login } = await getUser(tx, reference)
  await refuseTaken(tx, id, change)
  if (change.is_active === false || (change.role ?? 'admin') !== 'admin')
    await requireOtherAdmin(tx, { id, login })
  if (Object.values(change).some((value) => value !== undefined))
    await tx.updateTable('users').set(change).where('id', '=', id).execute()
  if (change.is_active === false) {
    await endSessions(tx, id)
    await removeOwnChannels(tx, id)
    await tx.deleteFrom('welcome_codes').where('user_id', '=', id).execute()
  }
  return await getUser(tx, id)
}

/**
 * Throws ConflictError when this user is the only admin who can sign in, for the service too, which
 * can add another first. Locks the admins, so that two of them cannot disable each other.
 */
async function requireOtherAdmin(tx: Tx, user: { id: string; login: string }): Promise<void> {
  const { rows: admins } = await sql<{ id: string }>`
    select id from users where role = 'admin' and is_active and password_hash is not null
    order by id for update`.execute(tx)
  if (admins.length !== 1 || admins[0]?.id !== user.id) return
  throw new ConflictError(
    `${user.login} is the last admin who can sign in: first make another user admin (gramd ` +
      'users change USER --role admin), who sets a password',
  )
}

async function refuseTaken(
  tx: Tx,
  ownId: string | null,
  wanted: { login?: string; email?: string | null | undefined },
): Promise<void> {
  for (const field of ['login', 'email'] as const) {
    const value = wanted[field]
    if (value === undefined || value === null) continue
    const taken = await tx
      .selectFrom('users')
      .select('id')
      .where(field, '=', value)
      .executeTakeFirst()
    if (!taken || taken.id === ownId) continue
    const reason = `another user has the ${field} ${value}`
    throw new ConflictError(reason, [{ field, reason, code: 'taken' }])
  }
}

/** A code that sets a password, once and within an hour; an older code ends. */
export async function createWelcomeCode(tx: Tx, userId: string): Promise<WelcomeCode> {
  const code = randomSecret()
  const { rows } = await sql<{ expires_at: Date }>`
    insert into welcome_codes (user_id, code_hash, expires_at)
    values (${userId}, ${hashOf(code)}, now() + ${WELCOME_LENGTH}::interval)
    on conflict (user_id) do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at
    returning expires_at`.execute(tx)
  if (!rows[0]) throw new Error('no welcome code was stored')
  return { welcome_code: code, ...rows[0] }
}

/**
 * Removes a password, with all sessions and, unless they are retained, all tokens: another person
 * who had the password may have created some. The welcome code sets the next password.
 */
export async function resetPassword(
  tx: Tx,
  userId: string,
  { keepTokens }: { keepTokens: boolean },
): Promise<WelcomeCode & { tokens_ended: number }> {
  await tx.updateTable('users').set({ password_hash: null }).where('id', '=', userId).execute()
  await endSessions(tx, userId)
  await forgetPlaces(tx, userId)
  const tokensEnded = keepTokens ? 0 : await endTokens(tx, userId)
  return { ...(await createWelcomeCode(tx, userId)), tokens_ended: tokensEnded }
}

/** Finds the user of a welcome code that is still valid. */
export async function findWelcomed(
  db: Db,
  code: string,
): Promise<{ id: string; login: string } | undefined> {
  const { rows } = await sql<{ id: string; login: string }>`
    select u.id, u.login from welcome_codes w join users u on u.id = w.user_id
    where w.code_hash = ${hashOf(code)} and w.expires_at > now() and u.is_active`.execute(db)
  return rows[0]
}

/** Sets the password and ends all sessions. False when another request spent the code first. */
export async function spendWelcomeCode(
  tx: Tx,
  code: string,
  { userId, passwordHash }: { userId: string; passwordHash: string },
): Promise<boolean> {
  const { rows } = await sql`
    delete from welcome_codes where code_hash = ${hashOf(code)} and expires_at > now() returning 1`.execute(
    tx,
  )
  if (rows.length === 0) return false
  await tx
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('id', '=', userId)
    .execute()
  await endSessions(tx, userId)
  return true
}

/** Replaces the password of a user who is signed in. */
export async function replacePassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('id', '=', userId)
    .execute()
}

/** Finds what a sign-in is checked against; undefined for an unknown or disabled user. */
export const findCredentials = async (db: Db, column: 'login' | 'id', value: string) =>
  await db
    .selectFrom('users')
    .select(['id', 'login', 'password_hash', hasSecondFactor.as('has_second_factor')])
    .where('is_active', '=', true)
    .where(column, '=', value)
    .executeTakeFirst()

export type Credentials = NonNullable<Awaited<ReturnType<typeof findCredentials>>>

/** Records a sign-in; `renewed` replaces the hash. False when password or user have changed. */
export async function recordSignIn(
  tx: Tx,
  userId: string,
  hashes: { checked: string | null; renewed: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    update users set last_sign_in_at = world_now(), password_hash = coalesce(${hashes.renewed}, password_hash)
    where id = ${userId} and is_active and password_hash = ${hashes.checked}
    returning 1`.execute(tx)
  return rows.length > 0
}

/** Removes the welcome codes that are not valid any more. */
export async function removeExpiredCodes(db: Db): Promise<void> {
  await sql`delete from welcome_codes where expires_at < now()`.execute(db)
}
