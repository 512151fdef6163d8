import type { AccountPurpose } from '../../accounts/states.ts'
import type { WithAccount } from '../../pool/accounts/accounts-store.ts'
import { publishingSettings, settlePoolAccount } from '../publishing/index.ts'

type Body = Parameters<typeof publishingSettings>[0] & { purpose?: AccountPurpose | undefined }

/**
 * Returns the changes of a body to an account as one that publishes, in the transaction that
 * changes the account.
 */
export function settling(body: Body): WithAccount | undefined {
  const settings = publishingSettings(body)
  if (settings === undefined && body.purpose === undefined) return undefined
  return async (tx, id) => await settlePoolAccount(tx, id, settings ?? {})
}
