import { createHash } from 'node:crypto'
import { sql, type InferResult } from 'kysely'
import type { AccountState } from '../../../../accounts/states.ts'
import type { EncryptionKeys } from '../../../../base/crypto.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { unchecked } from '../../../../db/row-check.ts'
import { ConflictError, NoSuchRecordError } from '../../../../base/errors.ts'
import { isUuid } from '../../../../base/text.ts'
import { lockBindings } from '../../proxy-choice.ts'
import {
  proxyStatus,
  successRate,
  type ProxyDeathCause,
  type ProxyState,
} from '../../proxy-health.ts'
import { parseProxyUrl, type ProxyAddress } from '../../proxy-url.ts'
import { sealProxyCredentials } from '../../../state/secrets.ts'

export type BoundAccount = { id: string; username: string; state: AccountState }

export type NewProxy = {
  url: string
  label?: string | undefined
  country?: string | undefined
  isSpare?: boolean | undefined
}

/** Throws InvalidInputError about `url`, ConflictError when the proxy or its label exists. */
export async function addProxy(db: Db, keys: EncryptionKeys, input: NewProxy): Promise<ProxyView> {
  const address = parseProxyUrl(input.url)
  const { protocol, host, port, credentials } = address
  const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(db)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('the database gave no id')
  await refuseTakenLabel(db, input.label)
  const added = await db
    .insertInto('proxies')
    .values({
      id,
      label: input.label ?? null,
      protocol,
      host,
      port,
      identity_hash: identityOf(address),
      credentials: credentials && sealProxyCredentials(keys, id, credentials),
      country: input.country ?? null,
      is_spare: input.isSpare ?? false,
    })
    .onConflict((conflict) => conflict.column('identity_hash').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) {
    const reason = `a proxy with this user at ${host}:${port} is there already`
    throw new ConflictError(reason, [{ field: 'url', reason, code: 'already_there' }])
  }
  return await getProxy(db, id)
}

/** The proxy of this URL, whatever its password. Throws InvalidInputError about `url`. */
export async function findProxy(db: Db, url: string): Promise<{ id: string } | undefined> {
  return await db
    .selectFrom('proxies')
    .select('id')
    .where('identity_hash', '=', identityOf(parseProxyUrl(url)))
    .executeTakeFirst()
}

/** Two logins at one gateway are two proxies: their outgoing addresses differ. */
function identityOf({ protocol, host, port, credentials }: ProxyAddress): Buffer {
  const identity = [protocol, credentials?.username ?? null, host, port]
  return createHash('sha256').update(JSON.stringify(identity)).digest()
}

/** A proxy usually has one account; of a shared one, the first names suffice. */
const MAX_NAMES = 3

/** Proxies without credentials, for people. */
const proxyViews = (db: Db) =>
  db
    .selectFrom('proxies')
    .select([
      'id',
      'label',
      'protocol',
      'host',
      'port',
      'country',
      'state',
      'death_cause',
      'is_spare',
      'strikes',
      'last_error',
      'last_checked_at',
      'last_latency_ms',
      'last_ok_at',
      'created_at',
    ])
    .$narrowType<{ state: ProxyState; death_cause: ProxyDeathCause | null }>()
    .select(
      sql<number>`(select count(*) from instagram_accounts a where a.proxy_id = proxies.id)`.as(
        'accounts',
      ),
    )
    .select(
      sql<string[]>`array(select a.username from instagram_accounts a where a.proxy_id = proxies.id
        order by a.username limit ${sql.lit(MAX_NAMES)})`.as('usernames'),
    )
    .select([proxyStatus.as('status'), successRate.as('success_rate')])

export type ProxyView = InferResult<ReturnType<typeof proxyViews>>[number]

/** The id of a proxy given by its id or its label, in any case. Throws NoSuchRecordError. */
export async function findProxyId(db: Db, reference: string): Promise<string> {
  if (isUuid(reference)) return reference
  const found = await proxyCalled(db, reference)
  if (!found) throw new NoSuchRecordError(`there is no proxy '${reference}'`)
  return found.id
}

const proxyCalled = async (db: Db | Tx, label: string): Promise<{ id: string } | undefined> =>
  await db
    .selectFrom('proxies')
    .select('id')
    .where(sql<boolean>`lower(label) = lower(${label})`)
    .executeTakeFirst()

/** Gives a clear message; the index decides between two concurrent requests. */
async function refuseTakenLabel(
  db: Db | Tx,
  label: string | null | undefined,
  ownId?: string,
): Promise<void> {
  const other = label ? await proxyCalled(db, label) : undefined
  if (!other || other.id === ownId) return
  const reason = `another proxy is called '${label}'`
  throw new ConflictError(reason, [{ field: 'label', reason, code: 'taken' }])
}

/** Throws NoSuchRecordError. */
export async function getProxy(db: Db, id: string): Promise<ProxyView> {
  const proxy = await proxyViews(db).where('id', '=', id).executeTakeFirst()
  if (!proxy) throw new NoSuchRecordError(`there is no proxy ${id}`)
  return proxy
}

/** The accounts that are bound to a proxy, by name; at most 200. */
export async function listBoundAccounts(db: Db, proxyId: string): Promise<BoundAccount[]> {
  return await db
    .selectFrom('instagram_accounts')
    .select(['id', 'username', 'state'])
    .$narrowType<{ state: AccountState }>()
    .where('proxy_id', '=', proxyId)
    .orderBy('username')
    .limit(200)
    .execute()
}

/**
 * Finds proxies by id, label or URL, ignoring the password. Keyed by the given name. Throws
 * InvalidInputError about `url`.
 */
export async function findProxiesCalled(
  db: Db,
  names: readonly string[],
): Promise<Map<string, ProxyView>> {
  const hashes = new Map(
    names
      .filter(isProxyUrl)
      .map((name) => [identityOf(parseProxyUrl(name)).toString('hex'), name] as const),
  )
  const { rows } = await sql<{ name: string; id: string }>`
    select input.name, p.id from unnest(${names}::text[]) as input (name)
    join proxies p on p.id::text = lower(input.name) or lower(p.label) = lower(input.name)
    union all
    select encode(identity_hash, 'hex'), id from proxies
    where identity_hash = any (select decode(hash, 'hex')
      from unnest(${[...hashes.keys()]}::text[]) as input (hash))`.execute(db)
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ id }) => id)
  const found = new Map(
    (await proxyViews(db).where('id', 'in', ids).execute()).map((proxy) => [proxy.id, proxy]),
  )
  return new Map(
    rows.flatMap(({ name, id }) => {
      const proxy = found.get(id)
      return proxy ? [[hashes.get(name) ?? name, proxy] as const] : []
    }),
  )
}

export const isProxyUrl = (name: string): boolean => name.includes('://')

/** Counts the accounts that could get their own proxy, without these proxies. */
export async function countFreeProxies(db: Db, besides: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from proxies p
    where p.state = 'active' and not p.is_spare and p.id <> all (${besides}::uuid[])
      and not exists (select from instagram_accounts a where a.proxy_id = p.id)`.execute(db)
  return rows[0]?.count ?? 0
}

export type ProxyPage = {
  limit: number
  offset?: number
  /** Exclusive. */
  after?: string | undefined
  state?: string | undefined
  isSpare?: boolean | undefined
}

/** Oldest first. */
export async function listProxies(db: Db, page: ProxyPage): Promise<ProxyView[]> {
  let query = proxyViews(db)
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  if (page.isSpare !== undefined) query = query.where('is_spare', '=', page.isSpare)
  return await query.execute()
}

/** Undefined leaves a field as it is; null clears it. */
export type ProxyChange = {
  label?: string | null | undefined
  country?: string | null | undefined
  isSpare?: boolean | undefined
}

/** Throws NoSuchRecordError; ConflictError for a taken label, or a spare that has accounts. */
export async function updateProxy(
  db: Db,
  id: string,
  change: ProxyChange,
  check = unchecked,
): Promise<ProxyView> {
  const { label, country, isSpare } = change
  await db.transaction().execute(async (tx) => {
    await lockBindings(tx)
    await tx.selectFrom('proxies').select('id').where('id', '=', id).forNoKeyUpdate().execute()
    await check(tx)
    if (isSpare) await refuseBound(tx, id, 'a spare has no account', 'is_spare')
    await refuseTakenLabel(tx, label, id)
    await tx
      .updateTable('proxies')
      .set({
        updated_at: sql<Date>`world_now()`,
        ...(label === undefined ? {} : { label }),
        ...(country === undefined ? {} : { country }),
        ...(isSpare === undefined ? {} : { is_spare: isSpare }),
      })
      .where('id', '=', id)
      .execute()
  })
  return await getProxy(db, id)
}

async function refuseBound(tx: Tx, id: string, rule: string, field: string): Promise<void> {
  const bound = await tx
    .selectFrom('instagram_accounts')
    .select('username')
    .where('proxy_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (!bound) return
  const reason = `${rule}; the account '${bound.username}' uses this proxy: remove it or give it another first`
  throw new ConflictError(reason, [{ field, reason, code: 'in_use' }])
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
    await refuseBound(tx, id, 'it is in use', 'id')
    await tx.deleteFrom('proxies').where('id', '=', id).execute()
  })
}
