import type { PlatformAccount, PlatformSession, PublishingCall } from '../../platforms/adapter.ts'
import {
  AccountOutOfServiceError,
  LoginRequiredError,
  ProxyFailedError,
} from '../../platforms/errors.ts'
import { recordNeedsLogin } from '../sessions/dead-session.ts'
import { changeSession } from '../sessions/session-alerts.ts'
import type { AccountHandle, PoolContext } from './account-handle.ts'
import { AlreadyRecorded, workOn } from './care.ts'
import { findSilentProxies } from './check-publishers.ts'
import { leaseForWork } from './lease-for-work.ts'
import { tryProxy } from './proxy-care.ts'
import { mayLogIn, renewSession, signIn, whyNoLogin } from './renewal.ts'

/** Works on one account that publishes, as `PublishingAccounts` says. */
export async function publishOn<T>(
  parts: PoolContext,
  { username, onSent, ...call }: PublishingCall,
  signal: AbortSignal,
  work: (session: PlatformSession, held: Pick<PlatformAccount, 'signal'>) => Promise<T>,
): Promise<T> {
  const handle = await leaseForWork(parts, { ...call, signal, only: username }, 'publish')
  return await workOn(parts, handle, async () => {
    await requireLiveProxy(parts, handle)
    await requireLogin(parts, handle)
    try {
      return await handle.held.reporting(
        onSent,
        async () => await work(handle.session, handle.held),
      )
    } catch (error) {
      if (!(error instanceof LoginRequiredError) || handle.held.refusal) throw error
      // Renews the session for the next time; the requested action may have been done.
      await renewSession(parts, handle, error, new Set())
      throw new AlreadyRecorded(error)
    }
  })
}

/**
 * Tests a silent proxy with a connection before anything is sent through it. Throws
 * ProxyFailedError.
 */
async function requireLiveProxy(parts: PoolContext, { held }: AccountHandle): Promise<void> {
  const [silent] = await findSilentProxies(parts.db, held.account.id)
  const found = silent && (await tryProxy(parts, silent, held.signal, held.account.id))
  if (found instanceof ProxyFailedError) throw found
}

async function requireLogin(parts: PoolContext, handle: AccountHandle): Promise<void> {
  const { held } = handle
  if (held.isLoggedIn) return
  if (await mayLogIn(parts, handle)) return await signIn(parts, handle, 'work')
  const block = await whyNoLogin(parts, handle)
  await changeSession(
    parts,
    held.account.id,
    async (tx) => await recordNeedsLogin(tx, held.lease, block),
  )
  const reason = `the account ${held.username} needs a login: ${block.reason}`
  throw new AccountOutOfServiceError(reason)
}
