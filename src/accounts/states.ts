/** The states, as in the constraint of instagram_accounts.state. */
export const ACCOUNT_STATES = [
  'new',
  'active',
  'resting',
  'needs_login',
  'needs_operator',
  'suspended',
  'proxy_error',
  'paused',
] as const

export type AccountState = (typeof ACCOUNT_STATES)[number]

/**
 * The purposes of an account of the pool, as in the constraint of instagram_accounts.purpose: a
 * publishing account never reads creators.
 */
export const ACCOUNT_PURPOSES = ['read', 'publish'] as const
export type AccountPurpose = (typeof ACCOUNT_PURPOSES)[number]

/** States of a publishing account, for editors: derived.publishing_accounts defines each. */
export const PUBLISHING_STATES = [
  'active',
  'banned',
  'cooldown',
  'login_required',
  'proxy_error',
  'needs_person',
  'paused',
  'missing_right',
  'expired',
] as const

/** Whether the account works now, or will without a person. */
export const isInService = (state: AccountState): boolean =>
  state === 'new' || state === 'active' || state === 'resting'
