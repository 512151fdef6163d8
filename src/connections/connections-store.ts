import { sql } from 'kysely'
import type { Tx, Db } from '../db/handles.ts'
import { NoSuchRecordError } from '../base/errors.ts'
import { storableText } from '../db/database.ts'
import { lockExclusive } from '../db/locks.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'
import { NotConnectedError } from './errors.ts'

export const CONNECTION_STATES = ['active', 'expiring', 'auth_error', 'revoked', 'error'] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

export type Connection = {
  id: string
  owner_id: string | null
  owner_name: string | null
  platform_id: string
  username: string
  name: string | null
  kind: 'business' | 'creator' | null
  login: GraphLogin
  page_id: string | null
  page_name: string | null
  rights_granted: string[]
  rights_missing: string[]
  token_expires_at: Date | null
  data_access_expires_at: Date | null
  state: ConnectionState
  state_reason: string | null
  state_text: string | null
  created_at: Date
  authorized_at: Date
  checked_at: Date | null
}

const COLUMNS = sql`c.id, c.owner_id, u.name as owner_name, c.platform_id, c.username, c.name, c.kind, c.login,
  c.page_id, c.page_name, c.rights_granted, c.rights_missing, c.token_expires_at, c.data_access_expires_at, c.state,
  c.state_reason, c.state_text, c.created_at, c.authorized_at, c.checked_at`

/** A condition for the connections of an owner; null selects all (`ownerScopeOf`). */
const inScope = (owner: string | null) =>
  sql`c.removed_at is null and (${owner}::uuid is null or c.owner_id = ${owner}::uuid)`

/** Selects a row for each connection of an owner. */
export const connectionsOf = (owner: string | null) =>
  sql`select from connections c where ${inScope(owner)}`

export async function listConnections(
  db: Db,
  owner: string | null,
  {
    limit,
    after,
    state,
  }: { limit: number; after?: string | undefined; state?: ConnectionState | undefined },
): Promise<Connection[]> {
  const { rows } = await sql<Connection>`
    select ${COLUMNS} from connections c left join shared.users u on u.id = c.owner_id
    where ${inScope(owner)}
      and (${after ?? null}::uuid is null or c.id > ${after ?? null}::uuid)
      and (${state ?? null}::text is null or c.state = ${state ?? null})
    order by c.id
    limit ${limit}`.execute(db)
  return rows
}

/** Throws NoSuchRecordError, also for a connection that the owner does not see. */
export async function getConnection(db: Db, owner: string | null, id: string): Promise<Connection> {
  const { rows } = await sql<Connection>`
    select ${COLUMNS} from connections c left join shared.users u on u.id = c.owner_id
    where ${inScope(owner)} and c.id = ${id}::uuid`.execute(db)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`no connected account ${id}`)
  return row
}

/** The result of an authorization. */
export type Authorized = {
  platformId: string
  username: string
  name: string | null
  kind: 'business' | 'creator' | null
  login: GraphLogin
  page: { id: string; name: string } | null
  grantedBy: string | null
  rightsGranted: readonly string[]
  rightsMissing: readonly string[]
  tokenExpiresAt: Date | null
  dataAccessExpiresAt: Date | null
}

/**
 * Stores a connection. A known account of the same owner keeps its id, and thus its posts. `seal`
 * encrypts the tokens for that id. Throws NotConnectedError when another owner has connected the
 * account.
 */
export async function putConnection(
  tx: Tx,
  ownerId: string | null,
  authorized: Authorized,
  seal: (id: string) => { token: Buffer; userToken: Buffer | null },
): Promise<string> {
  await lockExclusive(tx, 'connections')
  const { rows } = await sql<{ id: string; is_others: boolean }>`
    select id, removed_at is null and owner_id is distinct from ${ownerId}::uuid as is_others from connections
    where platform_id = ${authorized.platformId}
      and (removed_at is null or owner_id is not distinct from ${ownerId}::uuid)
    order by removed_at desc nulls first
    limit 1`.execute(tx)
  const [known] = rows
  if (known?.is_others) throw new NotConnectedError('account_connected_elsewhere')
  const id = known?.id ?? (await newId(tx))
  const { token, userToken } = seal(id)
  const { page } = authorized
  await sql`
    insert into connections as c (id, owner_id, platform_id, username, name, kind, login, page_id, page_name,
      granted_by,
      token, user_token, rights_granted, rights_missing, token_expires_at, data_access_expires_at)
    values (${id}::uuid, ${ownerId}::uuid, ${authorized.platformId}, lower(${authorized.username}),
      ${authorized.name === null ? null : storableText(authorized.name)}, ${authorized.kind}, ${authorized.login},
      ${page?.id ?? null}, ${page ? storableText(page.name) : null}, ${authorized.grantedBy}, ${token}, ${userToken},
      ${authorized.rightsGranted}::text[], ${authorized.rightsMissing}::text[], ${authorized.tokenExpiresAt},
      ${authorized.dataAccessExpiresAt})
    on conflict (id) do update set
      username = excluded.username, name = excluded.name, kind = coalesce(excluded.kind, c.kind),
        login = excluded.login,
      page_id = excluded.page_id, page_name = excluded.page_name, granted_by = excluded.granted_by,
      token = excluded.token, user_token = excluded.user_token,
      rights_granted = excluded.rights_granted, rights_missing = excluded.rights_missing,
      token_issued_at = excluded.token_issued_at, token_expires_at = excluded.token_expires_at,
      data_access_expires_at = excluded.data_access_expires_at,
      state = 'active', state_reason = null, state_text = null,
      authorized_at = excluded.authorized_at, next_care_at = excluded.next_care_at, removed_at = null,
      updated_at = world_now()`.execute(tx)
  return id
}

async function newId(tx: Tx): Promise<string> {
  const { rows } = await sql<{ id: string }>`select uuidv7()::text as id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('no id')
  return row.id
}

/** Deletes the tokens; the row stays for the owner's next authorization. */
export async function removeConnection(tx: Tx, id: string): Promise<void> {
  await sql`
    update connections set token = null, user_token = null, removed_at = world_now(), state = 'revoked',
      state_reason = null, state_text = null, updated_at = world_now()
    where id = ${id}::uuid and removed_at is null`.execute(tx)
}

/** Deletes the connection with its row. */
export async function deleteConnection(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('connections').where('id', '=', id).execute()
}

/**
 * Returns up to `most` connections whose daily check is due, and schedules the next check of each,
 * whatever the outcome of this one.
 */
export async function takeDueCare(tx: Tx, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update connections set next_care_at = world_now() + interval '1 day'
    where id in (
      select id from connections
      where removed_at is null and state <> 'revoked' and next_care_at <= (select world_now())
      order by next_care_at limit ${most} for update skip locked
    )
    returning id`.execute(tx)
  return rows.map(({ id }) => id)
}

export const endWarning = async (tx: Tx, id: string): Promise<void> =>
  void (await sql`
    update connections set state = 'active', state_reason = null, state_text = null
    where id = ${id}::uuid and state = 'expiring'`.execute(tx))

export type Affected = { id: string; owner_id: string | null; username: string }

/** The findings of a check about a connection; null where it reports nothing. */
type Checked = {
  /** When the token that was checked was issued. */
  issuedAt: Date
  /** A renewed token, sealed. */
  token: Buffer | null
  tokenExpiresAt: Date | null
  dataAccessExpiresAt: Date | null
  granted: readonly string[] | null
  missing: readonly string[] | null
  profile: { username: string; name: string | null; kind: string | null }
}

/**
 * Stores what a check found out; false when the connection has another token by now, or is gone.
 */
export async function storeCheck(tx: Tx, id: string, checked: Checked): Promise<boolean> {
  const { issuedAt, token, granted, missing, profile } = checked
  const { numAffectedRows } = await sql`
    update connections set
      token = coalesce(${token}, token),
      token_issued_at = case when ${token !== null} then world_now() else token_issued_at end,
      token_expires_at = ${checked.tokenExpiresAt},
      data_access_expires_at = coalesce(${checked.dataAccessExpiresAt}, data_access_expires_at),
      rights_granted = coalesce(${granted}::text[], rights_granted),
      rights_missing = coalesce(${missing}::text[], rights_missing),
      username = lower(${profile.username}), name = ${profile.name}, kind = ${profile.kind},
      state = case when state = 'error' then 'active' else state end,
      state_reason = case when state = 'error' then null else state_reason end,
      state_text = case when state = 'error' then null else state_text end,
      checked_at = world_now(), updated_at = world_now()
    where id = ${id}::uuid and removed_at is null and date_trunc('milliseconds',
      token_issued_at) = ${issuedAt}`.execute(tx)
  return numAffectedRows !== 0n
}

/** A state of a connection that a person has to know of, with its reason as a code and as text. */
type Trouble = { state: string; reason: string; text: string }

/**
 * Stores a state unless the connection has it already or its token is another by now. Returns the
 * connection when it changed.
 */
export async function storeFault(
  tx: Tx,
  { id, tokenIssuedAt }: { id: string; tokenIssuedAt: Date },
  { state, reason, text }: Trouble,
): Promise<Affected | undefined> {
  const { rows } = await sql<Affected>`
    update connections set state = ${state}, state_reason = ${reason}, state_text = ${text}, updated_at = world_now()
    where id = ${id}::uuid and removed_at is null and date_trunc('milliseconds', token_issued_at) = ${tokenIssuedAt}
      and (state, state_reason) is distinct from (${state}, ${reason})
    returning id, owner_id, username`.execute(tx)
  return rows[0]
}

/** Stores that a connection ends soon. Returns it when that was not stored yet. */
export async function storeExpiring(
  tx: Tx,
  id: string,
  { reason, text }: Omit<Trouble, 'state'>,
): Promise<Affected | undefined> {
  const { rows } = await sql<Affected>`
    update connections set state = 'expiring', state_reason = ${reason}, state_text = ${text}, updated_at = world_now()
    where id = ${id}::uuid and removed_at is null and (state, state_reason) is distinct from ('expiring', ${reason})
    returning id, owner_id, username`.execute(tx)
  return rows[0]
}

/** Replaces an encrypted token; false when it has changed. */
export async function replaceToken(
  db: Db,
  column: 'token' | 'user_token',
  { id, value }: { id: string; value: Buffer },
  fresh: Buffer,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update connections set ${sql.ref(column)} = ${fresh}
    where id = ${id}::uuid and ${sql.ref(column)} = ${value}`.execute(db)
  return numAffectedRows === 1n
}
