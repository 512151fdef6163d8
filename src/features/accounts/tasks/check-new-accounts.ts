import { z } from 'zod'
import { InvalidInputError } from '../../../base/errors.ts'
import { findUnchecked, type UncheckedAccount } from '../../../pool/accounts/known-accounts.ts'
import { verifyNewAccount } from '../../../pool/work/verify-account.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { MAX_ENTRIES } from '../import-file.ts'

const Payload = z.object({ account_ids: z.array(z.uuid()).max(MAX_ENTRIES) })
const Result = z.object({
  checked: z.number().int(),
  /** Their session was another account's. */
  removed: z.number().int(),
})

/** Accounts that are checked at once: each sends one request, through its own proxy. */
const AT_ONCE = 5

/** Checks the accounts of an import: until then, work does not use the new accounts. */
export const checkNewAccounts = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'check_new_accounts',
  summary: 'Checks the sessions of accounts that were imported, by one request each.',
  access: { read: 'accounts:read', write: 'accounts:write' },
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => null,
  async handle({ payload }, { services, signal, progress }) {
    const { db, pool, poolContext } = services
    const accounts = await findUnchecked(db, payload.account_ids)
    const total = accounts.length
    const left = accounts.values()
    let [done, removed] = [0, 0]
    const lane = async (): Promise<void> => {
      for (const account of left) {
        signal.throwIfAborted()
        if (!(await isOwn({ ...poolContext, pool }, account, signal))) removed += 1
        done += 1
        await progress({ done, total })
      }
    }
    const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
    for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason
    return { kind: 'done', result: { checked: total, removed } }
  },
})

/** False for a session of another account, whose account is removed by then. */
async function isOwn(
  parts: Parameters<typeof verifyNewAccount>[0],
  account: UncheckedAccount,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await verifyNewAccount(parts, account, signal)
    return true
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    return false
  }
}
