import { sql } from 'kysely'
import type { EncryptionKeys } from '../crypto.ts'
import type { Db, Tx } from '../db/database.ts'
import { ConflictError, InvalidInputError, NoSuchRecordError } from '../errors.ts'
import type { AccountState } from './account-state.ts'
import type { PoolLimits } from './limits.ts'
import { sealAccountSecrets } from './secrets.ts'

/** An account as people may see it: without secrets. */
export type AccountView = {
  id: string
  username: string
  state: AccountState
  rest_until: Date | null
  health: number
  /** World time from which it may be used again; in the past when it is free. */
  free_at: Date
  is_leased: boolean
  has_session: boolean
  session_created_at: Date | null
  session_expires_at: Date | null
  last_used_at: Date | null
  last_verified_at: Date | null
  last_login_at: Date | null
  last_error: string | null
  notes: string | null
  created_at: Date
  proxy: { id: string; host: string; port: number; state: string } | null
  budget: { hour: Budget; day: Budget }
}

export type Budget = { limit: number; left: number }

export type NewAccount = {
  username: string
  password: string
  proxyId?: string | undefined
  notes?: string | undefined
}

/** One at a time, or two additions would take the same proxy for unused. */
const ADD_ACCOUNT_LOCK = 4_727_265

/**
 * Adds an account and binds it to a proxy: the given one, or an active one that has no account yet. What an account of
 * this name has spent before counts on. Throws ConflictError for a known username, InvalidInputError when there is no
 * such proxy.
 */
export async function addAccount(
  db: Db,
  keys: EncryptionKeys,
  input: NewAccount,
): Promise<{ id: string }> {
  const username = input.username.toLowerCase()
  return await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${ADD_ACCOUNT_LOCK})`.execute(tx)
    const known = await tx
      .selectFrom('instagram_accounts')
      .select('id')
      .where('username', '=', username)
      .executeTakeFirst()
    if (known) {
      const reason = `the account '${username}' is in the pool already`
      throw new ConflictError(reason, [{ field: 'username', reason }])
    }
    const proxyId = await chooseProxy(tx, input.proxyId)
    const { rows } = await sql<{ id: string; seed: string }>`
      select uuidv7() as id, gen_random_uuid()::text as seed`.execute(tx)
    const made = rows[0]
    if (!made) throw new Error('the database gave no id')
    await tx
      .insertInto('instagram_accounts')
      .values({
        id: made.id,
        username,
        secrets: sealAccountSecrets(keys, made.id, { password: input.password }),
        device_seed: made.seed,
        proxy_id: proxyId,
        notes: input.notes ?? null,
      })
      .execute()
    await inheritSpending(tx, made.id, username)
    await tx
      .insertInto('account_events')
      .values({ account_id: made.id, event: 'added', to_state: 'new' })
      .execute()
    return { id: made.id }
  })
}

async function chooseProxy(tx: Tx, wanted: string | undefined): Promise<string> {
  let query = tx.selectFrom('proxies').select(['id', 'state']).orderBy('id').limit(1).forKeyShare()
  if (wanted === undefined) {
    query = query
      .where('state', '=', 'active')
      .where('is_spare', '=', false)
      .where((eb) =>
        eb.not(
          eb.exists(eb.selectFrom('instagram_accounts').whereRef('proxy_id', '=', 'proxies.id')),
        ),
      )
  } else query = query.where('id', '=', wanted)
  const proxy = await query.executeTakeFirst()
  if (proxy?.state === 'active') return proxy.id
  if (wanted !== undefined) {
    const reason = proxy ? `the proxy is ${proxy.state}; give an active one` : 'no such proxy'
    throw new InvalidInputError(`proxy_id: ${reason}`, [{ field: 'proxy_id', reason }])
  }
  const reason =
    'no active proxy is without an account; add one (POST /api/proxies), or share one by naming it in proxy_id'
  throw new InvalidInputError(`proxy: ${reason}`, [{ field: 'proxy', reason }])
}

/** Removing an account and adding it again must not give it a fresh budget. */
async function inheritSpending(tx: Tx, accountId: string, username: string): Promise<void> {
  await tx
    .updateTable('account_requests')
    .set({ account_id: accountId, removed_username: null })
    .where('removed_username', '=', username)
    .execute()
}

const isLeased = sql<boolean>`(a.lease_token is not null and a.lease_until >= clock_timestamp())`

/** How many places of the account's own budget are taken in the last `hours` hours. */
const taken = (hours: number) => sql<number>`(
  select count(*) from account_requests r
  where r.account_id = a.id and r.kind = 'request'
    and (r.ended_at is null or r.ended_at > (select world_now()) - make_interval(hours => ${hours}))
)`

const accountRows = (db: Db) =>
  db
    .selectFrom('instagram_accounts as a')
    .leftJoin('proxies as p', 'p.id', 'a.proxy_id')
    .select([
      'a.id',
      'a.username',
      'a.rest_until',
      'a.health',
      'a.free_at',
      'a.session_created_at',
      'a.session_expires_at',
      'a.last_used_at',
      'a.last_verified_at',
      'a.last_login_at',
      'a.last_error',
      'a.notes',
      'a.created_at',
      'p.id as proxy_id',
      'p.host as proxy_host',
      'p.port as proxy_port',
      'p.state as proxy_state',
      // The constraint of the column allows nothing else.
      sql<AccountState>`a.state`.as('state'),
      isLeased.as('is_leased'),
      taken(1).as('taken_in_hour'),
      taken(24).as('taken_in_day'),
    ])

type AccountRow = Awaited<ReturnType<ReturnType<typeof accountRows>['executeTakeFirstOrThrow']>>

function viewOf(row: AccountRow, limits: PoolLimits): AccountView {
  const { proxy_id, proxy_host, proxy_port, proxy_state, taken_in_hour, taken_in_day, ...rest } =
    row
  const hasProxy =
    proxy_id !== null && proxy_host !== null && proxy_port !== null && proxy_state !== null
  return {
    ...rest,
    has_session: row.session_created_at !== null,
    proxy: hasProxy
      ? { id: proxy_id, host: proxy_host, port: proxy_port, state: proxy_state }
      : null,
    budget: {
      hour: budgetOf(limits.requestsPerHour, taken_in_hour),
      day: budgetOf(limits.requestsPerDay, taken_in_day),
    },
  }
}

const budgetOf = (limit: number, taken: number): Budget => ({
  limit,
  left: Math.max(0, limit - taken),
})

/** Throws NoSuchRecordError. */
export async function getAccount(db: Db, limits: PoolLimits, id: string): Promise<AccountView> {
  const row = await accountRows(db).where('a.id', '=', id).executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`there is no account ${id}`)
  return viewOf(row, limits)
}

export type AccountPage = {
  limit: number
  offset?: number
  /** From behind this id. */
  after?: string | undefined
  state?: AccountState | undefined
}

/** In the order of their making. */
export async function listAccounts(
  db: Db,
  limits: PoolLimits,
  page: AccountPage,
): Promise<AccountView[]> {
  let query = accountRows(db)
    .orderBy('a.id')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.after !== undefined) query = query.where('a.id', '>', page.after)
  if (page.state !== undefined) query = query.where('a.state', '=', page.state)
  return (await query.execute()).map((row) => viewOf(row, limits))
}

/**
 * Removes an account with its secrets; what it has sent stays counted. Throws NoSuchRecordError, or ConflictError while
 * a live worker holds it.
 */
export async function removeAccount(db: Db, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const account = await tx
      .selectFrom('instagram_accounts as a')
      .select(['a.username', isLeased.as('is_leased')])
      .where('a.id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!account) throw new NoSuchRecordError(`there is no account ${id}`)
    if (account.is_leased)
      throw new ConflictError(`the account '${account.username}' is at work; try again in a minute`)
    await sql`
      update account_requests
      set removed_username = ${account.username}, ended_at = coalesce(ended_at, world_now())
      where account_id = ${id}`.execute(tx)
    await tx.deleteFrom('instagram_accounts').where('id', '=', id).execute()
  })
}

export type AccountEvent = {
  id: number
  event: string
  from_state: string | null
  to_state: string | null
  code: string | null
  detail: unknown
  created_at: Date
}

/** The history of an account, newest first, from behind the event `before`. */
export async function listAccountEvents(
  db: Db,
  accountId: string,
  page: { limit: number; offset?: number; before?: number | undefined },
): Promise<AccountEvent[]> {
  let query = db
    .selectFrom('account_events')
    .select(['id', 'event', 'from_state', 'to_state', 'code', 'detail', 'created_at'])
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return await query.execute()
}
