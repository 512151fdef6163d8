import { timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import { knownScopes, type Scope } from '../../base/roles.ts'
import { worldNow, type Db } from '../../db/database.ts'
import type { Principal } from '../../http/access/principal.ts'
import { hashOf, randomSecret } from '../../http/access/secrets.ts'

export type TokenRow = {
  id: string
  name: string
  scopes: Scope[]
  created_at: Date
  last_used_at: Date | null
}

const TOKEN = /^gramd_[A-Za-z0-9_-]{43}$/

/** Whom the named token with this secret stands for. Records its use at most once a minute. */
export async function authenticateToken(db: Db, secret: string): Promise<Principal | undefined> {
  if (!TOKEN.test(secret)) return undefined
  const hash = hashOf(secret)
  const row = await db
    .selectFrom('api_tokens')
    .select([
      'id',
      'name',
      'scopes',
      'token_hash',
      sql<boolean>`coalesce(last_used_at < world_now() - interval '1 minute', true)`.as('stale'),
    ])
    .where('token_hash', '=', hash)
    .executeTakeFirst()
  if (!row || !timingSafeEqual(row.token_hash, hash)) return undefined
  if (row.stale) {
    await db
      .updateTable('api_tokens')
      .set({ last_used_at: worldNow })
      .where('id', '=', row.id)
      .execute()
  }
  return {
    kind: 'service',
    id: `token:${row.id}`,
    name: row.name,
    scopes: knownScopes(row.scopes),
    isElevated: true,
    user: null,
  }
}

/** Makes a token with a name of its own; the secret is stored as a hash only. Throws ConflictError for a known name. */
export async function createToken(
  db: Db,
  options: { name: string; scopes: readonly Scope[] },
): Promise<{ row: TokenRow; secret: string }> {
  const secret = `gramd_${randomSecret()}`
  const row = await db
    .insertInto('api_tokens')
    .values({ name: options.name, scopes: [...options.scopes], token_hash: hashOf(secret) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(['id', 'name', 'scopes', 'created_at', 'last_used_at'])
    .executeTakeFirst()
  if (!row) {
    const reason = `there is already a token named '${options.name}'`
    throw new ConflictError(reason, [{ field: 'name', reason }])
  }
  return { row: { ...row, scopes: knownScopes(row.scopes) }, secret }
}

/** Every named token, oldest first. */
export async function listTokens(db: Db): Promise<TokenRow[]> {
  const rows = await db
    .selectFrom('api_tokens')
    .select(['id', 'name', 'scopes', 'created_at', 'last_used_at'])
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, scopes: knownScopes(row.scopes) }))
}

/** Ends a token. Throws NoSuchRecordError. */
export async function deleteToken(db: Db, id: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('api_tokens')
    .where('id', '=', id)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new NoSuchRecordError(`no token ${id}`)
}
