import { sql } from 'kysely'
import {
  compareVersions,
  FORMER_APP,
  mismatchOf,
  type AppProfile,
} from '../../accounts/app-profiles.ts'
import type { EncryptionKeys } from '../../base/crypto.ts'
import { jsonb } from '../../db/database.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { unchecked, type RowCheck } from '../../db/row-check.ts'
import { toRow } from '../../db/rows.ts'
import { ConflictError, invalidField, NoSuchRecordError } from '../../base/errors.ts'
import type { AccountPurpose } from '../../accounts/states.ts'
import { requireTimeZone } from './accounts-store.ts'
import { isLeased } from '../budget/lease.ts'
import { bindAccounts, lockProxy } from '../proxies/proxy-accounts.ts'
import { chooseProxy, lockBindings, type ProxyWish } from '../proxies/proxy-choice.ts'
import { openAccountSecrets, sealAccountSecrets, type AccountSecrets } from '../state/secrets.ts'
import { changeAccounts, type Changes, type TransitionParts } from '../state/transition.ts'

/** The writes that belong to a change of an account, in its transaction. */
type Follow = (tx: Tx, changes: Changes) => Promise<void>

/** Undefined leaves a field as it is; null clears it. */
export type AccountChange = Pick<ProxyWish, 'proxyId' | 'shareProxy'> & {
  password?: string | undefined
  totpSeed?: string | null | undefined
  notes?: string | null | undefined
  timeZone?: string | null | undefined
  warmUp?: boolean | undefined
  purpose?: AccountPurpose | undefined
  /** Must be newer than the account's app. */
  appProfile?: AppProfile | undefined
}

/**
 * Changes an account's settings. A new password lifts the refusal of the old one. A new proxy
 * brings back an account that waited for one. Throws NoSuchRecordError, InvalidInputError, and
 * ConflictError when proxy or purpose are to change while the account is at work. `then` runs in
 * the same transaction.
 */
export async function updateAccount(
  parts: TransitionParts & { keys: EncryptionKeys },
  id: string,
  change: AccountChange,
  { check = unchecked, follow }: { check?: RowCheck; follow?: Follow | undefined } = {},
): Promise<void> {
  const { proxyId, timeZone } = change
  await changeAccounts(parts, async (tx, changes) => {
    if (proxyId !== undefined) await lockBindings(tx)
    if (timeZone !== undefined && timeZone !== null) await requireTimeZone(tx, timeZone)
    // Locks the proxy first, as everywhere.
    if (proxyId !== undefined)
      await lockProxy(tx, await chooseProxy(tx, { ...change, accountId: id }))
    const account = await lockAccount(tx, id)
    await check(tx)
    refusePurposeAtWork(account, change)
    await writeFields(tx, account, change)
    await writeSecrets(tx, parts.keys, account, change)
    if (change.appProfile) await raiseApp(tx, account, change.appProfile)
    if (proxyId !== undefined && proxyId !== account.proxy_id)
      await changeProxy(tx, changes, account, proxyId)
    await recordChange(tx, id, change)
    await follow?.(tx, changes)
  })
}

type LockedAccount = Awaited<ReturnType<typeof lockAccount>>

async function lockAccount(tx: Tx, id: string) {
  const account = await tx
    .selectFrom('instagram_accounts as a')
    .select([
      'a.id',
      'a.username',
      'a.secrets',
      'a.proxy_id',
      sql<AccountPurpose>`a.purpose`.as('purpose'),
      sql<AppProfile | null>`a.app_profile`.as('app_profile'),
      sql<boolean>`a.session is not null`.as('has_session'),
      isLeased.as('is_leased'),
    ])
    .where('a.id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!account) throw new NoSuchRecordError(`there is no account ${id}`)
  return account
}

/** An account at work for reading must not start publishing in between. */
function refusePurposeAtWork(
  { username, purpose: known, is_leased: isLeased }: LockedAccount,
  { purpose = known }: AccountChange,
): void {
  if (purpose === known || !isLeased) return
  const reason = `the account '${username}' is at work; pause it, or try again in a minute`
  throw new ConflictError(reason, [{ field: 'purpose', reason, code: 'at_work' }])
}

async function writeFields(tx: Tx, { id }: LockedAccount, change: AccountChange): Promise<void> {
  const { notes, timeZone, warmUp, purpose } = change
  await tx
    .updateTable('instagram_accounts')
    .set({
      updated_at: sql<Date>`world_now()`,
      ...(notes === undefined ? {} : { notes }),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(warmUp === undefined
        ? {}
        : { warm_up_from: warmUp ? sql<Date>`coalesce(warm_up_from, world_now())` : null }),
    })
    .where('id', '=', id)
    .execute()
}

async function writeSecrets(
  tx: Tx,
  keys: EncryptionKeys,
  account: LockedAccount,
  { password, totpSeed }: AccountChange,
): Promise<void> {
  if (password === undefined && totpSeed === undefined) return
  const known = knownSecrets(keys, account, { password, totpSeed })
  // A seed needs a password: without one there is no seed to remove.
  if (!known && password === undefined && totpSeed === null) return
  const next = changedSecrets(known, { password, totpSeed })
  await tx
    .updateTable('instagram_accounts')
    .set({
      secrets: sealAccountSecrets(keys, account.id, next),
      // A new seed does not change a refused password.
      ...(password === undefined ? {} : { password_refused_at: null }),
    })
    .where('id', '=', account.id)
    .execute()
}

function changedSecrets(
  known: AccountSecrets | null,
  { password = known?.password, totpSeed = known?.totpSeed }: AccountChange,
): AccountSecrets {
  if (password !== undefined) return { password, ...(typeof totpSeed === 'string' && { totpSeed }) }
  const reason = 'the account has no password; a seed needs one, so give the password as well'
  throw invalidField('totp_seed', reason, { code: 'needs_password' })
}

/** The secrets that a partial change keeps; password and seed together replace unreadable ones. */
function knownSecrets(
  keys: EncryptionKeys,
  { id, username, secrets }: LockedAccount,
  { password, totpSeed }: Pick<AccountChange, 'password' | 'totpSeed'>,
): AccountSecrets | null {
  if (password !== undefined && totpSeed !== undefined) return null
  try {
    return secrets && openAccountSecrets(keys, id, secrets)
  } catch (cause) {
    const reason =
      `the secrets of the account '${username}' do not open: is their key in GRAMD_ENCRYPTION_KEYS? ` +
      'If it is lost, give password and totp_seed together; null for no seed'
    throw new ConflictError(reason, [], { cause })
  }
}

/**
 * Updates the app on the account's device: all three values at once, upwards only, with the same
 * ids. A holder keeps the old app until it releases the account.
 */
async function raiseApp(tx: Tx, account: LockedAccount, app: AppProfile): Promise<void> {
  const known = account.app_profile ?? (account.has_session ? FORMER_APP : null)
  const reason = whyNotApp(known, app)
  if (reason !== null) throw invalidField('app_profile', reason, { code: 'app_profile' })
  await tx
    .updateTable('instagram_accounts')
    .set({ app_profile: jsonb(app) })
    .where('id', '=', account.id)
    .execute()
}

function whyNotApp(known: AppProfile | null, app: AppProfile): string | null {
  const mismatch = mismatchOf(app)
  if (mismatch !== null) return `${mismatch}; give three values of one build`
  if (known === null) return null
  const step = compareVersions(app.version, known.version)
  if (step > 0) return null
  if (step < 0) return `the account has app ${known.version}, and an app never goes back`
  const isSame =
    app.versionCode === known.versionCode && app.bloksVersionId === known.bloksVersionId
  return isSame ? null : `the account has app ${known.version} with other values; give a newer one`
}

export type RaisedApp = { id: string; username: string; from_version: string; to_version: string }

/**
 * Updates the app on the devices of all accounts whose own is older, like `updateAccount` does for
 * one: the three values at once, under the same ids, from the account's next use on. Accounts
 * without an app take the configured one at their first login. Returns the changed accounts, by
 * name. Throws InvalidInputError.
 */
export async function raiseApps(db: Db, app: AppProfile): Promise<RaisedApp[]> {
  const reason = whyNotApp(null, app)
  if (reason !== null) throw invalidField('app_profile', reason, { code: 'app_profile' })
  const { rows } = await sql<RaisedApp>`
    with old as materialized (
      select a.id, coalesce(a.app_profile ->> 'version', ${FORMER_APP.version}) as version
      from instagram_accounts a
      where (a.app_profile is not null or a.session is not null)
        and derived.app_version(coalesce(a.app_profile ->> 'version', ${FORMER_APP.version}))
          < derived.app_version(${app.version})
      order by a.id
      for no key update
    ),
    raised as (
      update instagram_accounts a set app_profile = ${JSON.stringify(app)}::jsonb, updated_at = world_now()
      from old where a.id = old.id
      returning a.id, a.username, old.version as from_version
    ),
    recorded as (
      insert into account_events (account_id, event, detail)
      select id, 'updated', ${JSON.stringify({ fields: ['app_profile'] })}::jsonb from raised
    )
    select id, username, from_version, ${app.version}::text as to_version from raised order by username`.execute(
    db,
  )
  return rows
}

async function changeProxy(
  tx: Tx,
  changes: Changes,
  account: LockedAccount,
  proxyId: string,
): Promise<void> {
  if (account.is_leased) {
    const reason = `the account '${account.username}' is at work; pause it, or try again in a minute`
    throw new ConflictError(reason, [{ field: 'proxy_id', reason, code: 'at_work' }])
  }
  const moved = await bindAccounts(tx, proxyId, sql<boolean>`a.id = ${account.id}`, {
    event: 'proxy_changed',
    detail: { from: account.proxy_id, to: proxyId },
  })
  changes.record(...moved)
}

/** Records which fields changed, not their values. A change of the proxy has its own event. */
async function recordChange(tx: Tx, accountId: string, change: AccountChange): Promise<void> {
  const { proxyId: _proxy, shareProxy: _share, ...own } = change
  const fields = Object.entries(toRow(own)).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  )
  if (fields.length === 0) return
  await sql`
    insert into account_events (account_id, event, detail)
    values (${accountId}, 'updated', ${jsonb({ fields })})`.execute(tx)
}
