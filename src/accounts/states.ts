/** As in the constraint of instagram_accounts.state. */
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
 * What an account of the pool is for, as in the constraint of instagram_accounts.purpose: one that publishes never reads
 * creators.
 */
export const ACCOUNT_PURPOSES = ['read', 'publish'] as const
export type AccountPurpose = (typeof ACCOUNT_PURPOSES)[number]

/** Whether the account works now, or will without a person. */
export const isInService = (state: AccountState): boolean =>
  state === 'new' || state === 'active' || state === 'resting'
