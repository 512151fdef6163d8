import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { EncryptionKeys } from '../crypto.ts'
import type { Db } from '../db/database.ts'
import { ConflictError, NoSuchRecordError } from '../errors.ts'
import { parseProxyUrl, type ProxyAddress } from './proxy-url.ts'
import { sealProxyCredentials } from './secrets.ts'

/** A proxy as people may see it: without credentials. */
export type ProxyView = {
  id: string
  protocol: string
  host: string
  port: number
  country: string | null
  state: string
  strikes: number
  last_error: string | null
  /** Accounts that are bound to it. */
  accounts: number
  created_at: Date
}

/** Adds a proxy. Throws InvalidInputError about `url`, and ConflictError when it is known already. */
export async function addProxy(
  db: Db,
  keys: EncryptionKeys,
  input: { url: string; country?: string },
): Promise<ProxyView> {
  const address = parseProxyUrl(input.url)
  const { protocol, host, port, credentials } = address
  const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(db)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('the database gave no id')
  const added = await db
    .insertInto('proxies')
    .values({
      id,
      protocol,
      host,
      port,
      identity_hash: identityOf(address),
      credentials: credentials && sealProxyCredentials(keys, id, credentials),
      country: input.country ?? null,
    })
    .onConflict((conflict) => conflict.column('identity_hash').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) {
    const reason = `a proxy with this user at ${host}:${port} is there already`
    throw new ConflictError(reason, [{ field: 'url', reason }])
  }
  return await getProxy(db, id)
}

/** Two logins at one gateway are two proxies: they leave by different addresses. */
function identityOf({ protocol, host, port, credentials }: ProxyAddress): Buffer {
  const identity = [protocol, credentials?.username ?? null, host, port]
  return createHash('sha256').update(JSON.stringify(identity)).digest()
}

const proxyViews = (db: Db) =>
  db
    .selectFrom('proxies')
    .select([
      'id',
      'protocol',
      'host',
      'port',
      'country',
      'state',
      'strikes',
      'last_error',
      'created_at',
    ])
    .select(
      sql<number>`(select count(*) from instagram_accounts a where a.proxy_id = proxies.id)`.as(
        'accounts',
      ),
    )

/** Throws NoSuchRecordError. */
export async function getProxy(db: Db, id: string): Promise<ProxyView> {
  const proxy = await proxyViews(db).where('id', '=', id).executeTakeFirst()
  if (!proxy) throw new NoSuchRecordError(`there is no proxy ${id}`)
  return proxy
}

/** In the order of their making, from behind `after` (an id). */
export async function listProxies(
  db: Db,
  page: { limit: number; offset?: number; after?: string | undefined },
): Promise<ProxyView[]> {
  let query = proxyViews(db)
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  return await query.execute()
}

/** Throws NoSuchRecordError, or ConflictError while accounts are bound to it. */
export async function removeProxy(db: Db, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const proxy = await tx
      .selectFrom('proxies')
      .select('id')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!proxy) throw new NoSuchRecordError(`there is no proxy ${id}`)
    const bound = await tx
      .selectFrom('instagram_accounts')
      .select('username')
      .where('proxy_id', '=', id)
      .limit(1)
      .executeTakeFirst()
    if (bound)
      throw new ConflictError(`the account '${bound.username}' uses this proxy; remove it first`)
    await tx.deleteFrom('proxies').where('id', '=', id).execute()
  })
}
