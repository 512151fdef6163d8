import { classify } from '../../base/classify.ts'
import { InvalidInputError } from '../../base/errors.ts'
import { OtherAccountError } from '../../platforms/errors.ts'
import { removeAccount, type NewSession } from '../accounts/accounts-store.ts'
import { AtWorkError } from '../budget/care-lease.ts'
import type { Pool } from './pool.ts'
import type { TransitionParts } from '../state/transition.ts'

/** Each waits some seconds; whoever logs an account in holds it for half a minute. */
const MOST_TRIES = 10

/**
 * Asks the platform, by one request, whose session a new account was given. One that is another
 * account's takes the new account with it: throws InvalidInputError. Whatever else the check meets
 * is the account's own affair, and its state and history tell it.
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
      throw new InvalidInputError(`${field}: ${reason}`, [{ field, reason }], { cause: thrown })
    }
    const { code } = classify(thrown)
    parts.log.info({ account_id: id, account: username, code }, 'new account not checked')
  }
}

/** The check, also when an operator or the pool itself looks at the account just then. */
async function checkSoon(
  pool: Pick<Pool, 'checkAccount'>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    try {
      return await pool.checkAccount(id, signal)
    } catch (error) {
      if (!(error instanceof AtWorkError)) throw error
    }
  }
  await pool.checkAccount(id, signal)
}
