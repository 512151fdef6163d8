import type { AccountState } from '../../accounts/states.ts'

export { ACCOUNT_STATES, type AccountState } from '../../accounts/states.ts'

/** Whether the account works now, or will without a person. */
export const isInService = (state: AccountState): boolean =>
  state === 'new' || state === 'active' || state === 'resting'
