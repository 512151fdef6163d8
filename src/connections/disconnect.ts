import { removeUsage } from './usage-store.ts'
import { sql } from 'kysely'
import { errorFields } from '../base/classify.ts'
import { AppError } from '../base/errors.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { SignedRequest } from '../platforms/graph-api.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'
import { deleteConnection, getConnection, removeConnection } from './connections-store.ts'
import type { ConnectionParts } from './parts.ts'
import { openToken } from './tokens.ts'
import { markFault } from './trouble.ts'

/**
 * Whether the grant was withdrawn at Meta: `shared` when accounts of other pages depend on the same
 * one, `not_offered` where Meta has no call for it (Instagram Login).
 */
export const WITHDRAWALS = ['yes', 'shared', 'not_offered', 'failed'] as const
export type Withdrawal = (typeof WITHDRAWALS)[number]

/**
 * Ends a connection: ends webhooks and withdraws the grant at Meta, then removes its tokens and
 * ends its tasks. An unreachable Meta does not prevent disconnecting. Throws NoSuchRecordError.
 */
export async function disconnect(
  parts: ConnectionParts | null,
  stored: Pick<ConnectionParts, 'db' | 'onRemoved'>,
  {
    id,
    owner,
    keepData,
    signal,
  }: { id: string; owner: string | null; keepData: boolean; signal: AbortSignal },
): Promise<Withdrawal> {
  const { db } = stored
  await getConnection(db, owner, id)
  // Webhooks first: they cannot be ended without the grant.
  if (parts) await endWebhooks(parts, id, signal)
  const withdrawal = parts ? await withdraw(parts, id, signal) : 'not_offered'
  await db.transaction().execute(async (tx) => await remove(tx, stored, { id, keepData }))
  return withdrawal
}

/** Calls the listeners first: their rows may refer to the connection. */
async function remove(
  tx: Tx,
  { onRemoved }: Pick<ConnectionParts, 'onRemoved'>,
  { id, keepData }: { id: string; keepData: boolean },
): Promise<void> {
  await onRemoved(tx, { connectionId: id, keepData })
  await (keepData ? removeConnection(tx, id) : deleteConnection(tx, id))
  await removeUsage(tx, id)
}

/** Real time reserved for ending webhooks, out of the time for the whole withdrawal. */
const END_MS = 3_000

/** Ends the subscription to events of the account at Meta, if there is one. */
async function endWebhooks(
  { db, api, keys, log }: ConnectionParts,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { rows } = await sql<{ login: GraphLogin; token: Buffer; page_id: string | null }>`
    select c.login, c.token, c.page_id from connections c
    join shared.webhook_subscriptions s on s.connection_id = c.id and s.subscribed_at is not null
    where c.id = ${id}::uuid and c.token is not null`.execute(db)
  const [row] = rows
  if (!row || !api.logins.includes(row.login)) return
  try {
    await api.unsubscribe(
      {
        login: row.login,
        token: openToken(keys, id, 'token', row.token),
        signal: AbortSignal.any([signal, AbortSignal.timeout(END_MS)]),
      },
      row.page_id,
    )
  } catch (error) {
    const { err, code } = errorFields(error)
    log.warn({ err, code, connection_id: id }, 'webhooks not ended at Meta')
  }
}

async function withdraw(
  { db, api, keys, log }: ConnectionParts,
  id: string,
  signal: AbortSignal,
): Promise<Withdrawal> {
  const { rows } = await sql<{ login: string; user_token: Buffer | null; is_shared: boolean }>`
    select login, user_token, exists (
      select from connections o
      where o.granted_by = c.granted_by and o.login = c.login and o.removed_at is null and o.id <> c.id
    ) as is_shared
    from connections c where id = ${id}::uuid`.execute(db)
  const [row] = rows
  if (!row?.user_token || row.login !== 'facebook' || !api.logins.includes('facebook'))
    return 'not_offered'
  if (row.is_shared) return 'shared'
  try {
    const token = openToken(keys, id, 'user_token', row.user_token)
    return (await api.revoke({ login: 'facebook', token, signal })) ? 'yes' : 'not_offered'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.warn({ err: error, code: error.code, connection_id: id }, 'grant not withdrawn at Meta')
    return 'failed'
  }
}

/**
 * The connections of a callback's sender, including removed ones; an authorization that is newer
 * than the message takes precedence.
 */
async function connectionsOf(
  db: Db,
  { userId, issuedAt, login }: SignedRequest,
): Promise<{ id: string; token_issued_at: Date }[]> {
  const { rows } = await sql<{ id: string; token_issued_at: Date }>`
    select id, token_issued_at from connections
    where granted_by = ${userId} and login = ${login}
      and (${issuedAt}::timestamptz is null or authorized_at < ${issuedAt}::timestamptz + interval '1 minute')
    order by id`.execute(db)
  return rows
}

/**
 * Handles the removal of the app by its user at Meta: their accounts are not read any more. Returns
 * how many accounts.
 */
export async function deauthorize(
  { db }: Pick<ConnectionParts, 'db'>,
  request: SignedRequest,
): Promise<number> {
  const found = await connectionsOf(db, request)
  for (const { id, token_issued_at } of found)
    await markFault(db, { id, tokenIssuedAt: token_issued_at }, 'app_removed')
  return found.length
}

/**
 * Deletes a user's connections with their posts, as the user requested at Meta. Returns how many
 * accounts.
 */
export async function deleteOnRequest(
  parts: Pick<ConnectionParts, 'db' | 'onRemoved'>,
  request: SignedRequest,
  code: string,
): Promise<number> {
  const { db } = parts
  return await db.transaction().execute(async (tx) => {
    const found = await connectionsOf(tx, request)
    for (const { id } of found) await remove(tx, parts, { id, keepData: false })
    await tx.insertInto('connection_deletions').values({ code, accounts: found.length }).execute()
    return found.length
  })
}

export const findDeletion = async (
  db: Db,
  code: string,
): Promise<{ accounts: number; created_at: Date } | undefined> =>
  await db
    .selectFrom('connection_deletions')
    .select(['accounts', 'created_at'])
    .where('code', '=', code)
    .executeTakeFirst()
