import { classify } from '../../base/classify.ts'
import { InvalidInputError } from '../../base/errors.ts'
import { OtherAccountError } from '../../platforms/errors.ts'
import { removeAccount, type NewSession } from '../accounts/accounts-store.ts'
import { AtWorkError } from '../budget/care-lease.ts'
import type { Pool } from './pool.ts'
import type { TransitionParts } from '../state/transition.ts'

/** The maximum number of tries, some seconds each; a login holds the account for half a minute. */
const MAX_TRIES = 10

/**
 * Verifies by one request which account the session of a new account belongs to. When it is another
 * account, removes the new account and throws InvalidInputError. Any other error of the check only
 * shows in the account's state and history.
 */
export async function verifyNewAccount(
  parts: TransitionParts & { pool: Pick<Pool, 'checkAccount'> },
  account: { id: string; username: string; source: NewSession['source'] },
  signal: AbortSignal,
): Promise<void> {
  const { id, username, source } = account
  try {
    await checkSoon(parts.pool, id, signal)
  } catch (thrown) {
    if (thrown instanceof OtherAccountError) {
      await removeAccount(parts, id)
      const field = source === 'file' ? 'session_file' : 'sessionid'
      const reason = `is a session of another account; give one of '${username}'`
      throw new InvalidInputError(
        `${field}: ${reason}`,
        [{ field, reason, code: 'foreign_session' }],
        { cause: thrown },
      )
    }
    const { code } = classify(thrown)
    parts.log.info({ account_id: id, account: username, code }, 'new account not checked')
  }
}

/** Retries the check while an operator or the pool's care holds the account. */
async function checkSoon(
  pool: Pick<Pool, 'checkAccount'>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 1; tries < MAX_TRIES; tries += 1) {
    try {
      return await pool.checkAccount(id, signal)
    } catch (error) {
      if (!(error instanceof AtWorkError)) throw error
    }
  }
  await pool.checkAccount(id, signal)
}
