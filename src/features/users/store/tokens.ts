import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { knownScopes, scopesOfRole, type Scope } from '../../../base/roles.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { hashOf, randomSecret } from '../../../base/secrets.ts'

const TOKEN = /^gramd_[A-Za-z0-9_-]{43}$/

/**
 * Finds the principal of a named token: the service, or an active user with the scopes that both
 * the token and the role have, never elevated. Records its use at most once a minute.
 */
export async function authenticateToken(db: Db, secret: string): Promise<Principal | undefined> {
  if (!TOKEN.test(secret)) return undefined
  const hash = hashOf(secret)
  const row = await db
    .selectFrom('api_tokens as t')
    .leftJoin('users as u', 'u.id', 't.user_id')
    .select(['t.id', 't.name', 't.scopes', 't.user_id', 'u.login', 'u.role', 'u.is_active'])
    .select(
      sql<boolean>`coalesce(t.last_used_at < world_now() - interval '1 minute', true)`.as('stale'),
    )
    .where('t.token_hash', '=', hash)
    .executeTakeFirst()
  if (!row || row.is_active === false) return undefined
  if (row.stale) {
    await db
      .updateTable('api_tokens')
      .set({ last_used_at: worldNow })
      .where('id', '=', row.id)
      .execute()
  }
  const scopes = knownScopes(row.scopes)
  const service: Principal = {
    kind: 'service',
    id: `token:${row.id}`,
    name: row.name,
    scopes,
    isElevated: true,
    user: null,
  }
  if (row.user_id === null) return service
  const ofRole = scopesOfRole(row.role)
  return {
    ...service,
    kind: 'user',
    id: `user:${row.user_id}`,
    name: row.login ?? row.name,
    scopes: scopes.filter((scope) => ofRole.includes(scope)),
    isElevated: false,
    user: { id: row.user_id, sessionHash: null },
  }
}

/**
 * Creates a token, and stores only a hash of its secret. Throws ConflictError for a name that is
 * taken.
 */
export async function createToken(
  db: Db,
  options: { name: string; scopes: readonly Scope[]; userId?: string | null },
): Promise<{ id: string; secret: string }> {
  const secret = `gramd_${randomSecret()}`
  const { name, scopes, userId = null } = options
  const row = await db
    .insertInto('api_tokens')
    .values({ name, scopes: [...scopes], token_hash: hashOf(secret), user_id: userId })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) {
    const reason = `there is already a token named '${name}'`
    throw new ConflictError(reason, [{ field: 'name', reason, code: 'taken' }])
  }
  return { id: row.id, secret }
}

/** Every named token, with the login of its user, oldest first; or the one with this id. */
export async function listTokens(db: Db, id?: string) {
  const rows = await db
    .selectFrom('api_tokens as t')
    .leftJoin('users as u', 'u.id', 't.user_id')
    .select(['t.id', 't.name', 't.scopes', 'u.login as user', 't.created_at', 't.last_used_at'])
    .$if(id !== undefined, (query) => query.where('t.id', '=', id ?? ''))
    .orderBy('t.id')
    .execute()
  return rows.map((row) => ({ ...row, scopes: knownScopes(row.scopes) }))
}

/** Ends every token of a user; returns how many. */
export async function endTokens(db: Db | Tx, userId: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('api_tokens')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Ends a token. Throws NoSuchRecordError. */
export async function deleteToken(db: Db, id: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('api_tokens')
    .where('id', '=', id)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new NoSuchRecordError(`no token ${id}`)
}
