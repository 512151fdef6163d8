import { sql } from 'kysely'
import { newerApp, type AppProfile } from '../../accounts/app-profiles.ts'
import { invalidField } from '../../base/errors.ts'
import { LoginRequiredError, PoolRestingError } from '../../platforms/errors.ts'
import type { ImportedSession, SessionInput } from '../../platforms/account-session.ts'
import { AtWorkError, leaseAtOnce, PausedError } from '../budget/care-lease.ts'
import { careFor } from './care.ts'
import { requireDrained, type AccountHandle, type PoolContext } from './account-handle.ts'
import type { LeasedAccount } from '../budget/lease.ts'
import { runLogged } from './logged.ts'
import { openSession, sealSession } from '../state/secrets.ts'
import { changeSession } from '../sessions/session-alerts.ts'
import {
  clearStoredSession,
  putInSession,
  replaceStoredSession,
} from '../sessions/session-store.ts'

export async function replaceSession(
  parts: PoolContext,
  accountId: string,
  input: SessionInput,
  signal: AbortSignal,
): Promise<void> {
  const { db, instance: owner, leaseMs, limits } = parts
  await requireDrained(parts)
  const lease = await leaseAtOnce(db, accountId, { owner, leaseMs, limits })
  if (lease instanceof Error) return await putIn(parts, accountId, input, lease)
  const account = withoutSecrets(lease.account)
  await careFor(parts, { ...lease, account }, signal, async ({ held }) => {
    const imported = await parts.adapter.importSession(input, held.deviceSeed)
    refuseOther(held, input, imported)
    const { expiresAt, platformId } = imported
    const app = appFor(held.account.app_profile, input, imported)
    held.session = imported.session
    held.app = app
    held.tried = { session: imported.session, facts: { platformId, expiresAt } }
    const answer = await runLogged(parts, held, 'check_account', async () => {
      const owner = await askOwner({ held, session: parts.adapter.open(held) }, input)
      refuseOther(held, input, owner)
      return owner
    })
    const { session, facts } = held.tried
    const replacement = {
      sealed: sealSession(parts.keys, accountId, session),
      source: input.kind,
      expiresAt: facts.expiresAt ?? expiresAt,
      platformId: answer.platformId,
      app,
    }
    const change = await changeSession(
      parts,
      accountId,
      async (tx) => await replaceStoredSession(tx, held.lease, replacement),
    )
    if (!change) throw held.lose('the lease of the account ended before its session was saved')
    parts.metrics.countRenewal({ way: 'import', outcome: 'ok' })
  })
}

/**
 * Stores a session unchecked, because the account is at work, paused or resting: used from the next
 * request on. The session must name its owner. Throws `obstacle` when it does not, or for any other
 * obstacle.
 */
async function putIn(
  parts: PoolContext,
  accountId: string,
  input: SessionInput,
  obstacle: Error,
): Promise<void> {
  const canWait =
    obstacle instanceof AtWorkError ||
    obstacle instanceof PausedError ||
    obstacle instanceof PoolRestingError
  const account = canWait ? await readOwner(parts, accountId) : undefined
  if (!account) throw obstacle
  const { deviceSeed, platformId: known } = account
  const imported = await parts.adapter.importSession(input, deviceSeed)
  refuseOther(account, input, imported)
  const { session, platformId, username, expiresAt } = imported
  const namesOwner = known === null ? username !== null : (platformId ?? username) !== null
  if (!namesOwner) throw obstacle
  const sealed = sealSession(parts.keys, accountId, session)
  const app = appFor(account.app, input, imported)
  const change = await changeSession(
    parts,
    accountId,
    async (tx) =>
      await putInSession(tx, accountId, { sealed, source: input.kind, expiresAt, platformId, app }),
  )
  if (change) parts.metrics.countRenewal({ way: 'import', outcome: 'unchecked' })
}

type Owner = Pick<AccountHandle['held'], 'username' | 'isOwnId' | 'isIdKnown'>

async function readOwner({ db }: PoolContext, accountId: string) {
  const row = await db
    .selectFrom('instagram_accounts')
    .select([
      'username',
      'device_seed',
      'platform_id',
      sql<AppProfile | null>`app_profile`.as('app_profile'),
    ])
    .where('id', '=', accountId)
    .executeTakeFirst()
  if (!row) return undefined
  const { username, device_seed: deviceSeed, platform_id: platformId, app_profile: app } = row
  const isOwnId = (id: string): boolean => platformId === null || platformId === id
  return { username, deviceSeed, platformId, app, isIdKnown: platformId !== null, isOwnId }
}

/** A file brings its device and app; a cookie uses the account's, whose app never gets older. */
function appFor(
  known: AppProfile | null,
  input: SessionInput,
  { app }: ImportedSession,
): AppProfile | null {
  if (!app) return known
  return input.kind === 'sessionid' && known ? newerApp(known, app) : app
}

/** Without secrets, so that unreadable ones do not matter. */
const withoutSecrets = (account: LeasedAccount): LeasedAccount => ({
  ...account,
  secrets: null,
  session: null,
})

export async function clearSession(
  parts: PoolContext,
  accountId: string,
  { isUnused = false } = {},
): Promise<void> {
  const { keys, limits, adapter } = parts
  const withoutLogin = (sealed: Buffer): Buffer | null => {
    const session = readSession(parts, accountId, sealed)
    const device = session === null ? null : adapter.withoutLogin(session)
    return device === null ? null : sealSession(keys, accountId, device)
  }
  await changeSession(
    parts,
    accountId,
    async (tx) => await clearStoredSession(tx, accountId, limits, { withoutLogin, isUnused }),
  )
}

/** An unreadable session is lost, and its device is made again from the seed. */
function readSession({ keys, log }: PoolContext, accountId: string, sealed: Buffer): string | null {
  try {
    return openSession(keys, accountId, sealed)
  } catch (error) {
    log.warn({ account_id: accountId, err: error }, 'account secrets unreadable')
    return null
  }
}

function refuse(input: SessionInput, reason: string): never {
  throw invalidField(input.kind === 'file' ? 'session_file' : 'sessionid', reason, {
    code: 'not_a_session',
  })
}

type Claim = Pick<ImportedSession, 'platformId' | 'username'>

function refuseOther(owner: Owner, input: SessionInput, claim: Claim): void {
  const { platformId, username } = claim
  const hasOtherId = platformId !== null && !owner.isOwnId(platformId)
  const hasOtherName = username !== null && username !== owner.username && !owner.isIdKnown
  if (!hasOtherId && !hasOtherName) return
  const suffix = username === null ? '' : `, '${username}'`
  refuse(input, `this is the session of another account${suffix}; give one of '${owner.username}'`)
}

async function askOwner({ session }: AccountHandle, input: SessionInput) {
  try {
    return await session.checkSession()
  } catch (error) {
    if (!(error instanceof LoginRequiredError)) throw error
    return refuse(input, 'the platform no longer knows this session; log in again there')
  }
}
