import type { IgApiClient } from 'instagram-private-api'
import type { Logger } from '../../log.ts'
import { TransientPlatformError, UnexpectedAnswerError } from '../errors.ts'
import { forgetLogin, isLoggedIn } from './session-state.ts'

/**
 * Logs in with a password: the few requests of the app that matter, one after the other. The library's own flow sends
 * thirty, all at once. Throws what the platform refuses with; never tries anything twice.
 */
export async function logIn(
  ig: IgApiClient,
  username: string,
  password: string,
  log: Logger,
): Promise<void> {
  await forgetLogin(ig.state)
  if (!ig.state.passwordEncryptionPubKey) await ig.qe.syncLoginExperiments()
  if (!ig.state.passwordEncryptionPubKey || !ig.state.passwordEncryptionKeyId) {
    throw new UnexpectedAnswerError('the platform gave no key to encrypt the password with')
  }
  await ig.launcher.preLoginSync()
  await ig.account.login(username, password)
  if (!isLoggedIn(ig.state)) {
    throw new UnexpectedAnswerError('the platform accepted the login but opened no session')
  }
  await settleIn(ig, username, log)
}

/** What the app shows first. The login stands even when the platform stumbles here. */
async function settleIn(ig: IgApiClient, username: string, log: Logger): Promise<void> {
  const { feed } = ig
  try {
    await feed.reelsTray('cold_start').request()
    await feed.timeline('cold_start_fetch').request({ recoveredFromCrash: '1' })
  } catch (error) {
    if (!(error instanceof TransientPlatformError || error instanceof UnexpectedAnswerError))
      throw error
    log.warn({ account: username, err: error }, 'first requests after the login failed')
  }
}
