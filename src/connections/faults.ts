import type { GraphError } from '../platforms/graph-error.ts'
import { refusalOfSubcode } from '../platforms/graph-refusals.ts'

/** Why a connection needs its owner. */
export type FaultReason =
  | 'app_removed'
  | 'checkpoint'
  | 'password_changed'
  | 'token_expired'
  | 'account_unconfirmed'
  | 'token_invalid'
  | 'role_lost'
  | 'data_access_expired'
  | 'blocked'

/** Returns why a token with error code 190 is invalid. */
export function reasonOfSubcode(subcode: number | null): FaultReason {
  const reason = subcode === null ? undefined : refusalOfSubcode(190, subcode)?.reason
  return reason !== undefined && isFaultReason(reason) ? reason : 'token_invalid'
}

/** Returns what a refusal says about the connection itself; null when it says nothing. */
export function faultOf({ kind, metaSubcode }: GraphError): FaultReason | null {
  if (kind === 'reauth') return reasonOfSubcode(metaSubcode)
  return kind === 'blocked' ? 'blocked' : null
}

const TEXTS: Readonly<Record<FaultReason, string>> = {
  app_removed: 'the owner has removed the app in the settings of Instagram or Facebook',
  checkpoint: 'Meta wants to see the owner: they have to log in to the app and confirm',
  password_changed: 'the owner has changed the password or logged out everywhere',
  token_expired: 'the token has expired',
  account_unconfirmed: 'the owner’s account is not confirmed at Meta',
  token_invalid: 'Meta does not accept the token any more',
  role_lost: 'the person who authorized has lost their role on the Facebook page',
  data_access_expired:
    'access to the data has expired: it ends 90 days after the owner’s last authorization',
  blocked: 'Meta restricts the account or the app for its behaviour',
}

const isFaultReason = (name: string): name is FaultReason => Object.hasOwn(TEXTS, name)

export const textOfFault = (reason: FaultReason): string => TEXTS[reason]
