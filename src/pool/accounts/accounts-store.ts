import { sql } from 'kysely'
import type { EncryptionKeys } from '../../base/crypto.ts'
import { jsonb } from '../../db/database.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { ConflictError, invalidField, NoSuchRecordError } from '../../base/errors.ts'
import { isTimeZone } from '../../settings/types.ts'
import type { ImportedSession } from '../../platforms/account-session.ts'
import type { AccountPurpose, AccountState } from '../../accounts/states.ts'
import { isLeased } from '../budget/lease.ts'
import { chooseProxy, lockBindings, type ProxyWish } from '../proxies/proxy-choice.ts'
import { sealAccountSecrets, sealSession } from '../state/secrets.ts'
import { changeAccounts, type Changes, type TransitionParts } from '../state/transition.ts'

/** An imported session, read for the device that the account will have. */
export type NewSession = {
  source: 'sessionid' | 'file'
  deviceSeed: string
  imported: ImportedSession
}

/** An account has a password, a session, or both. */
export type NewAccount = Pick<ProxyWish, 'proxyId' | 'shareProxy'> & {
  username: string
  password?: string | undefined
  /** Base32. */
  totpSeed?: string | undefined
  session?: NewSession | undefined
  /** A check of its session follows at once; work waits for it. */
  awaitsCheck?: boolean | undefined
  timeZone?: string | undefined
  warmUp?: boolean | undefined
  notes?: string | undefined
  /** The purpose; to read creators by default. */
  purpose?: AccountPurpose | undefined
}

/** Rows that a feature stores with an account, in the same transaction. */
export type WithAccount = (tx: Tx, id: string) => Promise<void>

/**
 * World time during which work skips an unchecked account. The check ends this when it releases the
 * account; the limit applies when the process dies before.
 */
const CHECK_AHEAD = sql<Date>`world_now() + interval '1 hour'`
const freeFrom = ({ awaitsCheck }: NewAccount) =>
  awaitsCheck ? CHECK_AHEAD : sql<Date>`world_now()`

/** Version of the phone list: part of the seed, so that a new list changes no phone. */
const PHONES = '2026'

/** A device seed that no other account has. */
export async function makeDeviceSeed(db: Db): Promise<string> {
  const { rows } = await sql<{
    seed: string
  }>`select ${PHONES}::text || ':' || gen_random_uuid() as seed`.execute(db)
  const seed = rows[0]?.seed
  if (seed === undefined) throw new Error('the database gave no seed')
  return seed
}

/**
 * Adds an account and binds it to a proxy: the given one, or an active one without accounts. With a
 * session it is in service at once, before any check, unless it `awaitsCheck`. Requests of an
 * earlier account of this name still count. `then` runs in the same transaction. Throws
 * ConflictError for a known username or session, InvalidInputError when there is no such proxy or
 * time zone, or the session is another account's.
 */
export async function addAccount(
  parts: TransitionParts & { keys: EncryptionKeys },
  input: NewAccount,
  then?: WithAccount,
): Promise<{ id: string }> {
  const deviceSeed = input.session?.deviceSeed ?? (await makeDeviceSeed(parts.db))
  return await changeAccounts(parts, async (tx, changes) => {
    await lockBindings(tx)
    const added = await insertAccount(tx, changes, parts.keys, { ...input, deviceSeed })
    await then?.(tx, added.id)
    return added
  })
}

/** Like `addAccount`, in a transaction that has called `lockBindings`. */
export async function insertAccount(
  tx: Tx,
  changes: Changes,
  keys: EncryptionKeys,
  input: NewAccount & { deviceSeed: string },
): Promise<{ id: string }> {
  const { session, deviceSeed } = input
  const username = input.username.toLowerCase()
  await refuseKnown(tx, username)
  if (session) await requireOwnSession(tx, username, session)
  if (input.timeZone !== undefined) await requireTimeZone(tx, input.timeZone)
  const proxyId = await chooseProxy(tx, input)
  const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(tx)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('the database gave no id')
  const state = session ? 'active' : 'new'
  await tx
    .insertInto('instagram_accounts')
    .values({
      id,
      username,
      state,
      secrets: sealedSecrets(keys, id, input),
      device_seed: deviceSeed,
      proxy_id: proxyId,
      ...settingsOf(input),
      ...(session ? sessionColumns(keys, id, session) : {}),
      free_at: freeFrom(input),
      // The id belongs to the username only if the file says so, or if the name is made from the
      // id.
      platform_id: isNamed(username, session?.imported) ? session?.imported.platformId : null,
    })
    .execute()
  await inheritSpending(tx, id, username)
  const detail = session ? { session_source: session.source } : {}
  changes.record({ accountId: id, username, from: null, to: state, event: 'added', detail })
  return { id }
}

function sealedSecrets(
  keys: EncryptionKeys,
  id: string,
  { password, totpSeed }: NewAccount,
): Buffer | null {
  if (password === undefined) return null
  return sealAccountSecrets(keys, id, { password, ...(totpSeed !== undefined && { totpSeed }) })
}

const settingsOf = ({ timeZone, warmUp, notes, purpose = 'read' }: NewAccount) => ({
  purpose,
  time_zone: timeZone ?? null,
  warm_up_from: warmUp ? sql<Date>`world_now()` : null,
  notes: notes ?? null,
})

const sessionColumns = (keys: EncryptionKeys, id: string, { source, imported }: NewSession) => ({
  session: sealSession(keys, id, imported.session),
  session_version: 1,
  session_source: source,
  session_created_at: sql<Date>`world_now()`,
  session_expires_at: imported.expiresAt,
  app_profile: imported.app ? jsonb(imported.app) : null,
})

/** The username of an account whose platform id alone is known. */
export const nameOfId = (platformId: string): string => `id.${platformId}`

const isNamed = (username: string, imported: ImportedSession | undefined): boolean =>
  imported !== undefined &&
  imported.platformId !== null &&
  (imported.username !== null || username === nameOfId(imported.platformId))

async function refuseKnown(tx: Tx, username: string): Promise<void> {
  const known = await tx
    .selectFrom('instagram_accounts')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirst()
  if (!known) return
  const reason = `the account '${username}' is in the pool already`
  throw new ConflictError(reason, [{ field: 'username', reason, code: 'already_there' }])
}

/** Refuses a session that cannot be this account's; only a request shows whether it is alive. */
async function requireOwnSession(tx: Tx, username: string, session: NewSession): Promise<void> {
  const { source, imported } = session
  const field = source === 'file' ? 'session_file' : 'sessionid'
  if (imported.username !== null && imported.username.toLowerCase() !== username)
    throw invalidField(field, `is a session of '${imported.username}'; give one of '${username}'`, {
      code: 'foreign_session',
    })
  const { rows } = await sql<{ ended: boolean; owner: string | null }>`
    select
      coalesce(${imported.expiresAt}::timestamptz <= world_now(), false) as ended,
      (select username from instagram_accounts where platform_id = ${imported.platformId} limit 1) as owner`.execute(
    tx,
  )
  const owner = rows[0]?.owner ?? null
  if (rows[0]?.ended)
    throw invalidField(field, 'has ended; make a new one', { code: 'session_ended' })
  if (owner === null) return
  const reason = `is a session of '${owner}', who is in the pool already; replace that one's session instead`
  throw new ConflictError(`${field}: ${reason}`, [{ field, reason, code: 'session_taken' }])
}

/** World time that a re-added account waits after its last request: as long as any usual gap. */
const GAP_AFTER_RETURN = sql`interval '1 minute'`

/** A removed and re-added account must not get a fresh budget, nor send at once. */
async function inheritSpending(tx: Tx, accountId: string, username: string): Promise<void> {
  await sql`
    with inherited as (
      update account_requests set account_id = ${accountId}, removed_username = null
      where removed_username = ${username}
      returning ended_at
    )
    update instagram_accounts a
    set next_request_at = greatest(a.next_request_at, sent.last_at + ${GAP_AFTER_RETURN}),
        free_at = greatest(a.free_at, sent.last_at + ${GAP_AFTER_RETURN})
    from (select max(ended_at) as last_at from inherited) as sent
    where a.id = ${accountId}`.execute(tx)
}

/**
 * Removes an account with its secrets; its requests stay counted. Throws NoSuchRecordError, or
 * ConflictError while it is at work.
 */
export async function removeAccount(parts: TransitionParts, id: string): Promise<void> {
  await changeAccounts(parts, async (tx, changes) => {
    const account = await tx
      .selectFrom('instagram_accounts as a')
      .select([
        'a.username',
        sql<AccountState>`a.state`.as('state'),
        sql<AccountPurpose>`a.purpose`.as('purpose'),
        isLeased.as('is_leased'),
      ])
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
    const { username, state: from, purpose } = account
    changes.record({ accountId: id, username, from, to: null, event: 'removed', purpose })
  })
}

/**
 * PostgreSQL computes active hours, so it must know the zone. Names only: an offset such as +05:00
 * means the opposite there. Throws InvalidInputError about `time_zone`.
 */
export async function requireTimeZone(db: Db, timeZone: string): Promise<void> {
  if (isTimeZone(timeZone)) {
    const { rows } = await sql`select from pg_timezone_names where name = ${timeZone}`.execute(db)
    if (rows.length > 0) return
  }
  throw invalidField('time_zone', 'expected the name of a time zone, as in Asia/Almaty', {
    code: 'not_a_time_zone',
  })
}
